// [data-board="id …"]: a part of a page that moves on while it is looked at: a case of a circle, a meeting with its round and its cases, a ring.
// When something has moved on, the part is drawn again as the server writes it now. While somebody types at the same step, what
// they type stays. [data-ends-in="seconds"]: the time that is left. Without this module the page is loaded again by hand.
const POLL = 20000;
const find = (root) => root.querySelector("[data-board]");
const part = () => find(document);

const isTyping = (root) =>
  [...root.querySelectorAll("textarea, input:not([type=hidden])")].some(
    (field) => field === document.activeElement || field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );

// Keys and tokens of forms are new with every page.
const words = (root) => root.textContent.replace(/\s+/g, " ");

const look = async () => {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const next = find(new DOMParser().parseFromString(await answer.text(), "text/html"));
  const now = part();
  if (!next || words(next) === words(now)) return;
  if (next.dataset.boardStep === now.dataset.boardStep && isTyping(now)) return;
  now.replaceWith(next);
  next.dispatchEvent(new Event("htmx:afterSettle", { bubbles: true }));
  const said = document.querySelector("[data-board-said]");
  if (said) said.textContent = said.dataset.words;
};

// One look at a time: what comes meanwhile is looked for afterwards.
let asking = false, again = false;
const update = async () => {
  if (document.visibilityState !== "visible") return;
  again = true;
  if (asking) return;
  asking = true;
  while (again) {
    again = false;
    await look().catch(() => {}); // away for a moment: the next sign, or the next turn of the clock, asks again
  }
  asking = false;
};

// Counted from when it came onto the page: no clock but its own is asked.
const begun = new WeakMap();
const count = () => {
  for (const left of document.querySelectorAll("[data-ends-in]")) {
    if (!begun.has(left)) begun.set(left, performance.now());
    const seconds = Math.max(0, Math.round(left.dataset.endsIn - (performance.now() - begun.get(left)) / 1000));
    const shown = seconds ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : left.dataset.over;
    if (left.textContent === shown) continue;
    left.textContent = shown;
    if (!seconds && left.dataset.endsIn > 0) update(); // now anybody may move on
  }
};

if (part()) {
  for (const name of ["case", "ring"]) document.addEventListener(name, update);
  document.addEventListener("listening", update);
  document.addEventListener("visibilitychange", update);
  setInterval(update, POLL);
  setInterval(count, 250);
  count();
}
