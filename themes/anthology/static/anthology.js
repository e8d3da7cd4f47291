// What a page can do beyond being read. Everything here is an addition: without a script the book
// is whole. The words come from the page, which is in the book's language.
(() => {
  const root = document.documentElement;
  const said = document.querySelector("#said")?.dataset || {};
  const kept = {
    get: (name) => { try { return localStorage.getItem(`anthology-${name}`); } catch { return null; } },
    set: (name, value) => {
      try {
        if (value) localStorage.setItem(`anthology-${name}`, value); else localStorage.removeItem(`anthology-${name}`);
      } catch { /* private window */ }
    },
  };
  const button = (name, words, ...inside) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.append(...inside);
    if (words) { made.title = words; made.setAttribute("aria-label", words); }
    return made;
  };

  // --- paper: as the system has it, light, sepia, dark ---

  const PAPERS = ["", "light", "sepia", "dark"];
  const switcher = document.querySelector(".theme-switch");
  if (switcher) {
    const show = () => {
      const label = `${said.theme}${said.colon}${said[`theme${root.dataset.theme || "system"}`]}`;
      switcher.setAttribute("aria-label", label);
      switcher.title = label;
    };
    switcher.hidden = false;
    switcher.addEventListener("click", () => {
      const next = PAPERS[(PAPERS.indexOf(root.dataset.theme || "") + 1) % PAPERS.length];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      kept.set("theme", next);
      show();
    });
    show();
  }

  // --- cards beside citations and notes: Escape puts them away (WCAG 1.4.13) ---

  const MARK = ".citation-mark a, .footnote-reference";
  addEventListener("keydown", (event) => { if (event.key === "Escape") root.classList.add("cards-away"); });
  for (const kind of ["focusin", "pointerover"]) {
    addEventListener(kind, (event) => {
      const mark = event.target.closest?.(MARK);
      if (!mark) return;
      root.classList.remove("cards-away");
      const card = mark.nextElementSibling;
      if (!card?.classList.contains("citation-card")) return;
      card.style.removeProperty("--shift"); // a card stays within the window
      const { left, right } = card.getBoundingClientRect();
      const over = right - root.clientWidth + 12, under = 12 - left;
      if (over > 0 || under > 0) card.style.setProperty("--shift", `${over > 0 ? -over : under}px`);
    });
  }

  // --- search: loaded when it is asked for; without it the link leads to a page of its own ---

  const link = document.querySelector(".search-open");
  const place = document.currentScript.src;
  const leave = () => { location.href = link.href; };
  function search() {
    if (window.anthologySearch?.open) { window.anthologySearch.open().catch(leave); return; }
    const script = document.createElement("script");
    script.src = new URL("search.js", place);
    script.onload = () => window.anthologySearch.open().catch(leave);
    script.onerror = leave;
    document.head.append(script);
  }
  link?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    search();
  });

  // --- keys; a reader can turn them off (WCAG 2.1.4) ---

  const help = document.querySelector("#keys");
  const turn = (rel) => document.querySelector(`a[rel="${rel}"]`)?.click();
  const KEYS = { j: () => turn("next"), k: () => turn("prev"), "/": () => link && search(), "?": () => help?.showModal() };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (kept.get("keys") === "off" && event.key !== "?") return;
    event.preventDefault();
    KEYS[event.key]();
  });
  if (help) {
    const box = help.querySelector("input");
    box.checked = kept.get("keys") !== "off";
    box.addEventListener("change", () => kept.set("keys", box.checked ? "" : "off"));
    help.addEventListener("click", (event) => { if (event.target === help) help.close(); });
    for (const opener of document.querySelectorAll(".keys-open")) {
      opener.hidden = false;
      opener.addEventListener("click", () => help.showModal());
    }
  }

  // --- where one is in the chapter ---

  const toc = document.querySelector(".chapter-toc");
  if (toc) {
    const lines = new Map([...toc.querySelectorAll("a")].map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
    const sections = [...lines.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    const wide = matchMedia("(min-width: 80em)"); // as in anthology.css
    const list = toc.querySelector("details");
    const fold = () => { list.open = wide.matches; };
    wide.addEventListener("change", fold);
    fold();
    let waiting = false;
    const mark = () => {
      waiting = false;
      const edge = innerHeight / 3;
      const now = sections.filter((section) => section.getBoundingClientRect().top <= edge).pop();
      for (const [id, a] of lines) {
        if (now && id === now.id) a.setAttribute("aria-current", "location"); else a.removeAttribute("aria-current");
      }
    };
    addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } }, { passive: true });
    mark();
  }

  // --- copying ---

  async function copy(text, by) {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // not over http, or refused
      const field = document.createElement("textarea");
      field.value = text;
      by.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      by.focus();
    }
    by.dataset.done = said.copied;
    by.setAttribute("aria-label", said.copied);
    setTimeout(() => { delete by.dataset.done; by.setAttribute("aria-label", said.copy); }, 2000);
  }
  for (const code of document.querySelectorAll("article div.highlight")) {
    const made = button("copy", said.copy);
    made.addEventListener("click", () => {
      const lines = code.querySelector("pre").cloneNode(true);
      for (const number of lines.querySelectorAll(".linenos, .gp")) number.remove();
      copy(lines.textContent.replace(/\n$/, ""), made);
    });
    code.append(made);
  }
  for (const text of document.querySelectorAll(".cite-as :is(pre, .entry)")) {
    const made = button("copy", said.copy);
    made.addEventListener("click", () => copy(text.textContent.trim(), made));
    text.before(made);
  }

  // --- what scrolls within the page can be scrolled by keys ---

  const scrollers = document.querySelectorAll("article :is(pre, table, .math-block, .math-display, p:has(> math))");
  const reach = () => {
    for (const one of scrollers) {
      if (one.scrollWidth > one.clientWidth) one.tabIndex = 0; else one.removeAttribute("tabindex");
    }
  };
  reach();
  addEventListener("resize", reach);

  // --- pictures that are larger than the page shows them ---

  let viewer;
  function zoom(picture) {
    if (!viewer) {
      viewer = document.createElement("dialog");
      viewer.className = "viewer";
      viewer.setAttribute("aria-label", said.zoom);
      viewer.append(button("viewer-close", said.close), new Image());
      viewer.addEventListener("click", () => viewer.close());
      document.body.append(viewer);
    }
    const shown = viewer.querySelector("img");
    shown.src = picture.src; // the original, not the variant that fits the text
    shown.alt = picture.alt;
    viewer.showModal();
  }
  // A picture with variants is, by its naturalWidth, as wide as `sizes` says.
  const widthOf = (picture) => (picture.closest("picture") && Number(picture.getAttribute("width"))) || picture.naturalWidth;
  const larger = (picture) => {
    if (widthOf(picture) < 1.25 * picture.clientWidth || picture.closest("a, button")) return;
    const made = button("zoom", `${said.zoom}${said.colon}${picture.alt || said.picture}`);
    const whole = picture.closest("picture") || picture;
    whole.replaceWith(made);
    made.append(whole);
    made.addEventListener("click", () => zoom(picture));
  };
  for (const picture of document.querySelectorAll("article figure img")) {
    if (picture.complete && picture.naturalWidth) larger(picture);
    else picture.addEventListener("load", () => larger(picture), { once: true });
  }
})();
