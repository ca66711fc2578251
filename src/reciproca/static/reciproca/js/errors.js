// [data-error-summary]: takes the focus when it arrives, so that it is read first.
const focusSummary = (root) => root.querySelector?.("[data-error-summary]")?.focus();

focusSummary(document);
document.addEventListener("htmx:afterSettle", (event) => focusSummary(event.target));
