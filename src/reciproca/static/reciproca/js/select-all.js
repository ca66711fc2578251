// input[data-select-all="name"]: ticks every box of that name in its form; a [data-selected-count] there says how many.
// A form that needs a choice marks its buttons with [data-needs-selection].
const boxes = (form, named) => [...form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(named)}"]`)];

const tell = (form, master) => {
  const all = boxes(form, master.dataset.selectAll);
  const chosen = all.filter((box) => box.checked).length;
  master.checked = chosen > 0 && chosen === all.length;
  master.indeterminate = chosen > 0 && chosen < all.length;
  for (const place of form.querySelectorAll("[data-selected-count]")) place.textContent = String(chosen);
  for (const button of form.querySelectorAll("[data-needs-selection]")) button.disabled = chosen === 0;
};

document.addEventListener("change", (event) => {
  const form = event.target.form;
  const master = form?.querySelector("[data-select-all]");
  if (!master) return;
  if (event.target === master) for (const box of boxes(form, master.dataset.selectAll)) box.checked = master.checked;
  tell(form, master);
});

const attach = (root) => {
  for (const master of root.querySelectorAll?.("[data-select-all]") ?? []) {
    const cell = master.closest("[hidden]");
    if (cell) cell.hidden = false;
    if (master.form) tell(master.form, master);
  }
};
document.addEventListener("htmx:afterSettle", (event) => attach(event.target));
attach(document);
