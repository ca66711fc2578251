// [data-case="id …"]: a case of a circle, or the cases of a meeting. When one has moved on, the part is drawn again as the server
// writes it now. While somebody types at the same step, what they type stays. Without this module the page is loaded again by hand.
const POLL = 20000;
const find = (root) => root.querySelector("[data-case]");
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
  if (next.dataset.caseStep === now.dataset.caseStep && isTyping(now)) return;
  now.replaceWith(next);
  next.dispatchEvent(new Event("htmx:afterSettle", { bubbles: true }));
  const said = document.querySelector("[data-case-said]");
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

if (part()) {
  document.addEventListener("case", update);
  document.addEventListener("listening", update);
  document.addEventListener("visibilitychange", update);
  setInterval(update, POLL);
}
