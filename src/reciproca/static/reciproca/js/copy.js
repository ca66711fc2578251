// button[data-copy="#id" or "text"][data-copied="Copied"]: hidden until a script can do it; says so for a moment.
const attach = (root) => {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll?.("[data-copy][hidden]") ?? []) button.hidden = false;
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || button.dataset.said) return;
  const source = button.dataset.copy.startsWith("#") ? document.querySelector(button.dataset.copy) : null;
  try {
    await navigator.clipboard.writeText(source ? (source.value ?? source.textContent).trim() : button.dataset.copy);
  } catch {
    source?.select?.();
    return;
  }
  const word = [...button.childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  if (!word || !button.dataset.copied) return;
  button.dataset.said = word.textContent;
  button.setAttribute("aria-live", "polite");
  word.textContent = button.dataset.copied;
  setTimeout(() => {
    word.textContent = button.dataset.said;
    delete button.dataset.said;
  }, 2500);
});
document.addEventListener("htmx:afterSettle", (event) => attach(event.target));
attach(document);
