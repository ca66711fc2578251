// form[data-opens-letter]: sends what stands after the # of the address, which no server is sent otherwise, as its key.
const form = document.querySelector("form[data-opens-letter]");

const open = () => {
  const key = location.hash.slice(1);
  if (!key) return;
  history.replaceState(null, "", location.pathname);
  form.elements.namedItem("key").value = key;
  form.requestSubmit();
};

if (form) {
  addEventListener("hashchange", open);
  open();
}
