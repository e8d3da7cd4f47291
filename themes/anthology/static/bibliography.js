// Filters of the bibliography: by words, type, year and language. Without a script the whole list shows.
// What is chosen stands in the page's address, so that it can be sent and comes back with "back".
const form = document.querySelector(".filters");
const lists = [...document.querySelectorAll("ol.book-bibliography")];
if (form && lists.length) {
  const fields = form.elements;
  const clear = form.querySelector("button");
  const names = ["q", "kind", "year", "language"];
  const pageLanguage = document.documentElement.lang;
  const fold = (text) => text.normalize("NFKC").toLocaleLowerCase();

  const entries = lists.flatMap((list) => [...list.children].map((item, index) => {
    const line = item.firstElementChild;
    return {
      item,
      number: index + 1,
      kind: /(?:^|\s)kind-(\S+)/.exec(item.className)?.[1] ?? "",
      year: /\d{4}/.exec(item.querySelector(".reference-date")?.textContent ?? "")?.[0] ?? "",
      language: (line.lang || pageLanguage).split("-")[0],
      line,
      text: null, // read when the first word is sought
    };
  }));

  const count = (field) => entries.reduce((found, entry) => {
    if (entry[field]) found.set(entry[field], (found.get(entry[field]) ?? 0) + 1);
    return found;
  }, new Map());

  const offer = (field, say) => {
    const found = count(field);
    for (const option of [...fields[field].options].slice(1)) {
      if (!found.has(option.value)) option.remove();
      else option.text = `${say(option.text)} (${found.get(option.value)})`;
    }
  };
  let languageNames = null;
  try { languageNames = new Intl.DisplayNames([pageLanguage], { type: "language" }); } catch (e) { /* tags will do */ }
  offer("kind", String);
  offer("year", String);
  offer("language", (tag) => languageNames?.of(tag) ?? tag);

  let numbered = false;
  const filter = () => {
    const sought = fold(fields.q.value).split(/\s+/).filter(Boolean);
    const wanted = names.slice(1).filter((name) => fields[name].value);
    const choosing = Boolean(sought.length || wanted.length);
    if (choosing && !numbered) { // entries keep their numbers; setting `value` costs the square of a list
      numbered = true;
      for (const entry of entries) entry.item.dataset.number = entry.number;
    }
    let shown = 0;
    for (const entry of entries) {
      let fits = wanted.every((name) => entry[name] === fields[name].value);
      if (fits && sought.length) {
        entry.text ??= fold(entry.line.textContent);
        fits = sought.every((word) => entry.text.includes(word));
      }
      if (entry.item.hidden === fits) entry.item.hidden = !fits;
      shown += fits;
    }
    for (const list of lists) { // with the heading of a type that is all hidden
      const section = list.closest("section[id^='kind-']") ?? list;
      section.hidden = ![...list.children].some((item) => !item.hidden);
    }
    form.querySelector("output").textContent =
      form.dataset[choosing ? "count" : "all"].replace("{shown}", shown).replace("{all}", entries.length);
    clear.hidden = !choosing;
  };

  const read = () => {
    const asked = new URLSearchParams(location.search);
    for (const name of names) fields[name].value = asked.get(name) ?? "";
    filter();
  };
  const keep = () => {
    const chosen = new URLSearchParams(names.map((name) => [name, fields[name].value]).filter((pair) => pair[1]));
    const query = String(chosen);
    try {
      history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
    } catch (e) { /* a page opened from the disk may have no address of its own */ }
  };

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { filter(); keep(); }, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { filter(); keep(); fields.q.focus(); }));
  addEventListener("popstate", read);
  read();
}
