// [data-talk]: an open conversation. New messages are put below as they come, and what was changed or taken back is drawn again
// where it stands; what is typed is kept on the server; a message is sent without leaving the page. Without this module forms and links do the same, a page at a time.
const talk = document.querySelector("[data-talk]");
const list = talk?.querySelector("[data-talk-messages]");
const composer = talk?.querySelector("[data-composer]");
const POLL = 20000;
const PAUSE = 1200;

// A part of a page as the server wrote it; nothing in it runs.
const piecesOf = (text) => [...new DOMParser().parseFromString(text, "text/html").body.childNodes];

// ── new messages, and those that look different now ──

const isTheirs = (piece) => piece.matches(".bubble:not(.bubble--mine)");

// In the place of what stands there: the message, and the line below it with its hour. What stands above the page is left out.
const redraw = (pieces) => {
  let last = null;
  for (const piece of pieces) {
    if (piece.matches(".bubble")) {
      const before = document.getElementById(piece.id);
      if (before?.nextElementSibling?.matches(".bubble__when")) before.nextElementSibling.remove();
      const hadFocus = before?.contains(document.activeElement);
      before?.replaceWith(piece);
      if (hadFocus) piece.querySelector("summary, a, button")?.focus();
      last = before && piece;
    } else last?.after(piece);
  }
};

let asking = null, again = false;
const look = async () => {
  const answer = await fetch(`${talk.dataset.talkNews}?after=${talk.dataset.talkLast}&change=${talk.dataset.talkChange}`);
  if (!answer.ok || answer.redirected) return;
  const pieces = piecesOf(await answer.text()).filter((piece) => piece.nodeType === Node.ELEMENT_NODE);
  const isOld = (piece) => piece.matches(".bubble") && Number(piece.dataset.number) <= Number(talk.dataset.talkLast);
  const firstNew = pieces.findIndex((piece) => piece.matches(".bubbles__day") || (piece.matches(".bubble") && !isOld(piece)));
  const changed = firstNew < 0 ? pieces : pieces.slice(0, firstNew), fresh = firstNew < 0 ? [] : pieces.slice(firstNew);
  redraw(changed);
  list.append(...fresh);
  talk.dataset.talkLast = answer.headers.get("X-Last-Number");
  talk.dataset.talkChange = answer.headers.get("X-Last-Change");
  if (fresh.some(isTheirs)) say("words");
  else if (changed.some(isTheirs)) say("changed");
};

const say = (what) => {
  const said = talk.querySelector("[data-talk-said]");
  said.textContent = "";
  said.textContent = said.dataset[what];
};

// One look at a time: what comes meanwhile is looked for afterwards, so that no message stands there twice.
const update = async () => {
  if (document.visibilityState !== "visible") return;
  again = true;
  if (asking) return asking;
  asking = (async () => {
    while (again) {
      again = false;
      await look().catch(() => {}); // away for a moment: the next sign, or the next turn of the clock, asks again
    }
    asking = null;
  })();
  return asking;
};

const follow = () => {
  document.addEventListener("conversation", (event) => {
    if (event.detail !== talk.dataset.talk || document.visibilityState !== "visible") return;
    event.preventDefault();
    update();
  });
  document.addEventListener("listening", update);
  document.addEventListener("visibilitychange", update);
  setInterval(update, POLL);
};

// ── what one is writing ──

const keyOf = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const area = composer?.elements.text;
let kept = area?.value ?? "", waiting;

const keep = () => {
  clearTimeout(waiting);
  if (area.value === kept) return;
  kept = area.value;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", composer.elements.csrfmiddlewaretoken.value);
  body.append("text", kept);
  fetch(composer.dataset.composerDraft, { method: "POST", body, keepalive: kept.length < 15000 }).catch(() => (kept = null));
};

const send = async (event) => {
  const isPlain = !event.submitter?.hasAttribute("formaction") && !composer.elements.quote.value;
  clearTimeout(waiting);
  if (!isPlain || composer.querySelector(".composer__files")) return;
  event.preventDefault();
  if (!area.value.trim() || composer.ariaBusy === "true") return;
  composer.ariaBusy = "true";
  try {
    const body = new FormData(composer);
    body.delete("file");
    const answer = await fetch(composer.action, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect") return composer.submit(); // refused: the page says why
    area.value = kept = "";
    composer.elements.heard.checked = false;
    composer.elements.idempotency_key.value = keyOf();
    talk.querySelector("[data-talk-starters]")?.remove();
    await update();
    composer.scrollIntoView({ block: "nearest" });
    area.focus();
  } catch {
    composer.querySelector("[data-not-sent]").hidden = false; // no connection: it stays in the field, with its key
  } finally {
    composer.ariaBusy = null;
  }
};

const write = () => {
  area.addEventListener("input", () => {
    composer.querySelector("[data-not-sent]").hidden = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  composer.addEventListener("submit", send);
  addEventListener("pagehide", keep);
  composer.elements.file?.addEventListener("change", () => {
    if (composer.elements.file.files.length) composer.requestSubmit(composer.querySelector("[data-attach]"));
  });
};

// ── where to pick up ──

const offer = async (place) => {
  const answer = await fetch(place.dataset.talkStarters, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  place.replaceChildren(...piecesOf(await answer.text()));
  place.addEventListener("click", (event) => {
    const starter = event.target.closest("[data-starter]");
    if (!starter) return;
    event.preventDefault();
    area.value = starter.dataset.starter;
    area.focus();
    keep();
  });
};

if (talk) {
  follow();
  if (area) write();
  const place = talk.querySelector("[data-talk-starters]");
  if (place) offer(place).catch(() => {});
}
