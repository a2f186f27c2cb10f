// Search: a question in anybody's own words finds the rules that answer it. Asked for when search is first used; the frame's
// script has opened the dialog. MiniSearch finds and weighs words. What is here: what a question is about, and for whom.
"use strict";

(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const base = document.documentElement.dataset.base.replace(/\/$/, "");
  const dialog = find("dialog.search");
  const field = find("input", dialog);
  const status = find("[role=status]", dialog);
  const list = find("ol", dialog);
  const aid = find("[data-search-aid]", dialog);
  const said = status.dataset;
  const ASSETS = ["assets/minisearch.js", "search/index.js"];
  const ENOUGH = 0.5; // of what was asked, by weight: a place that has less of it is only near
  const NOTHING = 0.2;
  let loading;
  let more;
  let engine;

  find("[data-search-open]").addEventListener("click", open);
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("ol a, [data-search-aid] a")) dialog.close(); });
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") find("a", list)?.click();
    if (event.key === "Escape") { event.preventDefault(); dialog.close(); } // else it would only empty the field
  });

  open();

  function open() {
    loading ??= Promise.all(ASSETS.map(fetched)).then(() => { more ??= engine.isAboutMore(here()) ? loadMore() : undefined; return more; }).then(show, () => {
      loading = undefined; // the next opening tries again
      status.textContent = said.failed;
    });
  }

  function loadMore() {
    return fetched("search/policies.js").then(show, () => { more = undefined; });
  }

  // By a script and not by fetch: a page that was opened from a disk may ask for nothing else.
  function fetched(path) {
    if (path === ASSETS[0] && globalThis.minisearch) return undefined;
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      globalThis.policybookSearch = (part) => { engine = part.words ? makeEngine(part) : (engine.add(part.pages), engine); };
      Object.assign(script, { src: `${base}/${path}`, onload: resolve, onerror: () => { script.remove(); reject(); } });
      document.head.append(script);
    });
  }
})();
