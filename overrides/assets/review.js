// The annual review in the browser: kept on this device as it is typed, carried on elsewhere by a file, and handed in as
// that same file. Nothing is sent anywhere. Without this script the page is a form to print.
"use strict";

(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = find("[data-record]");
  if (!form) return;

  const known = JSON.parse(form.dataset.record);
  const words = form.dataset;
  const checks = all("[data-check]").map((box) => {
    const id = box.dataset.check;
    const value = (name) => document.getElementById(`${id}-${name}`)?.value ?? ""; // not every field is there yet
    return { box, id, value, number: () => find(".num", box).textContent, chosen: () => find("input[type=radio]:checked", box) };
  });
  const nameOf = (field) => field.name || field.id; // a name that says what the id says would be 2 kB more to load
  const fields = () => all("form.checks input, form.checks textarea");
  // Fields to write in are folded into <noscript> until an answer asks for them: a phone would need a second to make eight
  // hundred at once, and nobody writes before having answered. What is to be done is asked of "partly" and "no" only.
  const EVIDENCE = "noscript:not([data-acts])";
  const unfold = (place, which = "noscript") => { for (const folded of all(which, place)) folded.outerHTML = folded.textContent; };
  const unfoldAnswered = () => {
    for (const radio of all("[data-check] input[type=radio]:checked")) {
      unfold(radio.closest("[data-check]"), radio.hasAttribute("data-acts") ? "noscript" : EVIDENCE);
    }
  };
  const named = (name) => find(`[name="${CSS.escape(name)}"]`, form);
  const has = (table, name) => Object.hasOwn(table, name); // a file may call something "constructor"
  const key = `policybook-review ${location.pathname.replace(/\.html$/, "")}`; // both ways to write the page's address
  const london = new Intl.DateTimeFormat("sv", { timeZone: "Europe/London" }); // Swedish dates are written as ISO's
  const today = () => london.format(new Date());
  const roles = Object.entries(known.roles);
  // What an opened file brought stands beside the button; what has just happened stands in the bar, which is in sight.
  const tell = (text, place = find("[data-told]")) => { if (place.textContent !== text) place.textContent = text; };
  const say = (text) => tell(text, find("[data-news]"));
  // Nothing that has the focus may be hidden behind the bar.
  function makeRoom() {
    const [bar, over] = all(".left-bar, [data-news]").map((part) => getComputedStyle(part).position === "static" ? 0 : part.offsetHeight);
    document.documentElement.style.scrollPaddingBottom = `${Math.max(bar, over) + 8}px`;
    document.body.style.paddingBottom = `${over}px`;
  }
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // --- On this device: every value by the name of its field, and which words were read ---------------------------------
  // `rest` holds what was typed into questions that this page no longer asks: they may come back.
  let read = {};
  let policies = known.policies;
  let rest = {};
  let last = null;
  let timer = 0;

  function typed() {
    const values = {};
    for (const field of fields()) {
      if (field.type === "radio" || field.type === "checkbox") {
        if (field.checked) (values[nameOf(field)] ??= []).push(field.value);
      } else if (field.value) values[nameOf(field)] = field.value;
    }
    return values;
  }

  function keep() {
    clearTimeout(timer);
    timer = 0;
    const values = { ...rest, ...typed() };
    try {
      const text = Object.keys(values).length ? JSON.stringify({ values, read, policies }) : null;
      if (text) localStorage.setItem(key, text);
      else localStorage.removeItem(key);
      last = text;
      return true;
    } catch {
      say(words.cannotKeep);
      return false;
    }
  }

  // Takes over what is kept, where another tab has changed it; what is being typed just now is newer.
  function take() {
    const text = localStorage.getItem(key);
    if (text === last) return false;
    last = text;
    const { values = {}, read: then = {}, policies: of = known.policies } = JSON.parse(text ?? "{}");
    put(values, timer ? document.activeElement : null);
    const names = new Set(fields().map(nameOf));
    rest = Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
    read = then;
    policies = of;
    return true;
  }

  function put(values, except) {
    for (const { id, box } of checks) {
      if (has(values, `${id}-evidence`)) unfold(box, EVIDENCE);
      if (["action", "owner", "by"].some((name) => has(values, `${id}-${name}`))) unfold(box);
    }
    for (const field of fields()) {
      const value = values[nameOf(field)];
      if (field === except) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = Array.isArray(value) && value.includes(field.value);
      else field.value = typeof value === "string" ? value : "";
    }
    unfoldAnswered();
  }

  // The words of a file that found no place in the form: a role, a day or an answer that is none.
  function unplaced(values) {
    const even = (text) => text.split(/\s+/).join(" ");
    const asked = fields();
    return Object.entries(values).flatMap(([name, value]) => [value].flat().filter((one) => one
      && !asked.some((field) => nameOf(field) === name && even(field.value) === even(one) && (field.checked || !/radio|checkbox/.test(field.type)))));
  }

  function changedSince(earlier) {
    return Object.entries(earlier).filter(([name, print]) => !has(known.texts, name) || known.texts[name][0] !== print)
      .map(([name]) => has(known.texts, name) ? known.texts[name][1] : name);
  }

  function present() {
    return Object.fromEntries(Object.entries(known.texts).map(([name, [print]]) => [name, print]));
  }

  // A record lists documents by their ids, apart from the sections; here both are called as in the whole book.
  const DOCUMENTS = "documents/";
  const textsOf = (sections, documents) => ({ ...sections, ...Object.fromEntries(Object.entries(documents).map(([id, print]) => [DOCUMENTS + id, print])) });
  const split = (texts) => ({
    sections: Object.fromEntries(Object.entries(texts).filter(([name]) => !name.startsWith(DOCUMENTS))),
    documents: Object.fromEntries(Object.entries(texts).filter(([name]) => name.startsWith(DOCUMENTS)).map(([name, print]) => [name.slice(DOCUMENTS.length), print])),
  });

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
  // A question that somebody answered with "yes" asks for no action, and hides what was typed before.
  const acts = (check) => check.chosen()?.hasAttribute("data-acts") ?? false;

  function record() {
    const answers = {};
    const actions = [];
    for (const check of checks) {
      answers[check.id] = filled({ judgement: check.chosen()?.value, evidence: clean(check.value("evidence")) });
      const [action, owner, due] = ["action", "owner", "by"].map((name) => clean(check.value(name)));
      if ((acts(check) || !check.chosen()) && (action || owner || due)) actions.push(filled({ check: check.id, action, owner: roleOf(owner), due }));
    }
    return {
      reviewed: named("record-reviewed").value,
      next_review: named("record-next").value,
      wording: "this",
      policies,
      completed_by: all("[name=record-completed]:checked", form).map((box) => box.value),
      approved_by: all("[data-approver]", form).filter((field) => field.value).map((field) => ({ role: field.dataset.approver, on: field.value })),
      ...split(Object.keys(read).length ? read : present()), // words that changed since are not taken for read
      checks_asked: String(checks.length),
      answers,
      actions,
      note: clean(named("record-note").value),
    };
  }

  const filled = (entry) => Object.fromEntries(Object.entries(entry).filter(([, value]) => value));
  const plain = (text) => !text || /^(?!null$)[a-z0-9](?:[\w ./-]*[\w.])?$/i.test(text) ? text : JSON.stringify(text);
  const flow = (entry) => `{${Object.entries(entry).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(", ")}}`;

  function asYaml(review) {
    const lines = [`# ${words.fileNote}`, `# School: ${words.school}`];
    const line = (name, value) => lines.push(value ? `${name}: ${value}` : `${name}:`);
    const block = (name, empty, items) => lines.push(...(items.length ? [`${name}:`] : [`${name}: ${empty}`]), ...items);
    for (const name of ["reviewed", "next_review", "wording"]) line(name, plain(review[name]));
    for (const name of ["policies", "completed_by"]) line(name, `[${review[name].map(plain).join(", ")}]`);
    block("approved_by", "[]", review.approved_by.map((entry) => `  - ${flow(entry)}`));
    block("sections", "{}", Object.entries(review.sections).map(([name, print]) => `  ${name}: ${JSON.stringify(print)}`));
    block("documents", "{}", Object.entries(review.documents).map(([name, print]) => `  ${name}: ${JSON.stringify(print)}`));
    line("checks_asked", review.checks_asked);
    line("answers", checks.length ? "" : "{}");
    for (const [id, answer] of Object.entries(review.answers)) {
      line(`  ${id}`, Object.keys(answer).join() === "judgement" ? plain(answer.judgement) : Object.keys(answer).length && flow(answer));
    }
    block("actions", "[]", review.actions.map((entry) => `  - ${flow(entry)}`));
    line("note", review.note && JSON.stringify(review.note));
    return `${lines.join("\n")}\n`;
  }

  // YAML as a record is written in: names and values, in lines or in brackets. What is anything else is refused.
  function fromYaml(text) {
    const lines = text.replace(/^\ufeff/, "").split(/\r?\n/).map((line) => line.replace(/^\s*#.*/, "").trimEnd()).filter(Boolean);
    const review = lines.length ? block(lines, 0) : {};
    if (lines.length || Array.isArray(review) || !["answers", "sections", "policies"].some((name) => name in review)) throw new SyntaxError("no record");
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
        const [, name, rest] = lines[0].slice(indent).match(/^([\w/-]+|"(?:[^"\\]|\\.)*"):(?: +(.*))?$/) ?? refuse(lines[0]);
        const key = name.startsWith('"') ? JSON.parse(name) : name;
        if (key in found) refuse(lines[0]);
        const line = lines.shift();
        const deeper = depth() > indent || (depth() === indent && lines[0].startsWith("- ", indent));
        if (rest && !rest.startsWith("#")) found[key] = value(line, rest);
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
      if (/^[!&*|>@`%"'[\]{},?]/.test(rest)) refuse(line);
      const found = take(end)?.trim() ?? "";
      if (/^- |: |:$/.test(found)) refuse(line);
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
        const name = scalar(/^[^:,[\]{}#]+/);
        if (!name || name in table || !take(/^:/)) refuse(line);
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
    documents = "", checks_asked = "", answers = "", actions = "", note = "", ...more }) {
    const texts = (one) => list(one).map(textOf);
    const entries = (one, main) => list(one).map((item) => entry(item, main));
    textOf(checks_asked);
    return {
      reviewed: textOf(reviewed), next_review: textOf(next_review), wording: textOf(wording) || "this", policies: texts(of), completed_by: texts(completed_by),
      approved_by: entries(approved_by, "role"), sections: filled(entry(table(sections))), documents: filled(entry(table(documents))), actions: entries(actions, "action"), note: textOf(note), more: Object.keys(more),
      answers: Object.fromEntries(Object.entries(table(answers)).map(([id, answer]) => [id, entry(answer, "judgement")])),
    };
  }

  const textOf = (one) => typeof one === "string" ? clean(one) : refuse("no text");
  const list = (one) => one === "" ? [] : typeof one === "string" ? [one] : Array.isArray(one) ? one : refuse("no text");
  const table = (one) => one === "" ? {} : typeof one === "object" && !Array.isArray(one) ? one : refuse("a list");
  const entry = (one, main) => Object.fromEntries(Object.entries(typeof one === "string" ? { [main]: one } : table(one)).map(([name, text]) => [name, textOf(text)]));

  function open(review, school) {
    const { reviewed, next_review, completed_by, approved_by, sections, documents, answers, actions, note, more } = review;
    const asked = new Map(checks.map((check) => [check.id, check]));
    const ids = Object.keys(answers);
    if (review.wording !== "this" || (ids.length ? !ids.some((id) => asked.has(id)) : !review.policies.some((id) => known.policies.includes(id)))) return words.foreign;
    const finished = asDay(reviewed, "");
    const latest = isDay(finished) ? latestNext(finished) : "";
    const due = asDay(next_review) || latest;
    const isMonth = asDay(next_review) !== asDay(next_review, ""); // it is due at its end, but no later than a day may be
    const values = { "record-reviewed": finished, "record-next": isMonth && latest.slice(0, 7) === due.slice(0, 7) ? latest : due,
      "record-completed": completed_by.map(roleOf), "record-note": note };
    const strange = [...more];
    for (const id of ids) {
      const { judgement = "", evidence = "", ...others } = answers[id];
      strange.push(...Object.keys(others));
      if (!asked.has(id)) { if (judgement || evidence) strange.push(evidence ? `${id} (${evidence})` : id); continue; }
      if (judgement) values[`${id}-judgement`] = [judgementOf(judgement)];
      values[`${id}-evidence`] = evidence;
    }
    for (const { check, action = "", owner = "", due: by = "", ...others } of actions) {
      const parts = { action, owner: titleOf(roleOf(owner)), by: asDay(by) };
      const [judgement] = values[`${check}-judgement`] ?? [];
      const hides = /^(yes|not applicable)$/.test(judgement); // a question so answered has no place for it
      const taken = hides || !asked.has(check) || Object.keys(parts).some((name) => `${check}-${name}` in values);
      if (taken || !(action || owner || by)) strange.push(action || check || "");
      else for (const [name, text] of Object.entries(parts)) values[`${check}-${name}`] = text;
      strange.push(...Object.values(others));
    }
    for (const { role = "", on = "" } of approved_by) {
      const name = `record-approved-${roleOf(role)}`;
      if (on && named(name) && !(name in values)) values[name] = asDay(on, "");
      else strange.push(role);
    }
    const doubts = [school && school !== words.school ? fill(words.otherSchool, { school }) : "", Object.keys(typed()).length ? words.sureOpen : ""].filter(Boolean);
    if (doubts.length && !confirm(doubts.join(" "))) return words.notTaken;
    put(values);
    strange.push(...unplaced(values));
    read = textsOf(sections, documents);
    policies = review.policies.length ? review.policies : known.policies;
    rest = {};
    if (keep()) say("");
    show();
    return [words.opened, strange.length ? fill(words.strange, { list: strange.join(", ") }) : "", readAgain()].join(" ").trim();
  }

  function readAgain() {
    const changed = changedSince(read);
    return changed.length ? fill(words.changed, { list: changed.join(", ") }) : "";
  }

  // --- What is left ---------------------------------------------------------------------------------------------------
  function* left(review) {
    const open = checks.filter((check) => !check.chosen());
    if (open.length) yield { text: fill(words.leftAnswers, { count: open.length, first: open[0].number() }), target: open[0].box };
    for (const check of checks) {
      const action = review.actions.find((one) => one.check === check.id);
      const why = check.chosen()?.value === "not applicable" && !review.answers[check.id].evidence;
      const lacking = acts(check) && ["action", "owner", "due"].find((name) => !action?.[name]);
      if (lacking) yield { text: fill(words[`left${lacking[0].toUpperCase()}${lacking.slice(1)}`], { number: check.number() }), target: check.box };
      else if (acts(check) && !has(known.roles, action.owner)) yield { text: fill(words.leftRole, { number: check.number(), owner: action.owner }), target: check.box };
      else if (acts(check) && action.due < today()) yield { text: fill(words.leftPast, { number: check.number() }), target: check.box };
      if (why) yield { text: fill(words.leftWhy, { number: check.number() }), target: check.box };
    }
    if (!review.reviewed) yield { text: words.leftReviewed, target: named("record-reviewed") };
    else if (review.reviewed > today()) yield { text: words.leftFuture, target: named("record-reviewed") };
    if (!review.next_review || review.next_review <= review.reviewed) yield { text: words.leftNext, target: named("record-next") };
    else if (review.reviewed && review.next_review > latestNext(review.reviewed)) yield { text: fill(words.leftLater, { months: known.months }), target: named("record-next") };
    if (!review.completed_by.length) yield { text: words.leftCompleted, target: named("record-completed") };
    for (const role of words.mustApprove.split(" ").filter(Boolean)) {
      const on = review.approved_by.find((one) => one.role === role)?.on;
      if (!on) yield { text: fill(words.leftApproval, { role: titleOf(role) }), target: named(`record-approved-${role}`) };
      else if (on < review.reviewed || on > today()) yield { text: fill(words.leftApprovedOn, { role: titleOf(role) }), target: named(`record-approved-${role}`) };
    }
    const alone = review.approved_by.length && review.approved_by.every((one) => review.completed_by.includes(one.role));
    if (alone) yield { text: words.leftAlone, target: named("record-completed") };
  }

  const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text);

  // The last day that is allowed: the same day so many months later, or the last of a month that is shorter.
  function latestNext(reviewed) {
    const due = new Date(`${reviewed}T12:00:00Z`);
    const day = due.getUTCDate();
    due.setUTCMonth(due.getUTCMonth() + known.months);
    if (due.getUTCDate() !== day) due.setUTCDate(0);
    return due.toISOString().slice(0, 10);
  }

  function go(target) {
    const field = target.matches("input, textarea") ? target : find("input:checked", target) ?? find("input", target);
    document.documentElement.classList.add("whole"); // the way to a place is known only when all before it is laid out
    target.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }

  function show() {
    const answered = checks.filter((check) => check.chosen()).length;
    for (const place of all("[data-count]")) place.textContent = fill(words.progress, { done: answered, all: checks.length });
    const things = [...left(record())];
    find("[data-left]").replaceChildren(...things.slice(0, 12).map(({ text, target }) => {
      const entry = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${target.id}`;
      link.textContent = text;
      link.addEventListener("click", (event) => { event.preventDefault(); go(target); });
      entry.append(link);
      return entry;
    }));
    find("[data-left-count]").textContent = things.length === 0 ? words.leftNone : things.length === 1 ? words.leftOne : fill(words.leftSome, { count: things.length });
    return things;
  }

  // --- Files ----------------------------------------------------------------------------------------------------------
  function save(name) {
    keep(); // now, for later it would take away what is said here
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([asYaml(record())], { type: "text/yaml" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say(fill(words.saved, { name }));
  }

  for (const button of all("[data-save]")) button.addEventListener("click", () => save(`${today().slice(0, 7)}.draft.yml`));
  find("[data-open]").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    try {
      if (file.size > 1e6) throw new RangeError(); // two hundred long answers are a tenth of that
      const text = await file.text();
      tell(open(fromYaml(text), text.match(/^# School: (.*)$/m)?.[1].trim()));
    } catch { tell(words.notOpened); }
    event.target.value = "";
  });
  find("[data-clear]").addEventListener("click", () => {
    if (!confirm(words.sure)) return;
    put({});
    read = {};
    policies = known.policies;
    rest = {};
    tell("");
    if (keep()) say(words.cleared);
    show();
  });
  find("[data-next]").addEventListener("click", () => {
    const next = checks.find((check) => !check.chosen());
    if (next) go(next.box);
    else find("#page-record").scrollIntoView();
  });
  find("[data-finish]").addEventListener("click", () => {
    keep();
    const things = show();
    if (things.length === 0) save(`${named("record-reviewed").value.slice(0, 7)}.yml`);
    else { say(words.notYet); go(things[0].target); }
  });

  let proposed = "";
  document.addEventListener("input", (event) => {
    if (!event.target.closest("form.checks")) return;
    const next = named("record-next");
    // While a year is typed it is 0002, then 0020: what was proposed follows, and what somebody chose stays.
    if (event.target.name === "record-reviewed" && event.target.value && next.value === proposed) {
      next.value = proposed = latestNext(event.target.value);
    }
    unfoldAnswered();
    if (Object.keys(read).length === 0) read = present();
    clearTimeout(timer);
    timer = setTimeout(() => { if (keep()) say(""); show(); }, 200);
  });

  // What another tab has kept comes in, and the last letters are kept before the page goes.
  function meet() {
    try {
      if (take()) { show(); say(words.elsewhere); }
      if (timer) keep();
    } catch { /* nothing can be kept here, and that has been said */ }
  }
  addEventListener("pagehide", meet);
  addEventListener("storage", meet);
  document.addEventListener("visibilitychange", meet);

  // On paper a field shows one line of a long answer, so what was typed is printed in its place.
  addEventListener("beforeprint", () => {
    unfold(document); // paper has room for what is to be done at every question
    for (const field of fields()) {
      if (!/^text/.test(field.type)) continue;
      if (!field.nextElementSibling) field.after(Object.assign(document.createElement("span"), { className: "typed", dir: "auto" }));
      field.nextElementSibling.textContent = field.value;
    }
  });

  try {
    if (take()) {
      tell([Object.keys(rest).length ? fill(words.resting, { list: Object.values(rest).flat().join(", ") }) : "", readAgain()].join(" ").trim());
    }
    localStorage.setItem(`${key}?`, ""); // to find out before anything is typed
    localStorage.removeItem(`${key}?`);
  } catch { say(words.cannotKeep); }
  for (const part of all("[data-scripted]")) part.hidden = false;
  unfoldAnswered(); // somebody was quicker than this script
  show();
  addEventListener("resize", makeRoom);
  const room = new ResizeObserver(makeRoom); // when the page is laid out anyway
  for (const part of all(".left-bar, [data-news]")) room.observe(part);
})();
