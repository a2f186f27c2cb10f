// The yearly review in the browser: a step a screen, kept on this device as it is typed, carried on elsewhere by a file, and
// handed in as that same file. Nothing is sent anywhere. Without this script the page is a form to print.
"use strict";

(async () => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = find("[data-record], [data-whole]");
  if (!form) return;

  // Where the review has several pages, one list says what is asked on all of them: a script, so that it comes from a disk too.
  const words = form.dataset;
  const fetched = (src) => new Promise((done, failed) => { document.head.append(Object.assign(document.createElement("script"), { src, onload: () => done(globalThis.policybookReview), onerror: failed })); });
  const asPaper = () => document.documentElement.classList.add("plain"); // every step is there to be filled in and printed
  const known = words.whole ? await fetched(words.whole).catch(asPaper) : JSON.parse(words.record);
  if (!known) return;
  const nameOf = (field) => field.name || field.id; // a name that says what the id says would be 2 kB more to load
  const has = (table, name) => Object.hasOwn(table, name); // a file may call something "constructor"
  const london = new Intl.DateTimeFormat("sv", { timeZone: "Europe/London" }); // Swedish dates are written as ISO's
  const today = () => london.format(new Date());
  const EARLIEST = "2000-01-01"; // a year that is typed in two figures is the year 20
  const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && text >= EARLIEST;
  const roles = Object.entries(known.roles);
  const mustApprove = words.mustApprove.split(" ").filter(Boolean);
  // What an opened file brought stands beside the button; what has just happened stands in the bar, which is in sight.
  const tell = (text, place = find("[data-told]")) => { if (place.textContent !== text) place.textContent = text; };
  const say = (text) => tell(text, find("[data-news]"));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const element = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
  // Nothing that has the focus may be hidden behind the bar.
  function makeRoom() {
    const [bar, over] = all(".left-bar, [data-news]").map((part) => getComputedStyle(part).position === "static" ? 0 : part.offsetHeight);
    document.documentElement.style.scrollPaddingBottom = `${Math.max(bar, over) + 8}px`;
    document.body.style.paddingBottom = `${over}px`;
  }

  // --- On this device: every value by the name of its field, each in an entry of its own -------------------------------
  // So an answer costs the same however many there are, and two tabs overwrite nothing. What this page does not ask is
  // kept as well: it may come back, or belong to the sheet of somebody else. All pages of a review keep under the name of the first.
  const first = new URL(words.home ?? "", location.href);
  const key = `policybook-review ${first.pathname.replace(/\.html$/, "")} `; // both ways to write the page's address
  const values = new Map();
  const get = (name) => values.get(name) ?? "";

  function set(name, value, source = "typed") {
    if (get(name) === value) return;
    if (value) values.set(name, value);
    else values.delete(name);
    if (source !== "elsewhere") keep(name, value);
    changed(name, source);
  }

  let canKeep = true;
  function keep(name, value) {
    try {
      if (value) localStorage.setItem(key + name, value);
      else localStorage.removeItem(key + name);
      canKeep = true;
    } catch {
      canKeep = false;
      say(words.cannotKeep);
    }
  }

  // What was kept by the page as it was before: all answers in one entry.
  function takeEarlier() {
    const earlier = localStorage.getItem(key.trimEnd());
    if (!earlier) return;
    for (const [name, value] of Object.entries(JSON.parse(earlier).values ?? {})) {
      if (name === "record-completed") for (const role of value) localStorage.setItem(`${key}${name} ${role}`, "yes");
      else localStorage.setItem(key + name, [value].flat()[0]);
    }
    localStorage.removeItem(key.trimEnd());
  }

  function takeKept() {
    takeEarlier();
    values.clear();
    for (let at = 0; at < localStorage.length; at += 1) {
      const name = localStorage.key(at);
      if (name.startsWith(key)) values.set(name.slice(key.length), localStorage.getItem(name));
    }
  }

  // --- What is asked: questions, facts and texts to read, each with its step --------------------------------------------
  // A box to tick has an entry for each of its values; a policy's tick stands for each of its sections.
  const boxName = (field) => field.type === "checkbox" && field.name === "record-completed" ? `${field.name} ${field.value}` : nameOf(field);
  const sections = all("article.page > section");
  const head = all("article.page > :not(h1, .contents)").filter((one) => one.compareDocumentPosition(sections[0]) & Node.DOCUMENT_POSITION_FOLLOWING);
  const contents = all(".aside a, .contents a");
  const steps = sections.map((section) => {
    const heading = find("h2", section);
    heading.tabIndex = -1;
    return { id: heading.id, heading, section, title: heading.textContent, links: contents.filter((link) => link.hash === `#${heading.id}`), items: [], isDrawn: false };
  });
  // A step of another page has its link there, and boxes of its own that are never shown but hold what the list says of them:
  // so all that counts, judges and writes takes it as it takes those of this page.
  const others = (known.steps ?? []).filter((one) => one.page !== words.page).map(({ href, title, table, checks = [], boxes = [] }) => {
    const url = new URL(href, first);
    const section = document.createElement("section");
    if (table) section.append(document.createElement("form"));
    if (table) section.firstChild.dataset.table = table;
    const listed = [...checks.map(([check, words, who, number, core]) => ({ check, words, who, number, ...(core && { core }) })), ...boxes];
    return { id: url.hash.slice(1), href: url.href, section, title, links: all("[data-parts] a").filter((link) => link.href === url.href), items: [], listed };
  });
  const everywhere = [...steps, ...others];
  const signOff = everywhere.find((one) => one.id === "page-record");
  function boxElsewhere(one, { number = "", title = one.title, ...data }) {
    const box = document.createElement("fieldset");
    box.innerHTML = `<legend><span class="num">${number}</span> ${escaped(title)}</legend><p class="why"><span>${escaped(one.title)}</span></p><p class="choices"></p>`;
    Object.assign(box.dataset, data);
    return box;
  }
  const itemOf = new Map();

  function addItem(box, step) {
    const { check, fact, read, policy, who = "" } = box.dataset;
    const prefix = check ?? (fact && `fact-${fact}`) ?? "";
    const item = { box, step, who, check, fact, prefix, state: "open", main: check ? `${check}-judgement` : fact ? prefix : `read-${read ?? `policy-${policy}`}` };
    if (check) Object.assign(item, { number: find(".num", box).textContent, words: box.dataset.words });
    else item.title = fact ? find("legend", box).textContent.trim() : read ? known.texts[read][1] : find("legend", box.closest("fieldset")).textContent.trim();
    if (fact) item.seen = JSON.stringify(JSON.parse(box.dataset.seen));
    if (policy) item.texts = box.dataset.texts.split(" ");
    if (read) item.texts = [read];
    itemOf.set(item.main, item);
    if (prefix) for (const part of ["before", "evidence", "action", "owner", "by", "day", "reviewed", "next"]) itemOf.set(`${prefix}-${part}`, item);
    for (const text of item.texts ?? []) itemOf.set(`read--${text}`, item);
    step.items.push(item);
    return item;
  }
  const items = () => everywhere.flatMap((step) => step.items);
  const part = (item, name) => get(`${item.prefix}-${name}`);
  // A question that was answered before its own words or its clauses changed is asked again; what was seen is kept.
  const isAgain = (item) => Boolean(item.check && part(item, "before") && !get(item.main));
  const clausesOf = (item) => find(".why span", item.box)?.textContent.trim() ?? "";
  const askAgain = (item, before) => { set(`${item.check}-before`, before, "file"); return fill(words.question, { number: item.number, clauses: clausesOf(item) }); };
  const isRead = (text) => has(known.texts, text) && get(`read--${text}`) === known.texts[text][0];

  // The value that a field of the form shows.
  function shown(field) {
    const item = itemOf.get(nameOf(field));
    return item?.texts ? (item.texts.every(isRead) ? field.value : "") : field.type === "checkbox" ? (get(boxName(field)) && field.value) : get(nameOf(field));
  }

  // Fields to write in are folded into <noscript> until an answer asks for them: a phone would need a second to make eight
  // hundred at once, and nobody writes before having answered. What is to be done is asked of "partly", "no" and "wrong".
  const unfold = (place, which) => { for (const folded of all(which, place)) folded.outerHTML = folded.textContent; };
  function unfoldAnswered(item) {
    if (!item.prefix || !get(item.main)) return;
    const wants = isActing(item) ? "noscript:not([data-right])" : item.fact ? "noscript[data-right]" : "noscript:not([data-acts])";
    unfold(item.box, wants);
  }
  const isActing = (item) => /^(partly|no|wrong)$/.test(get(item.main));

  function draw(place) {
    for (const field of all("input:not([data-open]), textarea", place)) {
      const value = shown(field);
      if (/radio|checkbox/.test(field.type)) field.checked = Boolean(value) && field.value === value;
      else if (field.value !== value) field.value = value;
    }
  }

  function drawStep(step) {
    for (const item of step.items) unfoldAnswered(item);
    draw(step.section);
    for (const item of step.items) if (isAgain(item)) showError(item);
    step.isDrawn = true;
  }

  // One value has changed: its field, the state of what it belongs to, and the counts. Nothing else is looked at.
  function changed(name, source) {
    const item = itemOf.get(name);
    if (item) {
      if (item.step.isDrawn || source === "typed") unfoldAnswered(item);
      if (item.step.isDrawn && source !== "typed") draw(item.box);
      if (item.step.isDrawn && source === "typed" && name === item.main) draw(item.box); // fields that have just come
      judge(item);
      if (find(".error", item.box) || (item.step.isDrawn && isAgain(item))) showError(item);
    } else if (source !== "typed" && name.startsWith("record-")) draw(form);
    drawCounts();
    if (step().id === "page-left" || step().id === "page-record") later(drawLeft);
  }

  // --- What is missing of one thing: the words, and the field they are about --------------------------------------------
  function lackOf(item) {
    const { number, title, check, fact } = item;
    const answer = get(item.main);
    const say = (name, field, more = {}) => ({ text: fill(words[name], { number, title, ...more }), field: field && `${item.prefix}-${field}` });
    if (item.texts) return item.texts.every(isRead) ? null : { ...say("leftRead"), isOpen: true };
    if (isAgain(item)) return { ...say("leftAgain", undefined, { before: part(item, "before"), clauses: clausesOf(item) }), isOpen: true };
    if (!answer) return { ...say(check ? "leftAnswer" : "leftFact"), isOpen: true };
    const kind = check ? "left" : "fact";
    if (isActing(item)) {
      const owner = roleOf(part(item, "owner"));
      if (!clean(part(item, "action"))) return say(`${kind}Action`, "action");
      if (!owner) return say(`${kind}Owner`, "owner");
      if (!has(known.roles, owner)) return say(`${kind}Role`, "owner", { owner });
      if (!part(item, "by")) return say(`${kind}Due`, "by");
      if (part(item, "by") < today()) return say(`${kind}Past`, "by");
    }
    if (check && answer === "not applicable" && !clean(part(item, "evidence"))) return say("leftWhy", "evidence");
    if (check && /^(yes|partly)$/.test(answer) && "core" in item.box.dataset && !clean(part(item, "evidence"))) return say("leftEvidence", "evidence");
    if (check && answer === "yes" && has(copy.contrary, check)) return say("leftContrary", "judgement", { why: copy.contrary[check] });
    if (fact && answer === "right") {
      if (!isDay(part(item, "day")) || part(item, "day") > today()) return say("factDay", "day");
      if (document.getElementById(`${item.prefix}-reviewed`)) {
        for (const name of ["reviewed", "next"]) if (!asWhen(part(item, name))) return say(`fact${name === "next" ? "Next" : "Reviewed"}`, name);
      }
    }
    return null;
  }

  const done = { mine: 0, all: 0 };
  function judge(item) {
    item.lack = lackOf(item);
    const state = item.lack ? (item.lack.isOpen ? "open" : "lacks") : "done";
    const isDone = Number(state === "done") - Number(item.state === "done");
    item.state = state;
    if (isMine(item)) { done.mine += isDone; item.step.done += isDone; item.step.drawn = false; }
  }

  const isMine = (item) => !get("my-role") || !item.who || item.who === get("my-role");
  function countAll() {
    done.mine = done.all = 0;
    for (const one of everywhere) {
      one.done = one.all = 0;
      one.drawn = false;
      for (const item of one.items) {
        item.box.hidden = !isMine(item);
        item.state = "open";
        judge(item);
        if (isMine(item)) { one.all += 1; done.all += 1; }
      }
      for (const title of all("h3", one.section)) {
        const boxes = [];
        for (let next = title.nextElementSibling; next?.matches("fieldset"); next = next.nextElementSibling) boxes.push(next);
        if (boxes.length) title.hidden = boxes.every((box) => box.hidden);
      }
      if (one.href) for (const link of one.links) link.parentElement.hidden = !one.all;
    }
    tell(get("my-role") ? fill(words.mineOf, { count: done.all }) : "", find("[data-mine]"));
    drawCounts();
  }

  function drawCounts() {
    tell(fill(words.progress, { done: done.mine, all: done.all }), find("[data-count]"));
    for (const one of everywhere) {
      if (one.drawn || !one.all) continue;
      one.drawn = true;
      for (const link of one.links) {
        const count = find(".done", link) ?? link.appendChild(element("span", "", { className: "done" }));
        tell(one.done ? ` (${fill(words.progress, { done: one.done, all: one.all })})` : "", count); // nothing moves on load
      }
    }
  }

  // An error stands at its field, above it, and is read with it.
  function showError(item) {
    find(".error", item.box)?.remove();
    for (const field of all("[aria-invalid]", item.box)) { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-describedby"); }
    if (!item.lack || item.texts) return;
    const field = (item.lack.field && document.getElementById(item.lack.field)) ?? find("input", item.box);
    const error = element("p", item.lack.text, { className: "error", id: `${item.prefix}-error` });
    (field.type === "radio" ? field.closest(".choices") : field.closest("p").firstElementChild).before(error);
    field.setAttribute("aria-describedby", error.id);
    if (field.type !== "radio") field.setAttribute("aria-invalid", "true"); // a ring is one of several
  }

  // --- The record: read and written as hooks/policybook/review/record_codec.py does, which a test holds this to ----------
  // What is copied out of other programs brings characters that nobody sees, and that no file of the book may hold.
  const INVISIBLE = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2060-\u2064\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ue000-\ue010\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\u{e0000}-\u{e007f}]+/gu;
  const clean = (text) => text.replace(/\r\n?/g, "\n").replace(INVISIBLE, "").replace(/[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g, " ").replace(/^[ \n]+|[ \n]+$/g, "");
  const roleOf = (text) => {
    const wanted = text.split(/\s+/).join(" ").trim().toLowerCase();
    return (roles.find(([id, title]) => [id, title.toLowerCase()].includes(wanted)) ?? [text.trim()])[0];
  };
  const titleOf = (id) => has(known.roles, id) ? known.roles[id] : id;
  // A month is due at its end, and a date field takes nothing but a day; any other text stays as it is.
  const MONTHS = "january february march april may june july august september october november december".split(" ");
  const DATES = [
    /^(?<year>\d{4})[-/. ](?<month>\d{1,2})[-/. ](?<day>\d{1,2})$/,
    /^(?<day>\d{1,2})[-/. ](?<month>\d{1,2})[-/. ](?<year>\d{4}|\d{2})$/,
    /^(?:(?<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? )?(?<month>[a-z]{3,10})(?:[.,] ?| )(?<year>\d{4})$/i,
    /^(?<year>\d{4})-(?<month>\d{2})$/,
  ];
  function asDay(text, month = "last") {
    const typed = text.split(/\s+/).join(" ").trim();
    const found = DATES.map((form) => typed.match(form)?.groups).find(Boolean);
    if (!found || (!found.day && month !== "last")) return text;
    const number = Number(found.month) || MONTHS.findIndex((name) => name.startsWith(found.month.toLowerCase())) + 1;
    const year = Number(found.year) + (found.year.length === 2 ? 2000 : 0);
    const day = new Date(Date.UTC(year, found.day ? number - 1 : number, found.day ?? 0));
    return year >= 1900 && year <= 2200 && day.getUTCMonth() === number - 1 ? day.toISOString().slice(0, 10) : text;
  }
  const SAME = { "n/a": "not applicable", na: "not applicable", "not-applicable": "not applicable", y: "yes", true: "yes", n: "no", false: "no" };
  function judgementOf(text) {
    const judgement = text.toLowerCase().split(/\s+/).join(" ").trim();
    return has(SAME, judgement) ? SAME[judgement] : judgement;
  }
  // A month or a day as the book types it; "" where it is neither.
  function asWhen(text) {
    const day = asDay(text, "");
    if (isDay(day)) return day;
    const end = asDay(text);
    return isDay(end) ? end.slice(0, 7) : "";
  }

  function record() {
    const answers = {};
    const actions = [];
    const facts = {};
    const read = {};
    const checks = {};
    const action = (prefix, about) => {
      const [words, owner, due] = ["action", "owner", "by"].map((name) => clean(get(`${prefix}-${name}`)));
      if (words || owner || due) actions.push(filled({ ...about, action: words, owner: roleOf(owner), due }));
    };
    const asked = items().sort((one, other) => (one.number ?? 0) - (other.number ?? 0)); // as one page has them
    for (const item of asked.filter((one) => one.check)) {
      checks[item.check] = get(item.main) ? part(item, "words") : item.words;
      answers[item.check] = filled({ judgement: get(item.main), evidence: clean(part(item, "evidence")) });
      if (isActing(item) || !get(item.main)) action(item.check, { check: item.check });
    }
    // Facts and texts also of sheets that show more than this page does.
    const named = [...values.keys()].filter((name) => /^fact-[a-z-]+\.[^ ]+$/.test(name) && /^(right|wrong)$/.test(get(name))).map((name) => name.slice(5));
    const order = new Map(asked.filter((item) => item.fact).map((item, at) => [item.fact, at]));
    for (const name of named.sort((one, other) => (order.get(one) ?? 1e6) - (order.get(other) ?? 1e6) || (one < other ? -1 : 1))) {
      const of = (what) => clean(get(`fact-${name}-${what}`));
      if (get(`fact-${name}`) === "wrong") action(`fact-${name}`, { fact: name });
      else {
        const seen = JSON.parse(of("seen") || "[]");
        facts[name] = filled({ on: of("day"), by: of("who"), values: seen.length ? seen : "", reviewed: asWhen(of("reviewed")) || of("reviewed"), next_review: asWhen(of("next")) || of("next") });
      }
    }
    for (const name of Object.keys(known.texts)) if (get(`read--${name}`)) read[name] = get(`read--${name}`);
    for (const name of values.keys()) if (name.startsWith("read--")) read[name.slice(6)] ??= get(name);
    return {
      reviewed: get("record-reviewed"),
      next_review: get("record-next"),
      wording: "this",
      policies: JSON.parse(get("policies") || "null") ?? known.policies,
      completed_by: roles.map(([id]) => id).filter((id) => get(`record-completed ${id}`)),
      approved_by: mustApprove.map((role) => ({ role, on: get(`record-approved-${role}`) })).filter(({ on }) => on),
      ...split(read),
      checks: filled(checks),
      checks_asked: String(Object.keys(answers).length),
      answers,
      facts,
      actions,
      note: clean(get("record-note")),
    };
  }

  // A record lists documents by their ids, apart from the sections; here both are called as in the whole book.
  const DOCUMENTS = "documents/";
  const textsOf = (sections, documents) => ({ ...sections, ...Object.fromEntries(Object.entries(documents).map(([id, print]) => [DOCUMENTS + id, print])) });
  const split = (texts) => ({
    sections: Object.fromEntries(Object.entries(texts).filter(([name]) => !name.startsWith(DOCUMENTS))),
    documents: Object.fromEntries(Object.entries(texts).filter(([name]) => name.startsWith(DOCUMENTS)).map(([name, print]) => [name.slice(DOCUMENTS.length), print])),
  });

  const filled = (entry) => Object.fromEntries(Object.entries(entry).filter(([, value]) => value));
  const plain = (text) => !text || /^(?!null$)[a-z0-9](?:[\w ./-]*[\w.])?$/i.test(text) ? text : JSON.stringify(text);
  const inFlow = (value) => Array.isArray(value) ? `[${value.map(inFlow).join(", ")}]` : JSON.stringify(value);
  const flow = (entry) => `{${Object.entries(entry).map(([name, value]) => `"${name}": ${inFlow(value)}`).join(", ")}}`;

  function asYaml(review) {
    const lines = [`# ${words.fileNote}`, `# School: ${words.school}`];
    const line = (name, value) => lines.push(value ? `${name}: ${value}` : `${name}:`);
    const block = (name, empty, items) => lines.push(...(items.length ? [`${name}:`] : [`${name}: ${empty}`]), ...items);
    for (const name of ["reviewed", "next_review", "wording"]) line(name, plain(review[name]));
    for (const name of ["policies", "completed_by"]) line(name, `[${review[name].map(plain).join(", ")}]`);
    block("approved_by", "[]", review.approved_by.map((entry) => `  - ${flow(entry)}`));
    block("sections", "{}", Object.entries(review.sections).map(([name, print]) => `  ${name}: ${JSON.stringify(print)}`));
    block("documents", "{}", Object.entries(review.documents).map(([name, print]) => `  ${name}: ${JSON.stringify(print)}`));
    if (Object.keys(review.checks).length) block("checks", "", Object.entries(review.checks).map(([id, print]) => `  ${id}: ${JSON.stringify(print)}`));
    line("checks_asked", review.checks_asked);
    line("answers", Object.keys(review.answers).length ? "" : "{}");
    for (const [id, answer] of Object.entries(review.answers)) {
      line(`  ${id}`, Object.keys(answer).join() === "judgement" ? plain(answer.judgement) : Object.keys(answer).length && flow(answer));
    }
    block("facts", "{}", Object.entries(review.facts).map(([name, fact]) => `  ${name}: ${flow(fact)}`));
    block("actions", "[]", review.actions.map((entry) => `  - ${flow(entry)}`));
    line("note", review.note && JSON.stringify(review.note));
    return `${lines.join("\n")}\n`;
  }

  // YAML as a record is written in: names and values, in lines or in brackets. What is anything else is refused.
  function fromYaml(text) {
    const lines = text.replace(/^\ufeff/, "").split(/\r?\n/).map((line) => line.replace(/^\s*#.*/, "").trimEnd()).filter(Boolean);
    const review = lines.length ? block(lines, 0) : {};
    if (lines.length || Array.isArray(review) || !["answers", "sections", "facts", "policies"].some((name) => name in review)) throw new SyntaxError("no record");
    return shaped(review);
  }

  // The lines from `indent` on, as a table or a list; they are taken out of `lines`.
  function block(lines, indent) {
    const depth = () => lines.length ? lines[0].search(/[^ ]/) : -1;
    const found = lines[0].startsWith("- ", indent) ? [] : Object.create(null);
    while (depth() === indent && (!Array.isArray(found) || lines[0].startsWith("- ", indent))) {
      if (Array.isArray(found)) {
        const [, gap, rest] = lines[0].slice(indent).match(/^-( +)(.*)$/) ?? refuse(lines[0]);
        if (/^[\w/-]+:( |$)/.test(rest)) { // a table in the list: its first line stands beside the hyphen
          lines[0] = " ".repeat(indent + 1 + gap.length) + rest;
          found.push(block(lines, indent + 1 + gap.length));
        } else found.push(value(lines.shift(), rest));
      } else {
        const [, name, rest] = lines[0].slice(indent).match(/^([\w./-]+|"(?:[^"\\]|\\.)*"):(?: +(.*))?$/) ?? refuse(lines[0]);
        const key = name.startsWith('"') ? JSON.parse(name) : name;
        if (key in found) refuse(lines[0]);
        const line = lines.shift();
        const deeper = depth() > indent || (depth() === indent && lines[0].startsWith("- ", indent));
        if (rest && !/^#( |$)/.test(rest)) found[key] = value(line, rest);
        else found[key] = deeper ? block(lines, depth()) : "";
      }
    }
    if (depth() > indent) refuse(lines[0]);
    return found;
  }

  const refuse = (line) => { throw new SyntaxError(line); };

  // The value of one line: words, words in quotation marks, or a list or table in brackets; then perhaps a comment.
  function value(line, text) {
    let rest = text;
    const take = (pattern) => {
      const found = rest.match(pattern);
      if (!found) return undefined;
      rest = rest.slice(found[0].length).trimStart();
      return found[0];
    };
    const scalar = (end) => {
      const quoted = take(/^"(?:[^"\\]|\\.)*"/);
      if (quoted !== undefined) return JSON.parse(quoted);
      const single = take(/^'(?:[^']|'')*'/);
      if (single !== undefined) return single.slice(1, -1).replaceAll("''", "'");
      if (/^[!&*|>@`%"'[\]{},?#]/.test(rest)) refuse(line);
      const found = take(end)?.trim() ?? "";
      if (/^- |: |:$/.test(found) || /^([“”„][^“”„"]+[”“"]|[^“”„"]+")$/.test(found)) refuse(line); // a pair of marks that is none
      return /^(~|null|Null|NULL)$/.test(found) ? "" : found;
    };
    const one = (end) => {
      if (take(/^\[/)) {
        const items = [];
        while (!take(/^\]/)) {
          items.push(one(/^[^,[\]{}#]+/));
          if (!take(/^,/) && !rest.startsWith("]")) refuse(line);
        }
        return items;
      }
      if (!take(/^\{/)) return scalar(end);
      const table = Object.create(null);
      while (!take(/^\}/)) {
        const colon = /^["']/.test(rest) ? /^:/ : /^: /; // as YAML has it
        const name = scalar(/^[^:,[\]{}#]+/);
        if (!name || name in table || !take(colon)) refuse(line);
        table[name] = /^[,}]/.test(rest) ? "" : one(/^[^,[\]{}#]+/);
        if (!take(/^,/) && !rest.startsWith("}")) refuse(line);
      }
      return table;
    };
    const found = one(/^(?:(?! #).)+/);
    if (rest && !rest.startsWith("#")) refuse(line);
    return found;
  }

  // A file may hold anything: every text, table and list has to be where a record has it.
  function shaped({ reviewed = "", next_review = "", wording = "", policies: of = "", completed_by = "", approved_by = "", sections = "",
    documents = "", checks = "", checks_asked = "", answers = "", facts = "", actions = "", note = "", ...more }) {
    const texts = (one) => list(one).map(textOf);
    const entries = (one, main) => list(one).map((item) => entry(item, main));
    textOf(checks_asked);
    return {
      reviewed: textOf(reviewed), next_review: textOf(next_review), wording: textOf(wording) || "this", policies: texts(of), completed_by: texts(completed_by),
      approved_by: entries(approved_by, "role"), sections: filled(entry(table(sections))), documents: filled(entry(table(documents))), checks: filled(entry(table(checks))), actions: entries(actions, "action"), note: textOf(note), more: Object.keys(more),
      answers: Object.fromEntries(Object.entries(table(answers)).map(([id, answer]) => [id, entry(answer, "judgement")])),
      facts: Object.fromEntries(Object.entries(table(facts)).map(([name, row]) => {
        const { values: seen = "", ...fact } = typeof row === "string" ? { on: row } : table(row);
        return [name, { ...entry(fact), values: texts(seen) }];
      })),
    };
  }

  const textOf = (one) => typeof one === "string" ? clean(one) : refuse("no text");
  const list = (one) => one === "" ? [] : typeof one === "string" ? [one] : Array.isArray(one) ? one : refuse("no text");
  const table = (one) => one === "" ? {} : typeof one === "object" && !Array.isArray(one) ? one : refuse("a list");
  const entry = (one, main) => Object.fromEntries(Object.entries(typeof one === "string" ? { [main]: one } : table(one)).map(([name, text]) => [name, textOf(text)]));

  // --- Files: opened together, what differs is chosen, nothing is lost ---------------------------------------------------
  // The values of a record by the names of the fields, and the words that have no place in the form.
  function valuesOf(review) {
    const { reviewed, next_review, completed_by, approved_by, sections, documents, checks, answers, facts, actions, note, more } = review;
    const found = new Map();
    const strange = [...more];
    const stale = [];
    const again = [];
    const put = (name, value, isGood = true) => {
      if (!value) return;
      if (isGood && !found.has(name)) found.set(name, value);
      else strange.push(value);
    };
    const finished = asDay(reviewed, "");
    const latest = isDay(finished) ? latestNext(finished) : "";
    const due = asDay(next_review) || latest;
    const isMonth = asDay(next_review) !== asDay(next_review, ""); // it is due at its end, but no later than a day may be
    const next = isMonth && latest.slice(0, 7) === due.slice(0, 7) ? latest : due;
    for (const [id, { judgement = "", evidence = "", ...others }] of Object.entries(answers)) {
      strange.push(...Object.values(others));
      if (!itemOf.has(`${id}-judgement`)) { if (judgement || evidence) strange.push(evidence ? `${id} (${evidence})` : id); continue; }
      const item = itemOf.get(`${id}-judgement`);
      const asked = has(checks, id) ? checks[id] : "";
      const isGood = JUDGEMENTS.has(judgementOf(judgement));
      if (judgement && isGood && asked && asked !== item.words) again.push([item, judgementOf(judgement)]);
      else if (judgement) { put(`${id}-judgement`, judgementOf(judgement), isGood); put(`${id}-words`, asked); }
      put(`${id}-evidence`, evidence);
    }
    for (const { check = "", fact = "", action = "", owner = "", due: by = "", ...others } of actions) {
      const prefix = fact ? `fact-${fact}` : check;
      const day = asDay(by);
      const parts = { action, owner: titleOf(roleOf(owner)), by: day };
      const hides = /^(yes|not applicable)$/.test(found.get(`${check}-judgement`)); // a question so answered has no place for it
      const taken = hides || !(fact || itemOf.has(`${check}-judgement`)) || Object.keys(parts).some((name) => found.has(`${prefix}-${name}`));
      if (taken || !(action || owner || by)) strange.push(action || check || fact);
      else {
        if (fact) put(prefix, "wrong");
        for (const [name, text] of Object.entries(parts)) put(`${prefix}-${name}`, text, name !== "by" || isDay(day));
      }
      strange.push(...Object.values(others).filter(Boolean));
    }
    for (const [name, { on = "", by = "", values: seen = [], reviewed: last = "", next_review: then = "", ...others }] of Object.entries(facts)) {
      const item = itemOf.get(`fact-${name}`);
      strange.push(...Object.values(others).flat());
      if (!on) continue; // a row that nobody has confirmed yet
      const isStale = item && item.seen !== JSON.stringify(seen);
      if (isStale) { stale.push(item.title); continue; }
      put(`fact-${name}`, "right");
      put(`fact-${name}-day`, asDay(on, ""), isDay(asDay(on, "")));
      put(`fact-${name}-who`, roleOf(by));
      put(`fact-${name}-seen`, seen.length ? JSON.stringify(seen) : "");
      put(`fact-${name}-reviewed`, last);
      put(`fact-${name}-next`, then);
    }
    for (const [name, print] of Object.entries(textsOf(sections, documents))) {
      if (has(known.texts, name) && known.texts[name][0] === print) put(`read--${name}`, print);
      else stale.push(has(known.texts, name) ? known.texts[name][1] : name);
    }
    put("record-reviewed", finished, isDay(finished));
    put("record-next", next, isDay(next));
    for (const role of completed_by.map(roleOf)) {
      if (has(known.roles, role)) found.set(`record-completed ${role}`, "yes");
      else strange.push(role);
    }
    for (const { role = "", on = "" } of approved_by) {
      const name = `record-approved-${roleOf(role)}`;
      if (on && mustApprove.includes(roleOf(role)) && !found.has(name)) put(name, asDay(on, ""), isDay(asDay(on, "")));
      else strange.push(role);
    }
    put("record-note", note);
    return { found, strange: strange.filter(Boolean), stale, again };
  }
  const JUDGEMENTS = new Set(["yes", "partly", "no", "not applicable"]);

  function open(review, school) {
    const ids = Object.keys(review.answers);
    const isOurs = ids.length ? ids.some((id) => itemOf.has(`${id}-judgement`)) : review.policies.some((id) => known.policies.includes(id));
    if (review.wording !== "this" || !isOurs) return words.foreign;
    if (school && school !== words.school && !confirm(fill(words.otherSchool, { school }))) return words.notTaken;
    const { found, strange, stale, again } = valuesOf(review);
    const differing = [];
    const policies = [...new Set([...JSON.parse(get("policies") || "[]"), ...review.policies])];
    if (policies.length && policies.join() !== known.policies.join()) set("policies", JSON.stringify(policies), "file");
    for (const [name, value] of found) {
      if (!get(name)) set(name, value, "file");
      else if (get(name) !== value) differing.push([name, value]);
    }
    for (const [item, before] of again) if (!get(item.main)) stale.push(askAgain(item, before));
    if (differing.length) set("differs", JSON.stringify([...differences(), ...differing]), "file");
    drawDifferences();
    return [words.opened, differing.length ? fill(words.differ, { count: differing.length }) : "",
      strange.length ? fill(words.strange, { list: strange.join(", ") }) : "", stale.length ? fill(words.changed, { list: stale.join(", ") }) : ""].filter(Boolean).join(" ");
  }

  const differences = () => JSON.parse(get("differs") || "[]");
  function drawDifferences() {
    const place = find("[data-differs]");
    place.replaceChildren();
    const left = differences().filter(([name, value]) => get(name) !== value);
    if (!left.length) return;
    place.append(element("h3", words.differTitle, { tabIndex: -1 }));
    for (const [name, value] of left) {
      const item = itemOf.get(name);
      const label = item ? (item.check ? `${item.number} ${find("legend", item.box).lastChild.textContent.trim()}` : item.title) : find(`[name="${CSS.escape(name)}"]`)?.labels[0]?.textContent ?? (name.startsWith("record-") ? signOff.title : name);
      const choose = (take) => () => {
        set("differs", JSON.stringify(differences().filter(([one, other]) => one !== name || other !== value)), "file");
        if (take) set(name, value, "file");
        drawDifferences();
        (find("button", place) ?? find("[data-open]")).focus();
      };
      const box = element("fieldset", "", { className: "check" });
      const acts = element("p", "", { className: "acts" });
      for (const [text, take] of [[fill(words.differMine, { value: get(name) }), false], [fill(words.differTheirs, { value }), true]]) {
        const button = element("button", text, { type: "button" });
        button.addEventListener("click", choose(take));
        acts.append(button);
      }
      box.append(element("legend", label), acts);
      place.append(box);
    }
  }

  // --- The leadership's copy: what is not published, shown beside the questions ------------------------------------------
  let copy = { contrary: {} };
  function openCopy(text) {
    const found = JSON.parse(text);
    if (found.kind !== "policybook leadership copy") refuse("another file");
    if (found.school !== words.school && !confirm(fill(words.otherSchool, { school: found.school }))) return words.notTaken;
    set("copy", text, "file");
    drawCopy();
    countAll();
    return words.copyOpen;
  }

  const escaped = (text) => String(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
  function drawCopy() {
    for (const part of all("[data-of-copy]")) part.remove();
    for (const one of everywhere) one.items = one.items.filter((item) => !("ofCopy" in item.box.dataset));
    copy = { contrary: {}, notes: {}, facts: [], lists: [], ...JSON.parse(get("copy") || "{}") };
    for (const [id, notes] of Object.entries(copy.notes)) {
      const item = itemOf.get(`${id}-judgement`);
      if (item) for (const note of notes) find(".choices", item.box).before(element("p", note, { className: "fact" }));
      if (item) for (const note of all(".fact", item.box)) note.dataset.ofCopy = "";
    }
    for (const row of copy.facts) {
      const of = everywhere.find((one) => find(`[data-table="${CSS.escape(row.table)}"]`, one.section));
      const known = itemOf.get(`fact-${row.name}`);
      if (known?.step.items.includes(known)) {
        const last = element("p", row.last, { className: "fact" });
        last.dataset.ofCopy = "";
        find(".choices", known.box).before(last);
        continue;
      }
      if (!of) continue;
      const holder = document.createElement("div");
      holder.innerHTML = fill(find("[data-row]").innerHTML, Object.fromEntries(Object.entries(row).map(([name, text]) => [name, escaped(text)])));
      const box = holder.firstElementChild;
      box.dataset.ofCopy = "";
      box.dataset.seen = "[]";
      find("[data-table]", of.section).append(box);
      addItem(box, of);
    }
    const place = find("[data-copy]");
    place.replaceChildren();
    for (const { title, lines } of copy.lists) {
      const list = document.createElement("ul");
      list.append(...lines.map((line) => element("li", line)));
      place.append(element("h3", title), list);
    }
    for (const one of steps) if (one.isDrawn) drawStep(one);
  }

  // --- What is left -------------------------------------------------------------------------------------------------------
  const field = (name) => find(`[name="${CSS.escape(name)}"]`, form);
  function* leftOfRecord(review) {
    const at = (text, name) => ({ text, target: name === "record-completed" ? find("#record-completed") : field(name) });
    if (!isDay(review.reviewed)) yield at(words.leftReviewed, "record-reviewed");
    else if (review.reviewed > today()) yield at(words.leftFuture, "record-reviewed");
    if (!review.next_review || review.next_review <= review.reviewed) yield at(words.leftNext, "record-next");
    else if (review.reviewed && review.next_review > latestNext(review.reviewed)) yield at(fill(words.leftLater, { months: known.months }), "record-next");
    if (!review.completed_by.length) yield at(words.leftCompleted, "record-completed");
    for (const role of mustApprove) {
      const on = review.approved_by.find((one) => one.role === role)?.on;
      if (!on) yield { ...at(fill(words.leftApproval, { role: titleOf(role) }), `record-approved-${role}`), mayLack: true }; // it may come later
      else if (on < review.reviewed || on > today()) yield at(fill(words.leftApprovedOn, { role: titleOf(role) }), `record-approved-${role}`);
    }
    const alone = review.approved_by.length && review.approved_by.every((one) => review.completed_by.includes(one.role));
    if (alone) yield at(words.leftAlone, "record-completed");
  }

  // Everything that is missing. A fact that nobody confirmed does not hold a record up, nor a document, nor a section if
  // something was read of its policy: the page of each says that nobody has read it.
  function* left() {
    const begun = new Set(Object.keys(known.texts).filter(isRead).map((text) => text.split("/")[0]));
    const unread = new Set(known.policies.filter((policy) => !begun.has(policy)));
    for (const item of items()) {
      const isNeeded = item.check || !item.lack?.isOpen || item.texts?.some((text) => unread.has(text.split("/")[0]));
      if (item.lack && isMine(item)) yield { text: item.lack.text, target: item.box, item, mayLack: !isNeeded };
    }
    if (!get("my-role")) yield* leftOfRecord(record());
  }

  // The last day that is allowed: the same day so many months later, or the last of a month that is shorter.
  function latestNext(reviewed) {
    const due = new Date(`${reviewed}T12:00:00Z`);
    const day = due.getUTCDate();
    due.setUTCMonth(due.getUTCMonth() + known.months);
    if (due.getUTCDate() !== day) due.setUTCDate(0);
    return due.toISOString().slice(0, 10);
  }

  const FEW = 5;
  function drawLeft() {
    const things = [...left()];
    const shownOf = new Map();
    const entries = [];
    for (const { text, target, item } of things) {
      const of = item?.step ?? signOff;
      const count = (shownOf.get(of) ?? 0) + 1;
      shownOf.set(of, count);
      if (count > FEW || of.href) continue;
      const entry = document.createElement("li");
      const link = element("a", text, { href: `#${target.id || of.id}` });
      link.addEventListener("click", (event) => { event.preventDefault(); go({ target, item }); });
      entry.append(link);
      entries.push(entry);
    }
    for (const [of, count] of shownOf) {
      if (of.href) {
        entries.push(document.createElement("li"));
        entries.at(-1).append(element("a", fill(words.leftThere, { count, step: of.title }), { href: of.href }));
      } else if (count > FEW) entries.push(element("li", fill(words.leftMore, { count: count - FEW, step: of.title })));
    }
    find("[data-left]").replaceChildren(...entries);
    tell(things.length === 0 ? (get("my-role") ? words.leftNoneMine : words.leftNone) : things.length === 1 ? words.leftOne : fill(words.leftSome, { count: things.length }), find("[data-left-count]"));
    return things;
  }

  let waiting = 0;
  function later(act) {
    clearTimeout(waiting);
    waiting = setTimeout(act, 200);
  }

  // --- Steps --------------------------------------------------------------------------------------------------------------
  let at = 0;
  const step = () => steps[at];
  const wanted = () => steps.filter((one) => one.all || !one.items.length);

  function showStep(one, { push = true, focus = true } = {}) {
    at = steps.indexOf(one);
    if (!one.isDrawn) drawStep(one);
    for (const other of steps) {
      other.section.hidden = other !== one;
      for (const link of other.links) {
        if (other === one) link.setAttribute("aria-current", "step");
        else link.removeAttribute("aria-current");
      }
    }
    for (const part of head) part.hidden = at > 0;
    const shown = wanted();
    tell(fill(words.step, { number: shown.indexOf(one) + 1, all: shown.length }), find("[data-at]"));
    find("[data-back]").hidden = one === shown[0];
    find("[data-next]").hidden = one === shown.at(-1);
    if (one.id === "page-left" || one.id === "page-record") drawLeft();
    if (push) history.pushState(null, "", `#${one.id}`);
    if (focus) {
      one.heading.focus({ preventScroll: true });
      one.heading.scrollIntoView();
    }
  }

  const stepOf = (target) => steps.find((one) => target && one.section.contains(target));
  function go({ target, item }) {
    if (item?.step.href) {
      showStep(steps.find((one) => one.id === "page-left"));
      all("[data-left] a").find((link) => link.href === item.step.href).focus();
      return;
    }
    const one = stepOf(target);
    if (one !== step()) showStep(one, { focus: false });
    if (item) showError(item);
    const field = (item?.lack?.field && document.getElementById(item.lack.field)) || (target.matches("input, textarea") ? target : find("input:checked", target) ?? find("input", target));
    target.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }

  // The address leads to a step, or to one of its questions.
  function follow(options) {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    showStep(stepOf(target) ?? steps[0], { push: false, focus: false, ...options });
    if (target && target !== step().heading) target.scrollIntoView();
  }

  // Whoever goes on is told once of what they began in this step and did not finish; then they may go on all the same.
  function next() {
    const begun = step().items.filter((item) => item.state === "lacks" && isMine(item));
    const fresh = begun.filter((item) => !find(".error", item.box));
    for (const item of begun) showError(item);
    if (fresh.length) { go({ target: fresh[0].box, item: fresh[0] }); return; }
    const shown = wanted();
    showStep(shown[shown.indexOf(step()) + 1]);
  }

  // --- What people do -------------------------------------------------------------------------------------------------------
  // What filled fields in without saying so, as some helpers of browsers do, is taken over before anything is written.
  function takeUnsaid() {
    const unsaid = steps.flatMap((one) => all("form.checks :is(textarea, [type=text], [type=date])", one.section)
      .filter((field) => field.value !== shown(field) && (one.isDrawn || field.value)).map((field) => [nameOf(field), field.value]));
    for (const [name, value] of unsaid) set(name, value, "file");
  }

  function save(name) {
    takeUnsaid();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([asYaml(record())], { type: "text/yaml" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    if (canKeep) say(fill(words.saved, { name }));
  }

  for (const button of all("[data-save]")) button.addEventListener("click", () => save(`${today().slice(0, 7)}.draft.yml`));
  find("[data-open]").addEventListener("change", async (event) => {
    const told = [];
    for (const file of [...event.target.files]) {
      try {
        if (file.size > 1e6) throw new RangeError(); // two hundred long answers are a tenth of that
        const text = await file.text();
        told.push(/^\s*\{/.test(text) ? openCopy(text) : open(fromYaml(text), text.match(/^# School: (.*)$/m)?.[1].trim()));
      } catch { told.push(words.notOpened); }
    }
    if (told.length) tell(told.join(" "));
    event.target.value = "";
  });
  find("[data-clear]").addEventListener("click", () => {
    if (!confirm(words.sure)) return;
    for (const name of [...values.keys()]) set(name, "", "file");
    for (const error of all(".error")) error.remove();
    drawCopy();
    countAll();
    drawDifferences();
    tell("");
    if (canKeep) say(words.cleared);
    draw(document);
  });
  find("[data-next]").addEventListener("click", next);
  find("[data-back]").addEventListener("click", () => { const shown = wanted(); showStep(shown[shown.indexOf(step()) - 1]); });
  find("[data-me]").addEventListener("change", (event) => { set("my-role", event.target.value, "file"); countAll(); showStep(step(), { push: false, focus: false }); });
  find("[data-finish]")?.addEventListener("click", () => {
    set("my-role", "", "file"); // a record is of everybody's answers
    countAll();
    const missing = drawLeft().filter((one) => !one.mayLack);
    if (!missing.length) save(`${get("record-reviewed").slice(0, 7)}.yml`);
    else { say(words.notYet); go(missing[0]); }
  });

  let proposed = "";
  let isAsked = false;
  function typedIn(field) {
    const item = itemOf.get(nameOf(field));
    if (item?.texts) { for (const text of item.texts) set(`read--${text}`, field.checked ? known.texts[text][0] : ""); return; }
    const value = field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value;
    if (item?.fact && nameOf(field) === item.main && value === "right") {
      set(`${item.prefix}-who`, get("my-role") || item.who);
      set(`${item.prefix}-seen`, item.seen === "[]" ? "" : item.seen);
      if (!part(item, "day")) set(`${item.prefix}-day`, today());
    }
    if (item?.check && nameOf(field) === item.main) set(`${item.check}-words`, item.words);
    set(boxName(field), value);
    if (item?.check && get(item.main)) set(`${item.check}-before`, "");
    // While a year is typed it is 0002, then 0020: what was proposed follows, and what somebody chose stays.
    if (field.name === "record-reviewed" && value && get("record-next") === proposed) {
      proposed = latestNext(value);
      set("record-next", proposed, "file");
    }
  }
  document.addEventListener("input", (event) => {
    if (!isReady || !event.target.closest("form.checks")) return;
    if (canKeep) say("");
    typedIn(event.target);
    if (!isAsked) {
      isAsked = true;
      askToHold();
    }
  });

  // What this browser does with what it keeps, said as it is. Where it asks its reader, that is after the first answer.
  const isApple = /^Apple/.test(navigator.vendor);
  const tellHolds = (isLong) => tell(isLong ? words.holdsLong : isApple ? words.holdsSeven : words.holdsSome, find("[data-holds]"));
  async function askToHold() {
    try { tellHolds(!isApple && await navigator.storage?.persist?.()); } catch { tellHolds(false); }
  }

  addEventListener("storage", (event) => {
    if (!isReady) return;
    if (event.key === null) { for (const name of [...values.keys()]) set(name, "", "elsewhere"); return; }
    if (!event.key.startsWith(key)) return;
    const name = event.key.slice(key.length);
    if (name === "my-role") return; // who somebody is, they are in one tab
    set(name, event.newValue ?? "", "elsewhere");
    if (name === "copy") { drawCopy(); countAll(); }
    if (name === "differs") drawDifferences();
    say(words.elsewhere);
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return; // it was put aside, and heard nothing meanwhile
    try { takeKept(); } catch { return; }
    for (const one of steps) if (one.isDrawn) drawStep(one);
    countAll();
  });
  addEventListener("popstate", () => { if (isReady) follow({}); });

  // What was kept here, and is of words or values that are others now, is asked again; the list of it in words.
  function askOutdated() {
    const outdated = [];
    for (const item of items()) {
      const kept = get(item.main);
      if (item.texts?.some((text) => get(`read--${text}`) && !isRead(text))) outdated.push(item.title);
      if (item.check && kept && part(item, "words") && part(item, "words") !== item.words) {
        set(item.main, "", "file");
        outdated.push(askAgain(item, kept));
      }
      if (item.fact && kept === "right" && (part(item, "seen") || "[]") !== item.seen) {
        set(item.main, "", "file");
        outdated.push(item.title);
      }
    }
    return outdated;
  }

  // On paper a field shows one line of a long answer, so what was typed is printed in its place.
  addEventListener("beforeprint", () => {
    unfold(document, "article noscript"); // paper has room for what is to be done at every question
    for (const one of steps) drawStep(one);
    for (const field of all("form.checks :is(input, textarea)")) {
      if (!/^text/.test(field.type)) continue;
      if (!field.nextElementSibling) field.after(Object.assign(document.createElement("span"), { className: "typed", dir: "auto" }));
      field.nextElementSibling.textContent = field.value;
    }
  });

  // --- Begin -----------------------------------------------------------------------------------------------------------------
  // In slices, so that the page answers in between, however many questions there are. Whoever is quicker than this script
  // has ticked a box, and that is taken over.
  let isReady = false;
  const breathe = () => new Promise((done) => { setTimeout(done); });
  const SLICE = 30;
  async function begin() {
    let count = 0;
    for (const one of steps) {
      for (const box of all("[data-check], [data-fact], [data-read], [data-policy]", one.section)) {
        addItem(box, one);
        count += 1;
        if (count % SLICE === 0) await breathe();
      }
    }
    for (const one of others) {
      for (const data of one.listed) {
        addItem(one.section.appendChild(boxElsewhere(one, data)), one);
        count += 1;
        if (count % SLICE === 0) await breathe();
      }
    }
    await breathe();
    const quick = all("form.checks input:checked");
    try {
      takeKept();
      localStorage.setItem(`${key}?`, ""); // to find out before anything is typed
      localStorage.removeItem(`${key}?`);
    } catch { canKeep = false; }
    isReady = true;
    if (has(known.roles, get("my-role"))) find("[data-me]").value = get("my-role");
    for (const box of quick) typedIn(box);
    drawCopy();
    countAll();
    await breathe();
    const gone = [...values].filter(([name]) => !itemOf.has(name) && /-(judgement|evidence|action)$/.test(name)).map(([, value]) => value);
    const stale = askOutdated();
    tell([gone.length ? fill(words.resting, { list: gone.join(", ") }) : "", stale.length ? fill(words.changed, { list: stale.join(", ") }) : ""].join(" ").trim());
    drawDifferences();
    for (const one of steps) one.section.hidden = true; // so that none is laid out before it is wanted
    document.documentElement.classList.add("stepped");
    follow({});
    for (const part of all("[data-scripted]")) part.hidden = false;
    if (!canKeep) say(words.cannotKeep);
    addEventListener("resize", makeRoom);
    const room = new ResizeObserver(makeRoom); // when the page is laid out anyway
    for (const part of all(".left-bar, [data-news]")) room.observe(part);
    try { tellHolds(!isApple && await navigator.storage?.persisted?.()); } catch { tellHolds(false); }
  }
  begin().catch((error) => {
    asPaper();
    throw error;
  });
})();
