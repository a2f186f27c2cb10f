// Search, a menu that closes, a status that notices when its date has passed, and meanings beside their short forms.
// Everything else works without this.
"use strict";

(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const base = document.documentElement.dataset.base.replace(/\/$/, "");

  // --- The menu closes with Escape, and when the focus or a click goes elsewhere --------------------------------------
  const menu = find("details.menu");
  if (menu) {
    const close = () => { menu.open = false; };
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) { close(); find("summary", menu).focus(); }
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
    });
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) close(); });
  }

  // --- A review date that has passed since the page was made, or while it stood open ------------------------------------
  const dates = new Intl.DateTimeFormat("sv", { timeZone: "Europe/London" }); // Swedish dates are written as ISO's
  const judge = () => {
    const today = dates.format(new Date());
    for (const late of document.querySelectorAll("[data-due]")) {
      late.hidden = today <= late.dataset.due;
      if (!late.hidden) late.closest(".status")?.setAttribute("class", "status status-bad");
    }
  };
  judge();
  document.addEventListener("visibilitychange", judge);

  // --- What a short form means stands beside it, in a window with room for that; else at the foot -----------------------
  // Not in the style sheet, which stands in every page, because validators do not know these properties yet.
  const room = matchMedia("(min-width: 40rem)");
  document.addEventListener("beforetoggle", ({ target }) => {
    if (!target.matches(".mean") || !CSS.supports("position-area", "end")) return;
    target.classList.toggle("beside", room.matches);
    target.style.positionArea = room.matches ? "end span-end" : "";
    target.style.positionTryFallbacks = "flip-block, flip-inline, flip-block flip-inline";
  }, true);

  // --- Search: every word must be found, as a whole word or the beginning of one ---------------------------------------
  const dialog = find("dialog.search");
  const button = find("[data-search-open]");
  if (!dialog || !button || !dialog.showModal) return;
  const words = find("input", dialog);
  const status = find("[role=status]", dialog);
  const list = find("ol", dialog);
  let index;

  button.hidden = false;
  button.addEventListener("click", open);
  find("[data-search-close]", dialog).addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("ol a")) dialog.close(); });
  words.addEventListener("input", show);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") find("a", list)?.click();
    if (event.key === "Escape") { event.preventDefault(); dialog.close(); } // else it would only empty the field
  });

  function open() {
    if (!dialog.open) dialog.showModal();
    words.select();
    index ??= load();
  }

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
