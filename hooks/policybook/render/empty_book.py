"""The files of a new book: valid, empty, and without a fact of anybody else's. Not for asking what it is about: ``commands``.

Facts come from the answers, from the kind of organisation, and from what the program ships for a nation, with nobody's dates
of checking. All words are in ``site_templates/new_book/``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from policybook.model.organisation import DATA_MODEL, ENGLAND, PROFILES, PROPOSED_BODIES, Duty, Profile
from policybook.model.schemas import schema_files
from policybook.render.templates import TEMPLATES

_NATIONAL = Path(__file__).resolve().parents[1] / "national"
_OF_SCHOOLS = {"services", "linked-policies", "waivers"}
_READ_BY_PEOPLE = re.compile(r"^ +(?:words:|- ).*$", re.MULTILINE)


class Answers(NamedTuple):
    """What somebody said of the organisation whose book it is."""

    name: str
    kind: str
    area: str
    learner: str
    learners: str
    phone: str = ""
    email: str = ""
    is_public: bool = False
    nation: str = ENGLAND
    place: str = ""

    @property
    def profile(self) -> Profile:
        """What follows from its kind."""
        return PROFILES[self.kind]

    @property
    def roles(self) -> tuple[tuple[str, str, bool], ...]:
        """The roles that it needs: the id, the title, and whether it is a body."""
        own = self.profile.accountable
        if not own:
            return (("responsible", "Person responsible for the policies", False),)
        body = PROPOSED_BODIES.get(own)
        return (
            ("dsl", "Designated Safeguarding Lead", False),
            ("deputy-dsl", "Deputy Designated Safeguarding Lead", False),
            ("headteacher", "Headteacher", False),
            (own, body or own.capitalize(), bool(body)),
            ("office", "Office", False),
            ("it-support", "IT support", False),
        )


def book_files(answers: Answers, templates_root: Path) -> dict[str, str]:
    """Return the text of every file of a new book by its path: facts, documents, schemas and what to read first."""
    duties = answers.profile.duties
    environment = Environment(
        loader=FileSystemLoader(templates_root / TEMPLATES / "new_book"),
        autoescape=False,  # noqa: S701 - YAML and Markdown that somebody edits; every answer is quoted
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["quoted"] = _quoted
    told: dict[str, Any] = answers._asdict() | {
        "title": _inert(answers.name),
        "kinds": ", ".join(PROFILES),
        "roles": answers.roles,
        "approver": answers.profile.accountable,
        "safeguards": Duty.SAFEGUARDING in duties,
        "public": "yes" if answers.is_public else "no",
        "data_model": DATA_MODEL,
    }
    files = {**schema_files(), **_national(answers, environment)}
    for name in environment.list_templates():
        path = name.removesuffix(".j2")
        is_for_schools = Path(path).stem in _OF_SCHOOLS or path.startswith("policy/documents/")
        if Path(path).stem != "empty" and (duties or not is_for_schools):
            files[path] = environment.get_template(name).render(told)
    return files


def _national(answers: Answers, environment: Environment) -> dict[str, str]:
    """The facts of the nation for those who need them; where none are shipped, the empty files to type them in."""
    if not answers.profile.duties:
        return {}
    if answers.nation != ENGLAND:
        empty = environment.get_template("data/empty.yml.j2")
        return {f"data/{name}.yml": empty.render(file=name) for name in ("guidance", "helplines")}
    files = sorted((_NATIONAL / ENGLAND).glob("*.yml"))
    return {f"data/{file.name}": _in_own_words(file.read_text(encoding="utf-8"), answers) for file in files}


def _in_own_words(text: str, answers: Answers) -> str:
    """What readers see, with the organisation's word for its learners."""

    def said(line: re.Match[str]) -> str:
        plural = re.sub(r"\bstudents\b", answers.learners, line[0])
        return re.sub(r"\bstudent\b", answers.learner, plural)

    return _READ_BY_PEOPLE.sub(said, text)


def _quoted(text: str) -> str:
    """A value as YAML, whatever marks are in it; nothing where it is not known."""
    return json.dumps(text, ensure_ascii=False) if text else ""


def _inert(text: str) -> str:
    """Words in a heading of Markdown that nothing in them changes."""
    return re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", text)
