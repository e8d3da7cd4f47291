// Light or dark, as the reader last chose. Without a script the page follows the system.
const switcher = document.querySelector(".theme-switch");
if (switcher) {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const current = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  const show = () => switcher.setAttribute("aria-pressed", String(current() === "dark"));
  switcher.hidden = false;
  switcher.addEventListener("click", () => {
    root.dataset.theme = current() === "dark" ? "light" : "dark";
    try { localStorage.setItem("anthology-theme", root.dataset.theme); } catch (e) { /* private window */ }
    show();
  });
  dark.addEventListener("change", show);
  show();
}
