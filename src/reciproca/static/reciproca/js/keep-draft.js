// form[data-draft="name"][data-draft-key="…"]: what is typed is kept in this tab until the form has been sent.
// It is sealed with the key, which stands in the pages of its account alone: after signing out nobody can read it.
// Secrets, files and hidden fields are never kept. [data-forgets]: a form that takes away all that is kept.
const name = (form) => `draft:${location.pathname}:${form.dataset.draft}`;
const worthKeeping = (control) =>
  control.name && !control.disabled && !["hidden", "password", "file", "submit", "button"].includes(control.type);

const read = (form) =>
  [...form.elements]
    .filter(worthKeeping)
    .map((control) => [control.name, control.value, ["checkbox", "radio"].includes(control.type) ? control.checked : null]);

const textOf = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
const bytesOf = (text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const keyOf = (form) => {
  const bytes = Uint8Array.from(form.dataset.draftKey.match(/../g), (pair) => parseInt(pair, 16));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
};

const seal = async (form, text) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(form), new TextEncoder().encode(text));
  return textOf(iv) + textOf(new Uint8Array(sealed));
};

const open = async (form, kept) => {
  const [iv, sealed] = [bytesOf(kept.slice(0, 12)), bytesOf(kept.slice(12))];
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(form), sealed));
};

const restore = async (form) => {
  const found = sessionStorage.getItem(name(form));
  const kept = found && JSON.parse(await open(form, found));
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
  for (const form of root.querySelectorAll?.("form[data-draft-key]:not([data-draft-kept])") ?? []) {
    form.dataset.draftKept = "";
    restore(form).catch(() => sessionStorage.removeItem(name(form)));
  }
};

let turn = 0; // what is sealed late is not kept over what was typed since, nor after sending
document.addEventListener("input", async (event) => {
  const form = event.target.form;
  if (!crypto.subtle || !form?.matches("[data-draft-key]")) return;
  const mine = ++turn;
  const sealed = await seal(form, JSON.stringify(read(form)));
  if (mine === turn) sessionStorage.setItem(name(form), sealed);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  turn++;
  if (event.target.matches("[data-draft]")) sessionStorage.removeItem(name(event.target));
  if (event.target.matches("[data-forgets]")) sessionStorage.clear();
});
// Without https the browser has nothing to seal with: then nothing is kept.
if (crypto.subtle) {
  document.addEventListener("htmx:afterSettle", (event) => attach(event.target));
  attach(document);
}
