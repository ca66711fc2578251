// [data-counts="id"][data-of="NUMBER characters of LIMIT"]: how many characters stand in a field that has a limit.
const say = (place) => {
  const field = document.getElementById(place.dataset.counts);
  const limit = field?.maxLength > 0 ? field.maxLength : Number(place.dataset.limit);
  if (!field || !limit) return;
  place.hidden = false;
  place.textContent = place.dataset.of.replace("NUMBER", field.value.length).replace("LIMIT", limit);
};

document.addEventListener("input", (event) => {
  const place = event.target.id && document.querySelector(`[data-counts="${CSS.escape(event.target.id)}"]`);
  if (place) say(place);
});
const attach = (root) => root.querySelectorAll?.("[data-counts]").forEach(say);
document.addEventListener("htmx:afterSettle", (event) => attach(event.target));
attach(document);
