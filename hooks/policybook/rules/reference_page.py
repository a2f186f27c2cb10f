"""The reference of every finding code, made from the codes' own documentation. Findings link into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.basics.findings import Code, Severity
from policybook.basics.on_page import Refusal
from policybook.rules import ALL_CODES

PATH = "hooks/policybook/rules/README.md"
FAMILIES = {
    "FILE": "Files",
    "YAML": "Settings (YAML)",
    "REF": "References",
    "ORG": "The organisation",
    "REV": "Review dates",
    "DSL": "Designated Safeguarding Leads",
    "GUI": "Guidance",
    "TXT": "The words of the texts",
    "PUB": "Publication",
    "HLP": "Help first",
    "PIN": "Readings: read together with the clause",
    "COV": "Coverage: what is restated and checked",
    "PLA": "Plain words",
    "DEC": "Open decisions",
    "EVT": "Events and evidence",
    "WAI": "Waivers",
    "RUN": "Checks that could not run",
}
_HEAD = """\
# What the checks look for

Every finding has a code, and each code is explained here. Codes are permanent.

An **error** cannot be understood and must be mended before anything is built. A **blocker** must be
settled before the pages are first published; after that, the [table of all blockers](#what-the-pages-do-about-each-blocker)
says what the pages do about it. **Advice** is worth knowing.

This page is made from the rules by `scripts/generate.py`; edit the rule instead.
"""

_FOOT = """\
## How to add a rule

For the developer.

1. Choose the module in the folder of its family in `hooks/policybook/rules/`, and the next free code of the family. A code is never
   used again and never changes its meaning.
2. Write a generator of `Violation`s. It takes the frozen `Book` and a `Context`: the day (`context.as_of`; never ask the
   clock), the lines of the files, and every text that people read (`context.prose`, where `Prose.plain` has tokens,
   links and marks made blank).

   ```python
   @rule("PUB099", Severity.BLOCKER, "school")  # silent while this part of the book cannot be read
   def the_school_has_a_county(book: Book, _context: Context) -> Iterator[Violation]:
       \"\"\"Ensure the county is on record, because it decides which helplines apply.

       Wrong: `county:`. Right: `county: Kent`.
       \"\"\"
       if book.school.county is None:
           yield Violation(
               book.school.key("county"),  # or at("county") for the value: line, column and length are known
               "Nobody has filled in the county.",  # what is wrong, in words that a headteacher uses
               f"Type it {book.school.after('county')}.",  # what to type, in GitHub's web page
           )
   ```

   An **error** is for content that cannot be understood, and comes from reading; a **blocker** must be settled before the
   first publication; **advice** is worth knowing. One mistake is one finding; what needs the same act in many places is
   one finding with `related` places. Unknown and expired are two rules. The docstring begins with "Ensure" and is the
   documentation.
   A rule that reads the day says how its findings turn on it (`dated=Dated.CHANGES`, `LAPSES` or `TODAY`), so that the
   outlook judges it on the days ahead; a new kind of date that lapses has its day in `book/days_ahead.py`.
   A blocker says what the pages do while it is open (`on_page=`, from `basics/on_page.py`): leave something out, say so,
   or, for a reason on the closed list, refuse.
   A fix that is literal brings `edits` (`rules/literal_edits.py`); one that leaves something to a person says what in
   `tests/fixes_for_people.yml`.
3. List a new module in `rules/__init__.py`. If a fault should be mended before others, put its code into
   `rules/first_steps.py`.
4. Add cases as `tests/cases/CODE-what-is-wrong.yml`, and near misses as `CODE-...-is-fine.yml`: `why`, `edits` of the
   school in `tests/school`, and `mend`, which follows the fix literally. Then let `expect` be written, and read it:

   ```
   python3 scripts/test.py tests/test_cases.py -k PUB099 --bless
   ```
   A case that is fine is never given a finding in this way, and every file that was rewritten is named at the end.
5. `python3 scripts/generate.py` writes this page. `python3 scripts/test.py tests/test_real_book.py --bless` shows what
   the rule says of a whole book, the school's own as it once stood (`tests/learning_opportunities`), and
   `python3 scripts/check.py` what it says of today's: every line must be right. Then `python3 scripts/test.py`.
"""


_PAGES = """\
## What the pages do about each blocker

While `published_since` in `data/settings.yml` is empty, every blocker stops the first publication, unless it is waived. Once
it is filled in, only what **refuses** stops publication: the last published pages would otherwise go on saying what is no
longer true. `check --gate blocker` and `mkdocs build --strict` fail on every blocker.

A passage is a clause or a statement. What is to be left out and lies in none (a title, a heading, a fact) refuses, too. A
change that adds a blocker marked **red** fails its check: readers would see what is not true, or nothing could be published.

Nothing is published for these reasons, and for no others:

"""


def render() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *_families(ALL_CODES), *_on_pages(ALL_CODES), _FOOT])


def _on_pages(codes: Iterable[Code]) -> Iterator[str]:
    """The closed list of refusals, and the table of all blockers."""
    codes = sorted(codes, key=lambda code: code.id)
    refused = {reason: [c.id for c in codes if c.on_page and c.on_page.refusal is reason] for reason in Refusal}
    reasons = [f"{n}. {reason.value} {_named(refused[reason])}" for n, reason in enumerate(Refusal, 1)]
    yield _PAGES + "\n".join(reasons) + "\n"
    yield "| Blocker | What it ensures | On the pages | Red |\n|---|---|---|---|"
    for code in codes:
        if code.severity is Severity.BLOCKER and (behaviour := code.on_page):
            red = "red" if behaviour.is_false else ""
            yield f"| [{code.id}](#{code.id.lower()}) | {code.summary} | **{behaviour.kind.capitalize()}.** {behaviour.words} | {red} |"
    yield ""


def _named(codes: list[str]) -> str:
    return f"({', '.join(codes)})" if codes else "(every error)"


def _families(codes: Iterable[Code]) -> Iterator[str]:
    codes = sorted(codes, key=lambda code: code.id)
    for family in (*FAMILIES, *sorted({code.family for code in codes} - FAMILIES.keys())):
        yield f"## {FAMILIES.get(family, family)}\n"
        for code in codes:
            if code.family == family:
                yield f"### {code.id}\n\n*{code.severity.value.capitalize()}.* {code.doc.strip()}\n"
