// [data-theme-switch="cookie"]: a form whose select says light, dark or as the device does; the cookie keeps it.
// With a script the choice is seen at once and its button is not needed.
const YEAR = 365 * 24 * 60 * 60;

for (const form of document.querySelectorAll("[data-theme-switch]")) {
  form.querySelector("button").hidden = true;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-theme-switch]");
  if (!form) return;
  const theme = event.target.value;
  const cookie = form.dataset.themeSwitch;
  const secure = location.protocol === "https:" ? "; secure" : "";
  if (theme) {
    document.documentElement.dataset.theme = theme;
    document.cookie = `${cookie}=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  } else {
    delete document.documentElement.dataset.theme;
    document.cookie = `${cookie}=; path=/; max-age=0; samesite=lax${secure}`;
  }
});
