// Light or dark, as the reader last chose. Without a script the page follows the system.
const root = document.documentElement;
const switcher = document.querySelector(".theme-switch");
if (switcher) {
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

// Escape puts away the card beside a citation until the pointer or the focus moves on (WCAG 1.4.13).
addEventListener("keydown", (event) => { if (event.key === "Escape") root.classList.add("cards-away"); });
for (const kind of ["focusin", "pointerover"]) {
  addEventListener(kind, (event) => {
    if (event.target.closest?.(".citation-mark a")) root.classList.remove("cards-away");
  });
}
