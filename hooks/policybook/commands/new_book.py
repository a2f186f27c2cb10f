"""The command ``new-school``: asks six questions, and makes the repository of a new book that is valid, empty and has a first page."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple, get_args

from policybook.basics.program import PROGRAM
from policybook.commands.book_program import program_files
from policybook.commands.options import GOOD, WRONG_USAGE
from policybook.model.organisation import ENGLAND, PROFILES, Nation
from policybook.render.empty_book import Answers, book_files
from policybook.revisions.git import Git, GitError

DESCRIPTION = "Make the repository of a new book: a school's, a nursery's, a charity's or a company's."
EPILOG = "What is not given as an option is asked."
MANUAL = "policy/README.md"
_LONGEST = 120
_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"'.]+")
_PHONE = re.compile(r"\+?[\d ]{10,20}")
_NEXT = """\
Made: {folder}

Next, in that folder:
  python3 scripts/build.py    the first pages, in about a minute: site/index.html
  python3 scripts/check.py    what to do, in order, with what to type

From here, at once:
  {here} --root {folder}
"""


PLACES = ("nursery", "charity", "company")
"""What else can be answered for the kind: each is a plain organisation that calls itself so."""


class AnswerError(Exception):
    """An answer cannot be used; the message says why and what to type. ``option`` is whose answer it is, "" for a folder."""

    def __init__(self, words: str, option: str = "") -> None:
        super().__init__(words)
        self.option = option


class Question(NamedTuple):
    """One of the six: its option, and what is asked."""

    option: str
    words: str


QUESTIONS = (
    Question("name", "What is the organisation called?"),
    Question("kind", f"What is it? ({', '.join([*PROFILES, *PLACES])}; plain is for anything else)"),
    Question("area", "In which county or council area is it? Its helplines apply. (empty: none)"),
    Question("learners", "What do you call those you teach or care for: one, and several? (such as pupil, pupils)"),
    Question(
        "contact", "How does anybody reach you: the office's phone number or shared mailbox? (empty: not known yet)"
    ),
    Question("public", "Will anybody in the world be able to open this project? (yes or no; no if you are not sure)"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet, or is empty")
    for question in QUESTIONS:
        parser.add_argument(f"--{question.option}", metavar="TEXT", help=question.words)
    parser.add_argument(
        "--nation", choices=get_args(Nation), default=ENGLAND, help="whose law it follows (default: england)"
    )


def run(options: argparse.Namespace) -> int:
    """Ask what is not given, and make the folder; nothing is left where anything is refused."""
    folder = options.folder.resolve()
    try:
        refuse_folder(folder)
        answers = _ask(options)
    except AnswerError as refused:
        print(f"{refused} Nothing was made.", file=sys.stderr)
        return WRONG_USAGE
    make_folder(folder, answers)
    here = "policybook build" if not (PROGRAM / "pyproject.toml").is_file() else "python3 scripts/build.py"
    print(_NEXT.format(folder=folder, here=here), end="")
    return GOOD


def make_folder(folder: Path, answers: Answers) -> None:
    """Write the book and its program beside the folder first, so that whoever is stopped leaves nothing half made."""
    files = {path: text.encode() for path, text in book_files(answers, PROGRAM).items()}
    files |= {MANUAL: (PROGRAM / MANUAL).read_bytes(), **program_files()}
    unfinished = folder.with_name(f".{folder.name}-new")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        for path, data in files.items():
            (unfinished / path).parent.mkdir(parents=True, exist_ok=True)
            (unfinished / path).write_bytes(data)
        if folder.is_dir():
            folder.rmdir()
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    try:
        Git(folder, "new-school").run("init", "--quiet", "--initial-branch=main")
    except GitError as missing:
        print(f"{missing} The folder is no repository yet: git init makes it one.", file=sys.stderr)


def refuse_folder(folder: Path) -> None:
    """Refuse a place where a new book would meet something that is there.

    Raises:
        AnswerError: saying what, and what to type instead.
    """
    if folder.is_relative_to(PROGRAM):
        raise AnswerError(f"{folder} is inside the program, where its own files are. Choose a folder beside it.")
    if folder.exists() and not folder.is_dir():
        raise AnswerError(f"{folder} is a file, so no folder can be made there. Choose another name.")
    if folder.is_dir() and any(folder.iterdir()):
        raise AnswerError(f"{folder} holds files already, and none of them is touched. Choose a new folder.")


def read_answers(typed: dict[str, str], nation: str) -> Answers:
    """Return what was answered.

    Raises:
        AnswerError: saying which answer cannot be used, and what to type.
    """
    said = {option: _on_one_line(option, text) for option, text in typed.items()}
    kind, contact, public = said["kind"].lower().replace(" ", "-"), said["contact"], said["public"].lower()
    if not said["name"]:
        raise AnswerError("The organisation needs a name: it is the first thing on every page.", "name")
    place = kind if kind in PLACES else ""
    kind = "plain" if place else kind
    if kind not in PROFILES:
        known = ", ".join([*PROFILES, *PLACES])
        raise AnswerError(f"“{said['kind']}” is no kind that the program knows. Type one of {known}.", "kind")
    if public not in ("yes", "no"):
        raise AnswerError("Whether anybody can open the project is answered with yes or no.", "public")
    is_email, is_phone = bool(_EMAIL.fullmatch(contact)), bool(_PHONE.fullmatch(contact))
    if contact and not (is_email or is_phone):
        raise AnswerError(
            f"“{contact}” is no phone number and no mailbox. Type one of the two, such as office@school.example.",
            "contact",
        )
    profile = PROFILES[kind]
    learner, _, learners = (word.strip() for word in said["learners"].partition(","))
    return Answers(
        name=said["name"],
        kind=kind,
        place=place,
        area=said["area"],
        learner=learner or profile.learner,
        learners=learners or (f"{learner}s" if learner else profile.learners),
        phone=contact if is_phone else "",
        email=contact if is_email else "",
        is_public=public == "yes",
        nation=nation,
    )


def _ask(options: argparse.Namespace) -> Answers:
    """Ask what is not given, and once more what was answered so that it cannot be used.

    Raises:
        AnswerError: where an option cannot be used, or nobody can be asked.
    """
    typed = {one.option: _answer(options, one) for one in QUESTIONS}
    while True:
        try:
            return read_answers(typed, options.nation)
        except AnswerError as refused:
            again = next((one for one in QUESTIONS if one.option == refused.option), None)
            if again is None or getattr(options, again.option) is not None:
                raise
            print(refused)
            typed[again.option] = _answer(options, again)


def _answer(options: argparse.Namespace, question: Question) -> str:
    """What the option says, else what is typed.

    Raises:
        AnswerError: where nobody can be asked.
    """
    given: str | None = getattr(options, question.option)
    if given is not None:
        return given
    try:
        return input(f"{question.words}\n> ")
    except EOFError:
        raise AnswerError(f"Nobody answered: {question.words} Type it after --{question.option}.") from None


def _on_one_line(option: str, text: str) -> str:
    """An answer without spaces around it.

    Raises:
        AnswerError: where it cannot stand in a line of a file, or would be filled in as a token.
    """
    said = text.strip()
    if not said.isprintable():
        raise AnswerError(
            f"The answer to --{option} has a line break or a mark that cannot be seen in it. Type it on one line.",
            option,
        )
    if set(said) & set("{}<>"):
        raise AnswerError(
            f"The answer to --{option} has one of {{ }} < > in it, which the pages keep for themselves. Leave it out.",
            option,
        )
    if len(said) > _LONGEST:
        raise AnswerError(f"The answer to --{option} is longer than {_LONGEST} characters.", option)
    return said
