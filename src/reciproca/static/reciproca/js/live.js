// body[data-live]: while the page is looked at, it hears that there is news for its reader: the place Today gets its dot,
// and Conversations when somebody has written. Nothing on the page moves; on Today itself a line offers to show what is new;
// an open conversation hears of it as a "conversation" event of the document,
// an open case or ring of a circle as a "case" or a "ring". When its reader is signed out, the page goes.
const address = document.body.dataset.live;
let stream, last = "";

const show = (kind) => {
  for (const sign of document.querySelectorAll(`[data-news="${kind}"]`)) sign.hidden = false;
};

const tell = (event) => {
  last = event.lastEventId;
  show("news");
};

// "<id>", or "<id> quiet" where it gives no sign. Whoever has the conversation open says so by preventing the default.
const tellOfConversation = (event) => {
  last = event.lastEventId;
  const [id, quiet] = event.data.split(" ");
  const isOpen = !document.dispatchEvent(new CustomEvent("conversation", { detail: id, cancelable: true }));
  if (!quiet && !isOpen) show("conversation");
};

// A case or a ring of a circle has moved on: for a page that shows it.
const tellOfBoard = (event) => {
  last = event.lastEventId;
  document.dispatchEvent(new CustomEvent(event.type, { detail: event.data }));
};

// Signed out elsewhere, or for too long away: what is on the page was for somebody who was signed in.
const leave = async () => {
  if (stream.readyState !== EventSource.CLOSED) return;
  const answer = await fetch(address, { method: "HEAD", redirect: "manual" });
  if (answer.type === "opaqueredirect") location.reload();
};

const listen = () => {
  if (document.visibilityState !== "visible") {
    stream?.close();
    stream = undefined;
  } else if (!stream || stream.readyState === EventSource.CLOSED) {
    stream = new EventSource(last ? `${address}?since=${encodeURIComponent(last)}` : address);
    stream.addEventListener("news", tell);
    stream.addEventListener("conversation", tellOfConversation);
    for (const name of ["case", "ring"]) stream.addEventListener(name, tellOfBoard);
    stream.addEventListener("open", () => document.dispatchEvent(new Event("listening")));
    stream.addEventListener("error", leave);
  }
};

if (address && "EventSource" in window) {
  document.addEventListener("visibilitychange", listen);
  // Leaving the page must not wait for the stream.
  addEventListener("pagehide", () => stream?.close());
  listen();
}
