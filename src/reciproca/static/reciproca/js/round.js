// [data-timer="seconds"]: a round of check-ins. One name after the other, with the time that is left; without a script the minutes stand there.
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const attach = (round) => {
  const names = [...round.querySelectorAll("[data-names] > span")];
  const { start, next, over, done, timer } = round.dataset;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: start });
  const left = document.createElement("output");
  const said = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  said.setAttribute("aria-live", "polite");
  left.setAttribute("aria-live", "off");
  let place = -1, ends = 0, ticking = 0;
  const tick = () => {
    const seconds = Math.max(0, Math.round((ends - Date.now()) / 1000));
    left.textContent = seconds ? clock(seconds) : over;
    if (!seconds) {
      clearInterval(ticking);
      said.textContent = over;
    }
  };
  button.addEventListener("click", () => {
    clearInterval(ticking);
    names[place]?.removeAttribute("aria-current");
    place += 1;
    if (place >= names.length) {
      place = -1;
      left.textContent = "";
      said.textContent = done;
      button.textContent = start;
      return;
    }
    names[place].setAttribute("aria-current", "step");
    said.textContent = names[place].textContent;
    button.textContent = next;
    ends = Date.now() + Number(timer) * 1000;
    ticking = setInterval(tick, 250);
    tick();
  });
  round.append(button, left, said);
};
document.querySelectorAll("[data-timer]").forEach(attach);
