// To sign what was read on this page: the form prints it, or writes the email that says who signed which text. Nothing is
// kept and nothing is sent from here: the reader's own email program sends it. Without this script the page says how to
// sign on paper.
"use strict";

(() => {
  const form = document.querySelector("[data-sign]");
  if (!form) return;
  const fields = [...form.querySelectorAll("[data-field]")];
  const { sign, statement, signed, sent, mailbox } = form.dataset;
  form.hidden = false;

  const date = fields.find((field) => "day" in field.dataset);
  if (date) date.value = new Intl.DateTimeFormat(form.closest("[lang]").lang, { dateStyle: "long", timeZone: "Europe/London" }).format(new Date());

  const isComplete = () => form.reportValidity();
  form.addEventListener("submit", (event) => event.preventDefault()); // Enter in a field

  form.querySelector("[data-print]").addEventListener("click", () => { if (isComplete()) print(); });

  form.querySelector("[data-mail]")?.addEventListener("click", (event) => {
    if (!isComplete()) { event.preventDefault(); return; }
    const typed = fields.map((field) => `${field.dataset.field}: ${field.value.trim()}`);
    const lines = [statement, "", ...typed, "", signed];
    const name = fields[0].value.trim();
    event.currentTarget.href = `mailto:${mailbox}?subject=${encodeURIComponent(`${sign}: ${name}`)}&body=${encodeURIComponent(lines.join("\r\n"))}`;
    form.querySelector("[data-told]").textContent = sent;
  });
})();
