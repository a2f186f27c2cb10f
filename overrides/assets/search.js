// The search dialog: asks for the ranking and the index when it is first used, and shows what they find. The frame's script
// has opened it.
"use strict";

(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const base = document.documentElement.dataset.base.replace(/\/$/, "");
  const dialog = find("dialog.search");
  const field = find("input", dialog);
  const status = find("[role=status]", dialog);
  const list = find("ol", dialog);
  const aid = find("[data-search-aid]", dialog);
  const moreButton = find("[data-search-more]", dialog);
  const first = find("[data-search-first]", dialog);
  const said = status.dataset;
  const SHOWN = 240; // letters of a rule
  const PAUSE = 150; // ms without a key
  const LATER = ["policies", "checklist"]; // only for those who ask for more than the readers' own pages say
  const FEW = 3; // parts of a kind for one question, where a book has many
  const address = new URL(location.href.split(/[?#]/)[0]).href.replace(new URL(`${base}/`, location.href).href, "").replace(/\.html$/, "") || "index";
  const parts = {};
  globalThis.policybookSearch = (name, part) => { parts[name] = part; };
  const loads = new Map();
  let ranking;
  let names = []; // the parts in which to look for what is asked, best first
  let here = []; // this page in the list of all: its address, title, reader, and the part of the index that has its text

  find("[data-search-open]").addEventListener("click", open);
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("ol a, ul a")) dialog.close(); });
  moreButton.addEventListener("click", () => { field.focus(); more(...few(["readers", ...LATER], unread())).then(show); });
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") find("a", list)?.click();
    if (event.key === "Escape") { event.preventDefault(); dialog.close(); } // else it would only empty the field
  });

  open();

  function open() {
    once("words", begin).then(show, () => { status.textContent = said.failed; });
  }

  // What was asked for once is not asked for again, but for what failed.
  function once(name, load) {
    if (!loads.has(name)) loads.set(name, load().catch((fault) => { loads.delete(name); throw fault; }));
    return loads.get(name);
  }

  async function begin() {
    await Promise.all(["assets/minisearch.js", "assets/search-ranking.js", "search/words.js"].map(fetched));
    ranking = globalThis.makeRanking(globalThis.SearchableMap);
    const { words, help, contents } = parts.words;
    ranking.teach(words);
    here = contents.find(([place]) => place === address) ?? [];
    fill(find("[data-search-help]", aid), help);
    fill(first, [help[0], help.find(([, href]) => href.startsWith("tel:"))].filter(Boolean));
    fill(find("[data-search-contents]", aid), contents.map(([place, title]) => [title, `${place}.html`]));
  }

  // A part of the index: nothing of the pages is asked for before something is typed.
  function part(name) {
    return once(name, async () => {
      await fetched(`search/${name}.js`);
      ranking.add(parts[name], { isMore: kindOf(name) !== "readers" });
    });
  }

  function few(kinds, of = names) { return kinds.flatMap((kind) => of.filter((name) => kindOf(name) === kind).slice(0, FEW)); }

  function unread() { return names.filter((name) => !loads.has(name)); }

  function kindOf(name) { return name.replace(/-\d+$/, ""); }

  // The parts in which to look, best first. A small book has one of each kind; of a large one, lists of words tell them.
  async function chosen(query, isTyping) {
    const { parts: names, lists } = parts.words;
    if (!lists.length) return names;
    await Promise.all(ranking.listsFor(query, isTyping, lists).map((number) => once(`list-${number}`, async () => {
      await fetched(`search/list-${number}.js`);
      ranking.list(parts[`list-${number}`]);
    })));
    return ranking.partsFor(query, isTyping, names.length).map((number) => names[number]);
  }

  function more(...names) { return Promise.allSettled(names.map(part)); }

  // By a script and not by fetch: a page that was opened from a disk may ask for nothing else.
  function fetched(path) {
    if (find(`script[src="${base}/${path}"]`)) return undefined;
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src: `${base}/${path}`, onload: resolve, onerror: () => { script.remove(); reject(new Error(path)); } });
      document.head.append(script);
    });
  }

  function fill(lines, links) {
    lines.replaceChildren(...links.map(([text, href]) => {
      const line = document.createElement("li");
      line.append(linked(text, /^[a-z]+:/.test(href) ? href : `${base}/${href}`));
      return line;
    }));
  }

  function linked(text, href) {
    return Object.assign(document.createElement("a"), { textContent: text, href });
  }

  async function show() {
    if (!ranking) return;
    const query = field.value;
    const isOld = () => query !== field.value;
    const isTyping = !/\s$/.test(query);
    const ask = () => ranking.rank(query, { reader: here[2], isTyping });
    const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE)); // half a word is no reason to ask for more
    if (query) {
      try {
        if (parts.words.lists.length) await pause();
        if (isOld()) return;
        const found = await chosen(query, isTyping);
        if (isOld()) return;
        names = found;
        await Promise.all([...few(["readers"]), here[3] ?? "readers"].map(part));
      } catch {
        status.textContent = said.failed;
        return;
      }
      if (isOld()) return;
    }
    let answer = ask();
    const asked = answer.asker === "leadership" ? LATER : answer.isAnswer && !answer.wantsMore ? [] : ["policies"];
    const others = few(asked).filter((name) => !loads.has(name));
    if (!answer.isEmpty && others.length > 0) {
      await pause();
      if (isOld()) return;
      await more(...others);
      if (isOld()) return;
      answer = ask();
    }
    const { hits, isAnswer, isEmpty } = answer;
    const shown = answer.isElsewhere && !isAnswer ? [] : hits;
    list.replaceChildren(...shown.map((hit) => item(hit, answer.terms)));
    moreButton.hidden = isEmpty || few(["readers", "policies"], unread()).length === 0;
    first.hidden = !(isAnswer && answer.isUrgent); // whoever is frightened need not read on
    aid.hidden = isEmpty || (isAnswer && !answer.isUrgent);
    status.textContent = isEmpty ? "" : shown.length === 0 ? said.none : !isAnswer ? said.near : shown.length === 1 ? said.one : said.some.replace("#", shown.length);
  }

  // --- A place: its heading, the rule itself with its number, and the document it is in ---------------------------------
  function item({ address: place, page, id, title, rules }, terms) {
    const [{ text, number, lead }] = rules;
    const entry = document.createElement("li");
    const words = exactly(text, terms);
    const link = linked(title, `${base}/${place}.html${id || words ? "#" : ""}${id}${words}`);
    const rule = document.createElement("p");
    rule.append(lead && `${lead} `, ...excerpt(text, terms));
    if (number) rule.append(` ${number}`);
    const from = document.createElement("p");
    from.textContent = page;
    entry.append(link, rule, ...(page === title ? [] : [from]));
    return entry;
  }

  function isMet(word, terms) { return ranking.words(word).some((part) => terms.has(ranking.stem(part))); }

  function excerpt(text, terms) {
    const pieces = text.split(/(\s+)/);
    const met = pieces.findIndex((piece) => isMet(piece, terms));
    const before = pieces.slice(0, Math.max(met, 0)).join("").length;
    const cut = text.length > SHOWN && before > SHOWN * 0.6 ? text.lastIndexOf(" ", before - 60) + 1 : 0;
    const end = text.length <= cut + SHOWN ? text.length : text.lastIndexOf(" ", cut + SHOWN);
    const nodes = text.slice(cut, end).split(/(\s+)/).map((piece) => isMet(piece, terms) ? Object.assign(document.createElement("strong"), { textContent: piece }) : piece);
    return [cut > 0 ? "… " : "", ...nodes, end < text.length ? " …" : ""];
  }

  // Leads to the very words, where the browser can: as much of their sentence as is around them.
  function exactly(text, terms) {
    const sentences = text.match(/[^.;:?!()"]+/g) ?? [];
    const words = (sentences.find((sentence) => sentence.includes(" ", 1) && isMet(sentence, terms)) ?? "").trim();
    return "fragmentDirective" in document && words.includes(" ") ? `:~:text=${encodeURIComponent(words).replace(/-/g, "%2D")}` : "";
  }
})();
