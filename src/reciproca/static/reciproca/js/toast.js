// [data-toast]: lies over the foot of the page, and can be closed. It never leaves by itself, since some read slowly, but
// once one goes on: with a click, or with the keyboard onto what lies under it. What can be undone stays until it is closed.
const floating = () => document.querySelector("[data-toast][data-floating]");
const leave = (toast) => toast && !toast.querySelector("form") && toast.remove();
const liesOver = (toast, element) => {
  const [above, below] = [toast.getBoundingClientRect(), element.getBoundingClientRect()];
  return above.left < below.right && below.left < above.right && above.top < below.bottom && below.top < above.bottom;
};
const lift = (root) => {
  const toasts = [...root.querySelectorAll("[data-toast]:not([data-floating])")].filter((toast) => toast.closest(".messages"));
  for (const toast of toasts) {
    // One at a time over the page; earlier ones stay where they were.
    if (toast === toasts.at(-1)) toast.dataset.floating = "";
    toast.querySelector("[data-toast-close]").hidden = false;
  }
};

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
  if (!event.target.closest("[data-toast] :is(a, button)")) leave(floating());
});
document.addEventListener("focusin", ({ target }) => {
  const toast = floating();
  if (toast && !toast.contains(target) && liesOver(toast, target)) leave(toast);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog:modal, [data-menu][open]")) return;
  floating()?.remove();
});
document.addEventListener("htmx:oobAfterSwap", () => lift(document));
lift(document);
