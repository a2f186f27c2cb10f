"""A review as careful people fill it in: every text read in full, every check answered, with what was seen."""

from __future__ import annotations

import re
from datetime import date

_TEXTS = re.compile(r"((?:#   \S+: \"\w+\"\n)+)(sections|documents): \{\}\n")
_FACTS = re.compile(r"((?:#   \S+: \{.*\}\n)+)facts: \{\}\n")


def with_texts_read(record: str) -> str:
    """Take the line of every text that the record offers in its comments over into its lists."""
    return _TEXTS.sub(lambda match: f"{match[2]}:\n{match[1].replace('#   ', '  ')}", record)


def with_answers(record: str, judgement: str = "yes", evidence: str = "Seen.") -> str:
    """Answer every check that has no answer yet."""
    answer = f"{{judgement: {judgement}, evidence: {evidence}}}"
    return re.sub(r"^(  [a-z0-9-]+):$", rf"\1: {answer}", record, flags=re.MULTILINE)


def with_facts_confirmed(record: str, on: date) -> str:
    """Take over every row of the tables that the record offers, confirmed on a day."""
    dated = _FACTS.sub(lambda match: f"facts:\n{match[1].replace('#   ', '  ')}", record)
    return dated.replace('"on": ""', f'"on": "{on}"')


def signed(record: str, on: date) -> str:
    """Carried out by the headteacher, approved by the proprietor."""
    record = re.sub(r"^reviewed:.*$", f"reviewed: {on}", record, flags=re.MULTILINE)
    record = record.replace("completed_by: []", "completed_by: [headteacher]")
    return record.replace("approved_by: []", f"approved_by: [{{role: proprietor, on: {on}}}]")
