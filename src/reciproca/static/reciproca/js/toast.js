// [data-toast]: lies over the foot of the page, and can be closed. It never leaves by itself: some read slowly.
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
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog:modal, [data-menu][open]")) return;
  document.querySelector("[data-toast][data-floating]")?.remove();
});
document.addEventListener("htmx:oobAfterSwap", () => lift(document));
lift(document);
