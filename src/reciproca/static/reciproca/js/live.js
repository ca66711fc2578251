// body[data-live]: while the page is looked at, it hears that there is news for its reader: the place Today gets its dot.
// Nothing on the page moves; on Today itself a line offers to show what is new. When its reader is signed out, the page goes.
const address = document.body.dataset.live;
let stream, last = "";

const tell = (event) => {
  last = event.lastEventId;
  for (const sign of document.querySelectorAll("[data-news]")) sign.hidden = false;
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
    stream.addEventListener("error", leave);
  }
};

if (address && "EventSource" in window) {
  document.addEventListener("visibilitychange", listen);
  // Leaving the page must not wait for the stream.
  addEventListener("pagehide", () => stream?.close());
  listen();
}
