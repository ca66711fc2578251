// form[data-busy]: sent once. The button that was pressed says that it is working, a second press does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-busy]") || event.defaultPrevented) return;
  if (form.dataset.busy === "sent") {
    event.preventDefault();
    return;
  }
  form.dataset.busy = "sent";
  const button = event.submitter ?? form.querySelector("[type=submit]");
  button?.setAttribute("aria-busy", "true");
});

const rest = (form) => {
  form.dataset.busy = "";
  for (const button of form.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
};

// Coming back with the browser’s arrow, or an answer that htmx has put in place: it may be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("[data-busy=sent]").forEach(rest);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("[data-busy=sent]");
  if (form) rest(form);
});
