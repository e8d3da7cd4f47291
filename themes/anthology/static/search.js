// Search: asks the index that extensions/sphinx_anthology/html/search writes into _search/.
// A classic script, and the index is scripts too, so that a book opened from a folder can be searched.
(() => {
  const here = new URL("../_search/", document.currentScript.src);
  let words; // the book's own, in its language
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const value = new Map([...ALPHABET].map((char, index) => [char, index]));
  // the same ranges as _UNSPACED there
  const HAN = "\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}"
    + "\\u3040-\\u30ff\\u31f0-\\u31ff\\uff66-\\uff9f\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff";
  const RUN = new RegExp(`([${HAN}]+)|(?:(?![${HAN}])[\\p{L}\\p{N}])+`, "gu");
  const LONGEST = 32, SHOWN = 8, PASSAGES = 2, AROUND = 42;
  const MOST_PARTS = 6; // that one beginning of words may load

  // --- the index ---

  let facts;
  const parts = new Map(), tables = new Map(), loads = new Map();
  window.anthologySearch = {
    main: (given) => { facts = given; words = given.words; },
    cut: (query) => cut(query),
    part: (number, text) => parts.set(number, new Map(text.split("\n").map((line) => line.split(" ")))),
    pages: (number, rows) => tables.set(number, rows),
  };

  function load(name) {
    if (!loads.has(name)) {
      loads.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = new URL(`${name}.js${facts ? `?${facts.stamp}` : ""}`, here);
        script.onload = done;
        script.onerror = () => { loads.delete(name); failed(new Error(name)); };
        document.head.append(script);
      }));
    }
    return loads.get(name);
  }

  // By code points, as the index is sorted; JavaScript compares halves of them.
  function follows(one, other) {
    const a = [...one], b = [...other];
    for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
      if (a[i] !== b[i]) return a[i].codePointAt(0) > b[i].codePointAt(0);
    }
    return a.length > b.length;
  }

  function partOf(term) {
    let low = 0, high = facts.parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (follows(facts.parts[middle], term)) high = middle - 1; else low = middle;
    }
    return low;
  }

  async function part(number) {
    await load(`p${number}`);
    return parts.get(number);
  }

  // Pages on which a term is: number -> weight.
  function decode(codes, share, found) {
    const step = facts.width + 1;
    for (let at = 0; at < codes.length; at += step) {
      let number = 0;
      for (let i = 0; i < facts.width; i += 1) number = number * ALPHABET.length + value.get(codes[at + i]);
      const weight = share * value.get(codes[at + facts.width]);
      if (weight > (found.get(number) || 0)) found.set(number, weight);
    }
    return found;
  }

  async function exactly(term) {
    const codes = facts.parts.length ? (await part(partOf(term))).get(term) : "";
    return decode(codes || "", 1, new Map());
  }

  async function beginning(start, fits) {
    const found = new Map();
    for (let number = partOf(start), last = number + MOST_PARTS; number < Math.min(last, facts.parts.length); number += 1) {
      if (number > partOf(start) && !facts.parts[number].startsWith(start)) break;
      for (const [term, codes] of await part(number)) {
        if (term.startsWith(start)) decode(codes, fits(term), found);
      }
    }
    return found;
  }

  // --- queries ---

  function cut(query) {
    const groups = [];
    for (const match of query.normalize("NFKC").toLowerCase().matchAll(RUN)) {
      const chars = [...match[0]];
      if (!match[1]) groups.push({ text: match[0], word: chars.slice(0, LONGEST).join("") });
      else if (chars.length === 1) groups.push({ text: match[0], begin: match[0] });
      else groups.push({ text: match[0], pairs: chars.slice(1).map((char, i) => chars[i] + char) });
    }
    return groups;
  }

  // Running, runs and run are one word to a reader.
  function stem(word) {
    const found = /^([a-z]{3,}?)(?:ies|ing|ed|es|s|e|y)$/.exec(word);
    return found ? found[1] : word;
  }

  async function pagesOf(group) {
    if (group.begin) return [await beginning(group.begin, () => 1)];
    if (group.word) {
      const { word } = group, root = stem(word);
      if ([...word].length === 1) return [await exactly(word)];
      const fits = (term) => {
        if (term === word) return 1;
        if (term.startsWith(word)) return 0.7;
        return term.length <= root.length + 4 && stem(term) === root ? 0.6 : 0;
      };
      return [await beginning(root, fits)];
    }
    return Promise.all(group.pairs.map(exactly));
  }

  async function search(query) {
    const groups = cut(query);
    const terms = (await Promise.all(groups.map(pagesOf))).flat();
    const scores = new Map();
    for (const found of terms) {
      const rarity = Math.log(1 + facts.pages / (found.size || 1));
      for (const [number, weight] of found) {
        const sum = scores.get(number) || { score: 0, terms: 0 };
        scores.set(number, { score: sum.score + rarity * weight, terms: sum.terms + 1 });
      }
    }
    const all = [...scores].map(([number, sum]) => ({ number, ...sum }));
    const whole = all.filter((hit) => hit.terms === terms.length);
    const hits = whole.length ? whole : all.filter((hit) => 2 * hit.terms >= terms.length);
    hits.sort((a, b) => b.terms - a.terms || b.score - a.score || a.number - b.number);
    return { groups, hits, near: !whole.length && hits.length > 0 };
  }

  async function row(number) {
    const table = Math.floor(number / facts.rows);
    await load(`d${table}`);
    const [address, title, language, told] = tables.get(table)[number % facts.rows];
    return { address, title, language, told };
  }

  // --- passages ---

  const UNREAD = ".headerlink, .citation-card, .backlinks, .downloads, .chapter-part, .chapter-byline, .chapter-tags, "
    + "script, style, svg, annotation";
  const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

  // A phrase, and the words in it for pages that do not have it whole.
  function phrases(text) {
    if (!Intl.Segmenter || [...text].length < 4) return [text];
    const found = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)].map((part) => part.segment);
    return [text, ...found.filter((part) => [...part].length > 1)];
  }

  function patternOf(groups) {
    const seen = groups.flatMap(({ text, word }) => (word && word.length > 1
      ? [`(?<![\\p{L}\\p{N}])${escaped(stem(word))}[\\p{L}\\p{N}]*`] : phrases(text).map(escaped)));
    return new RegExp(seen.join("|"), "giu");
  }

  // What of a page is its text, as blocks with the anchors they stand under.
  function blocksOf(html) {
    const article = new DOMParser().parseFromString(html, "text/html").querySelector("article");
    if (!article) return [];
    for (const unread of article.querySelectorAll(UNREAD)) unread.remove();
    return [...article.querySelectorAll("p, li, h2, h3, h4, h5, h6, td, th, dt, dd, pre, figcaption")]
      .filter((block) => !block.querySelector("p, li"))
      .map((block) => ({
        text: block.textContent.replace(/\s+/g, " ").trim(),
        title: Number(/^H/.test(block.tagName)),
        anchor: block.closest("[id]")?.id || "",
        heading: block.closest("section")?.querySelector(":scope > h2, :scope > h3, :scope > h4")?.textContent.trim() || "",
      }));
  }

  function passagesOf(blocks, groups) {
    const whole = groups.map((group) => (group.pairs ? new RegExp(escaped(group.text), "iu") : patternOf([group])));
    const parts = groups.map((group) => patternOf([group]));
    const has = (text, kinds) => kinds.filter((kind) => text.search(kind) >= 0).length;
    const counted = blocks.map((block, place) => ({
      ...block, place, kinds: 2 * has(block.text, whole) + has(block.text, parts),
    })).filter((block) => block.kinds);
    counted.sort((a, b) => b.kinds - a.kinds || a.title - b.title || a.place - b.place);
    const texts = counted.filter((block) => !block.title);
    return (texts.length ? texts : counted).slice(0, PASSAGES).sort((a, b) => a.place - b.place);
  }

  function excerpt(text, pattern) {
    const at = Math.max(0, text.search(pattern));
    let start = Math.max(0, at - AROUND);
    if (start) start = Math.max(start, text.slice(0, at).search(/[。！？；，.!?;,][^。！？；，.!?;,]*$/u) + 1);
    const end = Math.min(text.length, at + 3 * AROUND);
    return `${start ? "…" : ""}${text.slice(start, end).trim()}${end < text.length ? "…" : ""}`;
  }

  function marked(text, pattern) {
    const made = document.createDocumentFragment();
    let at = 0;
    for (const match of text.matchAll(pattern)) {
      if (!match[0]) continue;
      const mark = document.createElement("mark");
      mark.textContent = match[0];
      made.append(text.slice(at, match.index), mark);
      at = match.index + match[0].length;
    }
    made.append(text.slice(at));
    return made;
  }

  const element = (name, attributes = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, given] of Object.entries(attributes)) if (given) made.setAttribute(key, given);
    made.append(...inside);
    return made;
  };
  const say = (key, values = {}) => Object.entries(values).reduce(
    (text, [name, given]) => text.replace(`{${name}}`, () => given), words[key]);

  // --- the box ---

  function box(place) {
    const input = element("input", { type: "search", name: "q", autocomplete: "off", spellcheck: "false",
      "aria-label": words["search-hint"], placeholder: words["search-hint"], enterkeyhint: "search" });
    const form = element("form", { role: "search", class: "search-form" }, input);
    const told = element("p", { class: "search-told", role: "status" });
    const list = element("ol", { class: "search-results" });
    const more = element("button", { type: "button", class: "search-more" }, words["search-more"]);
    more.hidden = true;
    place.append(form, told, list, more);
    let turn = 0, timer, composing = false;

    async function show(query) {
      const mine = turn += 1;
      if (!query.trim()) {
        list.replaceChildren(); told.textContent = ""; more.hidden = true;
        return;
      }
      try {
        const { groups, hits, near } = await search(query);
        if (mine !== turn) return;
        told.textContent = hits.length ? say(near ? "search-near" : "search-found", { count: hits.length })
          : say("search-none", { query: query.trim() });
        list.replaceChildren();
        let shown = 0;
        const pattern = groups.length ? patternOf(groups) : null;
        const add = async () => {
          const next = hits.slice(shown, shown += SHOWN);
          more.hidden = shown >= hits.length;
          const items = await Promise.all(next.map(async (hit) => item(await row(hit.number), groups, pattern)));
          if (mine !== turn) return;
          list.append(...items);
        };
        more.onclick = async () => {
          const first = list.children.length;
          await add();
          list.children[first]?.querySelector("a").focus();
        };
        await add();
      } catch {
        if (mine === turn) told.textContent = words["search-failed"];
      }
    }

    function item(page, groups, pattern) {
      const address = new URL(page.address, new URL("..", here)).href;
      const title = element("a", { href: address, class: "result-title", lang: page.language }, marked(page.title, pattern));
      const made = element("li", { class: "result" }, title);
      if (page.told) made.append(element("p", { class: "result-facts" }, page.told));
      const passages = element("ul", { class: "result-passages", lang: page.language });
      made.append(passages);
      if (location.protocol.startsWith("http")) {
        fetch(address).then((answer) => answer.text()).then((html) => {
          for (const passage of passagesOf(blocksOf(html), groups)) {
            const text = excerpt(passage.text, pattern);
            const link = element("a", { href: passage.anchor ? `${address}#${encodeURIComponent(passage.anchor)}` : address });
            if (passage.heading && !passage.title) link.append(element("span", { class: "passage-section" }, passage.heading));
            link.append(element("span", { class: "passage-text" }, marked(text, pattern)));
            passages.append(element("li", {}, link));
          }
        }).catch(() => { /* the title is there */ });
      }
      return made;
    }

    const soon = () => {
      clearTimeout(timer);
      if (!composing) timer = setTimeout(() => show(input.value), 140);
    };
    input.addEventListener("compositionstart", () => { composing = true; });
    input.addEventListener("compositionend", () => { composing = false; soon(); });
    input.addEventListener("input", soon);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      show(input.value);
    });
    place.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const links = [input, ...list.querySelectorAll("a")];
      const next = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      if (!links[next]) return;
      event.preventDefault();
      links[next].focus();
    });
    return { input, show };
  }

  let dialog;
  window.anthologySearch.open = async () => {
    await load("main");
    if (!dialog) {
      const place = element("div", { class: "search-place" });
      const close = element("button", { type: "button", class: "search-close", "aria-label": words.close, title: words.close });
      dialog = element("dialog", { class: "search-dialog", "aria-label": words["search-hint"], lang: words.language }, close, place);
      document.body.append(dialog);
      dialog.box = box(place);
      close.onclick = () => dialog.close();
      dialog.addEventListener("click", (event) => {
        if (event.target === dialog || event.target.closest("a")) dialog.close();
      });
    }
    dialog.showModal();
    dialog.box.input.select();
  };

  const own = document.querySelector("main .search-place");
  if (own) load("main").then(() => {
    const { input, show } = box(own);
    const asked = new URLSearchParams(location.search).get("q") || "";
    input.value = asked;
    input.focus();
    show(asked);
    input.addEventListener("input", () => history.replaceState(null, "", input.value ? `?q=${encodeURIComponent(input.value)}` : "?"));
  }, () => { document.querySelector("main .search-failed").hidden = false; });
})();
