// Search: every word must be found, as a whole word or the beginning of one. Asked for when search is first used; the frame's
// script has opened the dialog.
"use strict";

(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const base = document.documentElement.dataset.base.replace(/\/$/, "");
  const dialog = find("dialog.search");
  const words = find("input", dialog);
  const status = find("[role=status]", dialog);
  const list = find("ol", dialog);
  let index;

  find("[data-search-open]").addEventListener("click", open);
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("ol a")) dialog.close(); });
  words.addEventListener("input", show);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") find("a", list)?.click();
    if (event.key === "Escape") { event.preventDefault(); dialog.close(); } // else it would only empty the field
  });

  open();
  show(); // what was typed while this script was on its way

  function open() { index ??= load(); }

  async function load() {
    try {
      const answer = await fetch(`${base}/search/search_index.json`);
      const { docs } = await answer.json();
      const pages = new Map(docs.filter((doc) => !doc.location.includes("#")).map((doc) => [doc.location, plain(doc.title)]));
      return docs.map((doc) => {
        const title = plain(doc.title);
        const page = pages.get(doc.location.split("#")[0]) ?? "";
        const text = plain(doc.text);
        return { href: `${base}/${doc.location}`, title, page: page === title ? "" : page, text, folded: fold(`${title} ${text}`), foldedTitle: fold(title) };
      });
    } catch {
      index = undefined; // the next opening tries again
      status.textContent = status.dataset.failed;
      return null;
    }
  }

  function plain(html) {
    const separated = html.replace(/<\/(p|li|dd|dt|td|th|h\d|div)>/g, " $&");
    return new DOMParser().parseFromString(separated, "text/html").body.textContent.replace(/\s+/g, " ").trim();
  }

  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[’‘]/g, "'").toLowerCase();
  }

  function pattern(word) {
    return new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "gu");
  }

  async function show() {
    const places = await index;
    if (!places) return;
    const wanted = fold(words.value).split(/\s+/).filter(Boolean).map(pattern);
    const found = wanted.length === 0 ? [] : places
      .map((place) => ({ place, score: score(place, wanted) }))
      .filter(({ score }) => score > 0)
      .sort((one, other) => other.score - one.score);
    list.replaceChildren(...found.slice(0, 20).map(({ place }) => item(place, wanted[0])));
    const { none, one, some } = status.dataset;
    status.textContent = wanted.length === 0 ? "" : found.length === 0 ? none : found.length === 1 ? one : some.replace("#", found.length);
  }

  function score(place, wanted) {
    let sum = 0;
    for (const word of wanted) {
      const inTitle = place.foldedTitle.match(word)?.length ?? 0;
      const anywhere = place.folded.match(word)?.length ?? 0;
      if (anywhere === 0) return 0;
      sum += 10 * inTitle + Math.min(anywhere, 5);
    }
    return sum;
  }

  // Leads to the very words, where the browser can: as much of their sentence as stands around them.
  function exactly(text, at) {
    const words = `${text.slice(0, at).match(/[^.;:?!)]*$/)}${text.slice(at).match(/^[^.;:?!(]*/)}`.trim();
    return "fragmentDirective" in document && words.includes(" ") ? `:~:text=${encodeURIComponent(words).replace(/-/g, "%2D")}` : "";
  }

  function item(place, word) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    const at = fold(place.text).search(word);
    const words = at < 0 ? "" : exactly(place.text, at);
    link.href = place.href + (words && !place.href.includes("#") ? "#" : "") + words; // a whole page has no section's name
    link.textContent = place.title;
    const about = document.createElement("p");
    const from = Math.max(0, at - 60);
    const start = from === 0 ? 0 : place.text.indexOf(" ", from) + 1;
    const end = place.text.length <= start + 160 ? place.text.length : place.text.lastIndexOf(" ", start + 160);
    about.textContent = (place.page ? `${place.page}: ` : "") + (start > 0 ? "… " : "") + place.text.slice(start, end) + (end < place.text.length ? " …" : "");
    entry.append(link, about);
    return entry;
  }
})();
