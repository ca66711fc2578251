// form[data-draft="key"]: what is typed is kept in this tab until the form has been sent.
// Secrets, files and hidden fields are never kept.
const name = (form) => `draft:${location.pathname}:${form.dataset.draft}`;
const worthKeeping = (control) =>
  control.name && !control.disabled && !["hidden", "password", "file", "submit", "button"].includes(control.type);

const read = (form) =>
  [...form.elements]
    .filter(worthKeeping)
    .map((control) => [control.name, control.value, ["checkbox", "radio"].includes(control.type) ? control.checked : null]);

const restore = (form) => {
  const kept = JSON.parse(sessionStorage.getItem(name(form)) ?? "null");
  // A form that comes back with errors already holds what was written.
  if (!kept || form.querySelector("[data-error-summary]")) return;
  const waiting = [...kept];
  for (const control of [...form.elements].filter(worthKeeping)) {
    const isTick = ["checkbox", "radio"].includes(control.type);
    const place = waiting.findIndex(([itsName, value]) => itsName === control.name && (!isTick || value === control.value));
    if (place < 0) continue;
    const [[, value, checked]] = waiting.splice(place, 1);
    if (isTick) control.checked = checked;
    else control.value = value;
  }
  const said = form.querySelector("[data-draft-said]");
  if (said) said.hidden = false;
};

const attach = (root) => {
  for (const form of root.querySelectorAll?.("form[data-draft]:not([data-draft-kept])") ?? []) {
    form.dataset.draftKept = "";
    try {
      restore(form);
    } catch {
      sessionStorage.removeItem(name(form));
    }
  }
};

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-draft]")) sessionStorage.setItem(name(form), JSON.stringify(read(form)));
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-draft]") && !event.defaultPrevented) sessionStorage.removeItem(name(event.target));
});
document.addEventListener("htmx:afterSettle", (event) => attach(event.target));
attach(document);
