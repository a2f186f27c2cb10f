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
      const text = Object.keys(values).length ? JSON.stringify({ values, read }) : null;
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
    const { values = {}, read: then = {} } = JSON.parse(text ?? "{}");
    put(values, timer ? document.activeElement : null);
    const names = new Set(fields().map(nameOf));
    rest = Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
    read = then;
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
    return Object.entries(earlier).filter(([name, print]) => !has(known.sections, name) || known.sections[name][0] !== print)
      .map(([name]) => has(known.sections, name) ? known.sections[name][1] : name);
  }

  function present() {
    return Object.fromEntries(Object.entries(known.sections).map(([name, [print]]) => [name, print]));
  }

  // --- The record, as data/reviews/ wants it --------------------------------------------------------------------------
  // What is copied out of other programs brings characters that nobody sees, and that no file of the book may hold.
  const clean = (text) => text.replace(/[^\S\n]+/gu, " ").replace(/[^\P{C}\n]/gu, "").trim();
  const roleOf = (text) => (roles.find(([id, title]) => [id, title.toLowerCase()].includes(text.trim().toLowerCase())) ?? [text.trim()])[0];
  const titleOf = (id) => has(known.roles, id) ? known.roles[id] : id;
  // A month, as it may be typed by hand, is due at its end; a date field takes nothing but a day.
  const asDay = (text) => /^\d{4}-\d{2}$/.test(text) ? new Date(Date.UTC(text.slice(0, 4), text.slice(5), 0)).toISOString().slice(0, 10) : text;
  const acts = (check) => check.chosen()?.hasAttribute("data-acts") ?? false;

  function record() {
    const answers = {};
    const actions = [];
    for (const check of checks) {
      const answer = {};
      const evidence = clean(check.value("evidence"));
      if (check.chosen()) answer.judgement = check.chosen().value;
      if (evidence) answer.evidence = evidence;
      if (Object.keys(answer).length) answers[check.id] = answer;
      const [action, owner, due] = ["action", "owner", "by"].map((name) => clean(check.value(name)));
      if (acts(check) && (action || owner || due)) {
        actions.push(Object.fromEntries(Object.entries({ check: check.id, action, owner: owner && roleOf(owner), due }).filter(([, value]) => value)));
      }
    }
    return {
      reviewed: named("record-reviewed").value,
      next_review: named("record-next").value,
      wording: "this",
      policies: known.policies,
      completed_by: all("[name=record-completed]:checked", form).map((box) => box.value),
      approved_by: all("[data-approver]", form).filter((field) => field.value).map((field) => ({ role: field.dataset.approver, on: field.value })),
      sections: present(),
      checks_asked: checks.length,
      answers,
      actions,
      note: clean(named("record-note").value),
    };
  }

  function asYaml(review) {
    const lines = [`# ${words.fileNote}`, `# School: ${words.school}`];
    for (const [name, value] of Object.entries(review)) {
      if (Array.isArray(value) && value.some((item) => typeof item === "object")) lines.push(`${name}:`, ...value.map((item) => `  - ${flow(item)}`));
      else if (Array.isArray(value)) lines.push(`${name}: [${value.join(", ")}]`);
      else if (typeof value === "object") lines.push(...(Object.keys(value).length ? [`${name}:`, ...Object.entries(value).map(([id, item]) => `  ${id}: ${flow(item)}`)] : [`${name}: {}`]));
      else lines.push(value ? `${name}: ${JSON.stringify(value)}` : `${name}:`);
    }
    return `${lines.join("\n")}\n`;
  }

  // One line of YAML that is JSON too, but for the space after each colon, which both allow.
  const flow = (item) => typeof item === "string" ? JSON.stringify(item)
    : `{${Object.entries(item).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(", ")}}`;

  function fromYaml(text) {
    const review = Object.create(null);
    let inside;
    for (const line of text.split(/\r?\n/)) {
      if (!line.trim() || line.trimStart().startsWith("#")) continue;
      const item = line.match(/^ {2}(?:- |([\w/-]+):(?: |$))(.*)$/);
      const top = line.match(/^(\w+):(?: (.*))?$/);
      if (item && inside) {
        if (!item[2]) continue; // a question that nobody has answered yet
        const value = /^["{]/.test(item[2]) ? JSON.parse(item[2]) : item[2];
        if (Object.values(value).some((one) => typeof one !== "string")) throw new SyntaxError(line);
        if (item[1]) (review[inside] ??= Object.create(null))[item[1]] = value;
        else (review[inside] ??= []).push(value);
      } else if (top) {
        inside = top[1];
        const rest = top[2] ?? "";
        if (/^\[.*\{/.test(rest)) throw new SyntaxError(line);
        if (/^\[.*\]$/.test(rest)) review[inside] = rest.slice(1, -1).split(",").map((one) => one.trim()).filter(Boolean);
        else if (rest && rest !== "{}") review[inside] = rest.startsWith('"') ? JSON.parse(rest) : rest;
      } else throw new SyntaxError(line);
    }
    if (!review.policies || !review.wording) throw new SyntaxError("no record");
    return review;
  }

  function open(review, school) {
    const { reviewed = "", next_review = "", completed_by = [], approved_by = [], sections = {}, answers = {}, actions = [], note = "",
      policies, wording, checks_asked, ...more } = review;
    const asked = new Map(checks.map((check) => [check.id, check]));
    const ids = Object.keys(answers);
    if (ids.length ? !ids.some((id) => asked.has(id)) : ![policies].flat().some((id) => known.policies.includes(id))) return words.foreign;
    const values = { "record-reviewed": reviewed, "record-next": asDay(next_review), "record-completed": completed_by, "record-note": note };
    const strange = Object.keys(more);
    for (const [id, answer] of Object.entries(answers)) {
      const { judgement, evidence = "", ...others } = typeof answer === "string" ? { judgement: answer } : answer;
      strange.push(...Object.keys(others));
      if (!asked.has(id)) { strange.push(evidence ? `${id} (${evidence})` : id); continue; }
      if (judgement) values[`${id}-judgement`] = [judgement];
      values[`${id}-evidence`] = evidence;
    }
    for (const { check, action = "", owner = "", due = "", ...others } of actions) {
      const parts = { action, owner: titleOf(owner), by: asDay(due) };
      const taken = !asked.has(check) || Object.keys(parts).some((name) => `${check}-${name}` in values);
      if (taken) strange.push(action);
      else for (const [name, value] of Object.entries(parts)) values[`${check}-${name}`] = value;
      strange.push(...Object.values(others));
    }
    for (const { role, on = "" } of approved_by) {
      if (named(`record-approved-${role}`)) values[`record-approved-${role}`] = on;
      else strange.push(role);
    }
    const doubts = [school && school !== words.school ? fill(words.otherSchool, { school }) : "", Object.keys(typed()).length ? words.sureOpen : ""].filter(Boolean);
    if (doubts.length && !confirm(doubts.join(" "))) return words.notTaken;
    put(values);
    strange.push(...unplaced(values));
    read = sections;
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
