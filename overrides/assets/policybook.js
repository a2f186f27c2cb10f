// A page that is drawn with its font, a menu that closes, a status that notices when its date has passed, meanings beside
// their short forms, and the way to the other scripts and to later.css. Everything else works without this. It stands at the end of every page and not in a file of its own.
"use strict";

(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const base = document.documentElement.dataset.base.replace(/\/$/, "");
  // What is only for search and paper is asked for when the page has been drawn, which it would else delay.
  const dress = () => document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${base}/assets/later.css${new URL(find("link[rel=stylesheet]").href).search}` }));
  const show = () => {
    document.documentElement.classList.remove("wait");
    const drawn = () => requestAnimationFrame(() => setTimeout(dress));
    if (document.readyState === "complete") drawn(); else addEventListener("load", drawn);
  };
  document.fonts.load("1em Atkinson").then(show, show);

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

  // --- The contents close when a part of the page is chosen -------------------------------------------------------------
  const contents = find("details.contents");
  contents?.addEventListener("click", (event) => { if (event.target.closest("a")) contents.open = false; });

  // --- A review date that has passed since the page was made, or while it stood open ------------------------------------
  const dates = new Intl.DateTimeFormat("sv", { timeZone: "Europe/London" }); // Swedish dates are written as ISO's
  const judge = () => {
    const today = dates.format(new Date());
    for (const late of document.querySelectorAll("[data-due]")) {
      late.hidden = today <= late.dataset.due;
      if (!late.hidden) late.closest(".status")?.setAttribute("class", "status status-bad");
    }
    // Whoever has left is no longer named, and whoever has begun is.
    for (const name of document.querySelectorAll("[data-from], [data-until]")) {
      const { from, until } = name.dataset;
      name.hidden = Boolean((from && today < from) || (until && today > until));
    }
  };
  judge();
  document.addEventListener("visibilitychange", judge);

  // --- What a short form means stands beside it, in a window with room for that; else at the foot -----------------------
  // Not in the style sheet, because validators do not know these properties yet.
  const room = matchMedia("(min-width: 40rem)");
  document.addEventListener("beforetoggle", ({ target }) => {
    if (!target.matches(".mean") || !CSS.supports("position-area", "end")) return;
    target.classList.toggle("beside", room.matches);
    target.style.positionArea = room.matches ? "end span-all" : "";
    target.style.positionTryFallbacks = "flip-block";
  }, true);

  // --- Other scripts: search when it is used, the page's own when the page has been drawn --------------------------------
  const fetched = (address, failed) => {
    const script = Object.assign(document.createElement("script"), { src: address, onerror: () => { script.remove(); failed(); } });
    document.head.append(script);
  };

  const dialog = find("dialog.search");
  const button = find("[data-search-open]");
  if (dialog?.showModal) {
    button.hidden = false;
    find("[data-search-close]", dialog).addEventListener("click", () => dialog.close());
    button.addEventListener("click", () => {
      if (!dialog.open) dialog.showModal();
      find("input", dialog).select();
      const status = find("[role=status]", dialog);
      if (!find("script[src$='/search.js']")) fetched(`${base}/assets/search.js`, () => { status.textContent = status.dataset.failed; });
    });
  }

  const { later } = document.body.dataset;
  // Without its script, a page is as it is where there are none: what only they replace comes back.
  const failed = () => { document.documentElement.classList.add("plain"); for (const part of document.querySelectorAll("main noscript")) part.outerHTML = part.textContent; };
  if (later) addEventListener("load", () => requestAnimationFrame(() => setTimeout(fetched, 0, later, failed)));
})();
