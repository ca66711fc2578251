// .tabs: where they are wider than the window, the open one stands in sight.
const show = (root) => {
  for (const open of root.querySelectorAll?.(".tabs [aria-current]") ?? []) {
    const tabs = open.closest(".tabs");
    tabs.scrollLeft += open.getBoundingClientRect().right - tabs.getBoundingClientRect().right + 24;
  }
};

document.addEventListener("htmx:afterSettle", (event) => show(event.target));
show(document);
