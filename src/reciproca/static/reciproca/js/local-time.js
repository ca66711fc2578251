// time[data-local][datetime]: where the reader’s clock differs from the one on the page, says the hour of here too.
// The page’s own words stay: [data-local-words="where you are, %s"] holds the rest, already translated.
const attach = (root) => {
  for (const time of root.querySelectorAll?.("time[data-local]") ?? []) {
    const moment = new Date(time.dateTime);
    const offset = time.dateTime.match(/([+-])(\d\d):?(\d\d)$/);
    if (Number.isNaN(moment.valueOf()) || !offset) continue;
    const there = (offset[1] === "-" ? 1 : -1) * (Number(offset[2]) * 60 + Number(offset[3]));
    delete time.dataset.local;
    if (there === moment.getTimezoneOffset()) continue;
    const hour = new Intl.DateTimeFormat(document.documentElement.lang, {
      weekday: "long",
      hour: "numeric",
      minute: "2-digit",
    }).format(moment);
    time.append(` (${(time.dataset.localWords ?? "%s").replace("%s", hour)})`);
  }
};
document.addEventListener("htmx:afterSettle", (event) => attach(event.target));
attach(document);
