// A form that writes an event: a small file in YAML, opened on GitHub filled in, or saved. Nothing is sent from this page.
"use strict";

(() => {
  const form = document.querySelector("form.job");
  if (!form) return;
  const find = (selector) => form.querySelector(selector);
  const controls = [...form.querySelectorAll("[data-key]")];
  const london = new Intl.DateTimeFormat("sv", { timeZone: "Europe/London" }); // Swedish dates are written as ISO's
  const today = london.format(new Date());
  form.hidden = false;
  for (const day of form.querySelectorAll("[data-today]")) { day.value = today; day.max = today; }

  // --- What is typed, as it can be written ----------------------------------------------------------------------------
  // From a tablet come no-break spaces and odd line ends, which would be other words to a program.
  const clean = (text) => text.normalize("NFC").replace(/[\u00a0\u202f\u2007]/g, " ").replace(/[\u200b-\u200f\u2060\ufeff]/g, "").replace(/\s+/g, " ").trim();
  const short = (name) => name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/['’]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const isPlain = (text) => /^(?!(?:yes|no|true|false|null|on|off|y|n)$)[a-z][a-z0-9./-]*$/.test(text) || /^\d{4}-\d{2}-\d{2}$/.test(text);
  const written = (control, text) => control?.type === "number" || isPlain(text) || (control?.tagName === "SELECT" && /^(yes|no)$/.test(text)) ? text : JSON.stringify(text);
  const otherOf = (control) => control.tagName === "SELECT" ? control.parentElement.querySelector(".other") : null;
  const isOther = (control) => control.selectedOptions?.[0]?.hasAttribute("data-other") ?? false;

  // In a roll-call: everybody who is ticked or typed, as [role, short name, name in words]; what is typed by halves has gaps.
  const isRollCall = (control) => control.tagName === "FIELDSET";
  const heldBy = (group) => [
    ...[...group.querySelectorAll("input:checked")].map((box) => [...box.value.split("/"), box.parentElement.textContent.trim()]),
    ...[...group.querySelectorAll(".other")].map((row) => [row.querySelector("[data-role]").value, short(clean(row.querySelector("[data-name]").value)), clean(row.querySelector("[data-name]").value)]).filter(([role, person]) => role || person),
  ];
  const byRole = (held) => Object.entries(held.reduce((all, one) => ({ ...all, [one[0]]: [...all[one[0]] ?? [], one] }), {}));

  function valueOf(control) {
    if (isRollCall(control)) return heldBy(control).map(([role, person]) => `${role}-${person}`).join("-");
    if (isOther(control)) return short(clean(otherOf(control).querySelector("input").value));
    return clean(control.value);
  }
  const wordsOf = (control) => isRollCall(control) ? heldBy(control).map(([, , words]) => words).join("; ")
    : isOther(control) ? clean(otherOf(control).querySelector("input").value)
    : control.tagName === "SELECT" ? control.selectedOptions[0]?.textContent ?? ""
      : control.type === "date" && control.value ? new Date(`${control.value}T12:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })
        : clean(control.value);

  // --- An entry that is chosen brings its facts of today --------------------------------------------------------------
  const factsOf = () => {
    const chosen = controls.map((control) => control.selectedOptions?.[0]?.dataset.facts).find(Boolean);
    return chosen ? JSON.parse(chosen) : {};
  };
  const ofFacts = controls.filter((control) => control.dataset.key.startsWith("now."));
  const nameOf = (control) => control.dataset.key.replace(/^now\./, "");

  function fillIn() {
    const facts = factsOf();
    for (const control of ofFacts) {
      control.value = control.dataset.was = facts[nameOf(control)] ?? "";
    }
  }

  // --- The file -------------------------------------------------------------------------------------------------------
  function lines() {
    const changed = ofFacts.filter((control) => clean(control.value) !== (control.dataset.was ?? ""));
    const compared = find("[data-compares]")?.checked;
    const known = controls.filter((control) => !control.dataset.key.startsWith("now.") && valueOf(control));
    const kind = form.dataset.event === "changed" && !changed.length && compared ? "checked" : form.dataset.event;
    const said = [["event", kind]];
    for (const key of ["on", "by"]) {
      const control = known.find((one) => one.dataset.key === key);
      if (control) said.push([key, written(control, valueOf(control))]);
    }
    if (form.dataset.entry) said.push(["entry", form.dataset.entry]);
    const name = known.find((control) => control.dataset.key === "name");
    if (name) said.push(["person", short(valueOf(name))]);
    for (const control of known) {
      const { key } = control.dataset;
      if (key === "on" || key === "by") continue;
      if (isRollCall(control)) {
        said.push([key, `{${byRole(heldBy(control)).map(([role, all]) => `${role}: [${[...new Set(all.map(([, person]) => person))].join(", ")}]`).join(", ")}}`]);
        continue;
      }
      const instead = control.selectedOptions?.[0]?.dataset.lines;
      if (instead) {
        const policy = valueOf(known.find((one) => one.dataset.key === "policy"));
        for (const [name, value] of Object.entries(JSON.parse(instead))) {
          const own = typeof value === "string" ? value : value[policy];
          if (own) said.push([name, isPlain(own) ? own : JSON.stringify(own)]);
        }
        continue;
      }
      const text = written(control, valueOf(control));
      said.push([key, "list" in control.dataset ? `[${text}]` : text]);
    }
    const table = (values) => `{${values.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ")}}`;
    if (changed.length) {
      said.push(["now", table(changed.map((control) => [nameOf(control), clean(control.value)]))]);
      const before = changed.filter((control) => control.dataset.was);
      if (before.length) said.push(["was", table(before.map((control) => [nameOf(control), control.dataset.was]))]);
    }
    const facts = factsOf();
    if (compared) {
      const values = facts.values ?? ofFacts.filter((control) => "compared" in control.dataset && clean(control.value)).map((control) => clean(control.value));
      said.push(["values", JSON.stringify(values)]);
    } else if (facts.fingerprint) said.push(["fingerprint", JSON.stringify(facts.fingerprint)]);
    return said.map(([key, value]) => `${key}: ${value}`).join("\n") + "\n";
  }

  function fileName() {
    const about = controls.find((control) => ["person", "name", "people", "entry", "policy", "question", "document", "still", "rule"].includes(control.dataset.key) && valueOf(control));
    const day = valueOf(controls.find((control) => control.dataset.key === "on")) || today;
    return [day, form.dataset.job, about ? short(valueOf(about).replace(/^[a-z-]+\./, "")) : ""].filter(Boolean).join("-").slice(0, 90).replace(/-$/, "") + ".yml";
  }

  // --- What is missing, said beside its field -------------------------------------------------------------------------
  function faults() {
    const found = [];
    for (const control of controls) {
      const value = valueOf(control);
      let fault = "";
      if (isRollCall(control) && !value) fault = "Tick at least one person.";
      else if (isRollCall(control) && heldBy(control).some(([role, person]) => !role || !person)) fault = "Type the name and choose the role of each person that you add.";
      else if (control.required && !value) fault = isOther(control) ? "Type the first name and the surname." : "Fill this in.";
      else if (control.validity.rangeOverflow && "today" in control.dataset) fault = "This day has not come yet. Type the day on which it happened.";
      else if (control.validity.badInput || control.validity.rangeOverflow || (control.type === "date" && value && value < "1990")) fault = "This is not a day that can be meant.";
      else if (control.type === "number" && value && !/^\d+$/.test(value)) fault = "Type a whole number.";
      if (fault) found.push([control, fault]);
    }
    return found;
  }

  function show(found) {
    for (const control of controls) {
      const place = control.closest(".asked").querySelector(".error");
      const fault = found.find(([one]) => one === control)?.[1] ?? "";
      place.textContent = fault;
      place.hidden = !fault;
      place.id ||= `${control.id}-error`;
      if (isRollCall(control)) {
        control.setAttribute("aria-describedby", [control.querySelector("[id$=-hint]")?.id, fault && place.id].filter(Boolean).join(" "));
        continue;
      }
      control.setAttribute("aria-invalid", String(Boolean(fault)));
      if (fault) control.setAttribute("aria-errormessage", place.id);
      else control.removeAttribute("aria-errormessage");
    }
  }

  const hasNothing = () => ofFacts.length > 0 && !find("[data-compares]")?.checked
    && !ofFacts.some((control) => clean(control.value) !== (control.dataset.was ?? ""));

  function update() {
    for (const control of controls) if (otherOf(control)) otherOf(control).hidden = !isOther(control);
    const isWhole = !faults().length && !hasNothing();
    const text = lines();
    for (const part of form.querySelectorAll("[data-file], [data-next], [data-then]")) part.hidden = !isWhole;
    find("[data-file]").textContent = `# ${form.dataset.folder}/${fileName()}\n${text}`;
    if (isWhole) {
      const words = Object.fromEntries(controls.map((control) => [control.dataset.key, wordsOf(control)]));
      find("p[data-then]").textContent = form.dataset.then.replace(/\{(\w+)\}/g, (_, key) => words[key] || "…");
    }
    const open = find("[data-open]");
    if (open && isWhole) {
      const address = `${form.dataset.new}?filename=${encodeURIComponent(fileName())}&value=${encodeURIComponent(text)}`;
      const isTooLong = address.length > Number(form.dataset.longest);
      open.href = isTooLong ? form.dataset.new : address;
      open.parentElement.hidden = isTooLong;
      find("[data-too-long]").hidden = !isTooLong;
    }
  }

  /** Whether all is filled in; if not, the first fault has the focus. */
  function isReady() {
    const found = faults();
    show(found);
    const told = find("[data-told]");
    told.textContent = !found.length && hasNothing() ? "Nothing is different from today. Change what is wrong, or close this page." : "";
    if (found.length) {
      const [control] = found[0];
      const place = isOther(control) ? otherOf(control).querySelector("input") : isRollCall(control) ? control.querySelector("input, button") : control;
      place.focus();
    }
    return !found.length && !hasNothing();
  }

  form.addEventListener("input", (event) => {
    if (event.target.matches("select") && event.target.selectedOptions[0]?.dataset.facts && ofFacts.length) fillIn();
    const shown = ([control]) => !control.closest(".asked").querySelector(".error").hidden;
    show(faults().filter(shown));
    find("[data-told]").textContent = "";
    update();
  });
  find("[data-add]")?.addEventListener("click", ({ currentTarget: button }) => {
    button.before(button.parentElement.querySelector("[data-more]").content.cloneNode(true));
    button.previousElementSibling.querySelector("input").focus();
  });
  find("[data-open]")?.addEventListener("click", (event) => {
    if (!isReady()) event.preventDefault();
  });
  find("[data-save]").addEventListener("click", () => { if (isReady()) save(); });
  form.addEventListener("submit", (event) => event.preventDefault());

  function save() {
    const link = Object.assign(document.createElement("a"), { download: fileName(), href: URL.createObjectURL(new Blob([lines()], { type: "application/yaml" })) });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    find("[data-told]").textContent = `Saved as ${link.download}.`;
  }

  // A link may fill in fields: forms/decided.html#question=own-devices
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
    const control = controls.find((one) => one.dataset.key === key);
    if (!control) continue;
    control.value = value;
    if (control.selectedOptions?.[0]?.dataset.facts && ofFacts.length) fillIn();
  }
  update();
})();
