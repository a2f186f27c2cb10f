"""A review as careful people fill it in: every text read in full, every check answered, with what was seen."""

from __future__ import annotations

import re
from datetime import date

_OFFERED = re.compile(r"((?:#   \S+: \"\w+\"\n)+)(sections|documents): \{\}\n")


def with_texts_read(record: str) -> str:
    """Take the line of every text that the record offers in its comments over into its lists."""
    return _OFFERED.sub(lambda match: f"{match[2]}:\n{match[1].replace('#   ', '  ')}", record)


def with_answers(record: str, judgement: str = "yes", evidence: str = "Seen.") -> str:
    """Answer every check that has no answer yet."""
    answer = f"{{judgement: {judgement}, evidence: {evidence}}}"
    head, answers = record.split("\nanswers:\n")
    return f"{head}\nanswers:\n" + re.sub(r"^(  [a-z0-9-]+):$", rf"\1: {answer}", answers, flags=re.MULTILINE)


def with_facts_confirmed(record: str, on: date, by: str) -> str:
    """Confirm every row of the tables."""
    row = f'"on": "{on}", "by": "{by}"'
    record = re.sub(r'^(  [a-z-]+\.\S+): \{"values"', rf'\1: {{{row}, "values"', record, flags=re.MULTILINE)
    return re.sub(r"^(  [a-z-]+\.\S+):$", rf"\1: {{{row}}}", record, flags=re.MULTILINE)


def signed(record: str, on: date) -> str:
    """Carried out by the headteacher, approved by the proprietor."""
    record = re.sub(r"^reviewed:.*$", f"reviewed: {on}", record, flags=re.MULTILINE)
    record = record.replace("completed_by: []", "completed_by: [headteacher]")
    return record.replace("approved_by: []", f"approved_by: [{{role: proprietor, on: {on}}}]")
