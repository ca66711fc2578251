// a[data-opens="id"]: opens that dialog instead of leading to the page that asks the same.
// [data-closes]: closes the one it stands in. Focus returns to where it was, as the browser does by itself.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
    return;
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
});
