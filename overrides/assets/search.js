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
  const address = new URL(location.href.split(/[?#]/)[0]).href.replace(new URL(`${base}/`, location.href).href, "").replace(/\.html$/, "") || "index";
  const parts = [];
  globalThis.policybookSearch = (part) => parts.push(part);
  let ranking;
  let loading;
  let loadingMore;
  let hasMore = false;

  find("[data-search-open]").addEventListener("click", open);
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("ol a, ul a")) dialog.close(); });
  moreButton.addEventListener("click", () => { field.focus(); more().then(show); });
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") find("a", list)?.click();
    if (event.key === "Escape") { event.preventDefault(); dialog.close(); } // else it would only empty the field
  });

  open();

  function open() {
    loading ??= begin().then(show, () => {
      loading = undefined; // the next opening tries again
      status.textContent = said.failed;
    });
  }

  async function begin() {
    await Promise.all(["assets/minisearch.js", "assets/search-ranking.js", "search/index.js"].map(fetched));
    ranking = globalThis.makeRanking(globalThis.minisearch.default);
    const [{ words, pages, help, contents }] = parts;
    ranking.teach(words);
    ranking.add(pages);
    fill(find("[data-search-help]", aid), help);
    fill(first, [help[0], help.find(([, href]) => href.startsWith("tel:"))].filter(Boolean));
    fill(find("[data-search-contents]", aid), contents.map(([place, title]) => [title, `${place}.html`]));
    if (contents.some(([place]) => place === address) && !pages.some(([place]) => place === address)) await more();
  }

  // The policies, the checklist and what is about the pages: only for those who ask for more than the readers' own pages say.
  function more() {
    loadingMore ??= fetched("search/policies.js").then(() => {
      ranking.add(parts.at(-1).pages, { isMore: true });
      hasMore = true;
    }, () => { loadingMore = undefined; });
    return loadingMore;
  }

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
    const [{ pages }] = parts;
    const reader = pages.find(([place]) => place === address)?.[2] ?? (hasMore && address === "review" ? "leadership" : "");
    const ask = () => ranking.rank(query, { reader, isTyping: !/\s$/.test(query) });
    let answer = ask();
    if (!hasMore && !answer.isEmpty && (!answer.isAnswer || answer.wantsMore || answer.asker === "leadership")) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE)); // half a word is no reason to ask for more
      if (query !== field.value) return;
      await more();
      if (query !== field.value) return;
      answer = ask();
    }
    const { hits, isAnswer, isEmpty } = answer;
    const shown = answer.isElsewhere && !isAnswer ? [] : hits;
    list.replaceChildren(...shown.map((hit) => item(hit, answer.terms)));
    moreButton.hidden = isEmpty || hasMore;
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
