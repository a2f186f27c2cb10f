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
  const checks = all("[data-check]").map((box) => ({
    box, id: box.dataset.check, number: find(".num", box).textContent,
    part: (name) => find(`[name="${box.dataset.check}-${name}"]`, box),
    chosen: () => find("input[type=radio]:checked", box),
  }));
  const fields = all("form.checks input, form.checks textarea");
  const named = (name) => find(`[name="${name}"]`, form);
  const key = `policybook-review ${location.pathname}`;
  const told = find("[data-told]");
  const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" }).format(new Date());
  const roles = Object.entries(known.roles);
  const say = (text) => { told.textContent = text; };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // --- On this device: every value by the name of its field, and which words were read ---------------------------------
  let read = {};
  let timer;

  function keep() {
    const values = {};
    for (const field of fields) {
      if (field.type === "radio" || field.type === "checkbox") {
        if (field.checked) (values[field.name] ??= []).push(field.value);
      } else if (field.value) values[field.name] = field.value;
    }
    try {
      if (Object.keys(values).length === 0) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ values, read }));
    } catch { say(words.cannotKeep); }
  }

  function put(values) {
    for (const field of fields) {
      const value = values[field.name];
      if (field.type === "radio" || field.type === "checkbox") field.checked = Array.isArray(value) && value.includes(field.value);
      else field.value = typeof value === "string" ? value : "";
    }
  }

  function changedSince(earlier) {
    return Object.entries(earlier).filter(([name, print]) => known.sections[name]?.[0] !== print)
      .map(([name]) => known.sections[name]?.[1] ?? name);
  }

  function present() {
    return Object.fromEntries(Object.entries(known.sections).map(([name, [print]]) => [name, print]));
  }

  // --- The record, as data/reviews/ wants it --------------------------------------------------------------------------
  // What is copied out of other programs brings characters that nobody sees, and that no file of the book may hold.
  const clean = (text) => text.replace(/[^\S\n]+/gu, " ").replace(/[^\P{C}\n]/gu, "").trim();
  const roleOf = (text) => (roles.find(([id, title]) => [id, title.toLowerCase()].includes(text.trim().toLowerCase())) ?? [text.trim()])[0];
  const titleOf = (id) => known.roles[id] ?? id;
  // A month, as it may be typed by hand, is due at its end; a date field takes nothing but a day.
  const asDay = (text) => /^\d{4}-\d{2}$/.test(text) ? new Date(Date.UTC(text.slice(0, 4), text.slice(5), 0)).toISOString().slice(0, 10) : text;
  const acts = (check) => check.chosen()?.hasAttribute("data-acts") ?? false;

  function record() {
    const answers = {};
    const actions = [];
    for (const check of checks) {
      const answer = {};
      const evidence = clean(check.part("evidence").value);
      if (check.chosen()) answer.judgement = check.chosen().value;
      if (evidence) answer.evidence = evidence;
      if (Object.keys(answer).length) answers[check.id] = answer;
      const [action, owner, due] = ["action", "owner", "by"].map((name) => clean(check.part(name).value));
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
    const lines = [`# ${words.fileNote}`];
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
    const review = {};
    let inside;
    for (const line of text.split(/\r?\n/)) {
      if (!line.trim() || line.trimStart().startsWith("#")) continue;
      const item = line.match(/^ {2}(?:- |([\w/-]+):(?: |$))(.*)$/);
      const top = line.match(/^(\w+):(?: (.*))?$/);
      if (item && inside) {
        if (!item[2]) continue; // a question that nobody has answered yet
        const value = /^["{]/.test(item[2]) ? JSON.parse(item[2]) : item[2];
        if (item[1]) (review[inside] ??= {})[item[1]] = value;
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

  function open(review) {
    const values = {};
    const strange = [];
    for (const [id, answer] of Object.entries(review.answers ?? {})) {
      if (!checks.some((check) => check.id === id)) { strange.push(id); continue; }
      const judgement = typeof answer === "string" ? answer : answer.judgement;
      if (judgement) values[`${id}-judgement`] = [judgement];
      values[`${id}-evidence`] = answer.evidence ?? "";
    }
    for (const action of review.actions ?? []) {
      if (!checks.some((check) => check.id === action.check)) { strange.push(action.action); continue; }
      values[`${action.check}-action`] = action.action ?? "";
      values[`${action.check}-owner`] = titleOf(action.owner ?? "");
      values[`${action.check}-by`] = asDay(action.due ?? "");
    }
    values["record-reviewed"] = review.reviewed ?? "";
    values["record-next"] = asDay(review.next_review ?? "");
    values["record-completed"] = review.completed_by ?? [];
    for (const { role, on } of review.approved_by ?? []) values[`record-approved-${role}`] = on;
    strange.push(...values["record-completed"].filter((role) => !(role in known.roles)));
    strange.push(...(review.approved_by ?? []).map(({ role }) => role).filter((role) => !named(`record-approved-${role}`)));
    values["record-note"] = review.note ?? "";
    put(values);
    read = review.sections ?? {};
    keep();
    show();
    const changed = changedSince(read);
    say([words.opened, strange.length ? fill(words.strange, { list: strange.join(", ") }) : "", changed.length ? fill(words.changed, { list: changed.join(", ") }) : ""].join(" ").trim());
  }

  // --- What is left ---------------------------------------------------------------------------------------------------
  function* left(review) {
    const open = checks.filter((check) => !check.chosen());
    if (open.length) yield { text: fill(words.leftAnswers, { count: open.length, first: open[0].number }), target: open[0].box };
    for (const check of checks) {
      const action = review.actions.find((one) => one.check === check.id);
      const why = check.chosen()?.value === "not applicable" && !review.answers[check.id].evidence;
      const lacking = acts(check) && ["action", "owner", "due"].find((name) => !action?.[name]);
      if (lacking) yield { text: fill(words[`left${lacking[0].toUpperCase()}${lacking.slice(1)}`], { number: check.number }), target: check.box };
      else if (acts(check) && !(action.owner in known.roles)) yield { text: fill(words.leftRole, { number: check.number, owner: action.owner }), target: check.box };
      else if (acts(check) && action.due < today()) yield { text: fill(words.leftPast, { number: check.number }), target: check.box };
      if (why) yield { text: fill(words.leftWhy, { number: check.number }), target: check.box };
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
    try { open(fromYaml(await file.text())); } catch { say(words.notOpened); }
    event.target.value = "";
  });
  find("[data-clear]").addEventListener("click", () => {
    if (!confirm(words.sure)) return;
    put({});
    read = {};
    keep();
    show();
    say(words.cleared);
  });
  find("[data-next]").addEventListener("click", () => {
    const next = checks.find((check) => !check.chosen());
    if (next) go(next.box);
    else find("#page-record").scrollIntoView();
  });
  find("[data-finish]").addEventListener("click", () => {
    const things = show();
    if (things.length === 0) save(`${named("record-reviewed").value.slice(0, 7)}.yml`);
    else { say(words.notYet); go(things[0].target); }
  });

  document.addEventListener("input", (event) => {
    if (!event.target.closest("form.checks")) return;
    const next = named("record-next");
    if (event.target.name === "record-reviewed" && /^\d{4}/.test(event.target.value) && !next.value) {
      next.value = latestNext(event.target.value);
    }
    if (Object.keys(read).length === 0) read = present();
    clearTimeout(timer);
    timer = setTimeout(() => { keep(); show(); }, 200);
  });
  addEventListener("pagehide", () => { if (timer) keep(); });

  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    if (kept) {
      put(kept.values);
      read = kept.read ?? {};
      const changed = changedSince(read);
      if (changed.length) say(fill(words.changed, { list: changed.join(", ") }));
    }
  } catch { say(words.cannotKeep); }
  for (const part of all("[data-scripted]")) part.hidden = false;
  document.documentElement.classList.add("has-bar");
  show();
})();
