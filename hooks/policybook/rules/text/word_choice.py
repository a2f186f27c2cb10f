"""TXT: which words are chosen: names of other policies, short forms, outdated words, vague times. Not for slips of typing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from policybook.basics.enumeration import listed
from policybook.basics.findings import Severity
from policybook.book.book import Book, Clause, ClauseBlock, ClauseList
from policybook.book.prose import Prose
from policybook.model.school import LinkedPolicy
from policybook.references.unknown_names import is_slip
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.literal_edits import Edits, replacing
from policybook.rules.text.pasted_twice import is_copy
from policybook.rules.text.word_lists import word_lists
from policybook.source.sources import Layout

LINKED, GLOSSARY = "linked-policies", "glossary"
_RELATED = 20  # other places that one finding names

# --- names of other policies -----------------------------------------------------------------------------------------

_KINDS = r"(?:polic(?:y|ies)|procedures?|agreements?|handbook|code of conduct)"
_KIND = re.compile(r"(?<![\w-])(?:policy|procedure|agreement|handbook|code\s+of\s+conduct)(?![\w-])", re.IGNORECASE)
_KIND_KEYS = ("policy", "procedure", "agreement", "handbook", "conduct")
_NOT_IN_NAME = re.compile(r"[^\w\s’'/&()-]")
_LONGEST = 120  # letters before the word policy
_OUR_OR_THE = re.compile(r"(?<!\w)(our|the)\s+$", re.IGNORECASE)
_ALIKE = 0.88  # less alike is another policy, such as attendance and attachment
_SAME_KINDS = frozenset(["policy", "procedure"])


class _PolicyName(NamedTuple):
    """A name of another policy, without the word policy: its words, and the policy's id."""

    words: tuple[str, ...]
    kind: str
    policy: str


def _words(text: str) -> tuple[str, ...]:
    """Words as they are compared: small letters, hyphens and slashes as spaces."""
    return tuple(re.sub(r"[^\w\s]", " ", text.lower().replace("’", "'").replace("'", "")).split())


def _split(text: str) -> _PolicyName | None:
    """A name with its last word apart: "behaviour policy" as behaviour and policy."""
    match = re.search(rf"\s+({_KINDS})$", text.lower())
    if not match:
        return None
    kind = match[1].replace("policies", "policy").removesuffix("s")
    return _PolicyName(_words(text[: match.start()]), kind, "")


def _names(book: Book) -> Iterator[_PolicyName]:
    """Every name of every linked policy that says what kind of paper it is, and each alias with "policy" after it."""
    for policy_id, linked in book.linked_policies.linked_policies.items():
        for text in _texts(linked):
            for name in (text, f"{text} policy"):
                if split := _split(name):
                    yield _PolicyName(split.words, split.kind, policy_id)
            if (split := _split(text)) and "and" in split.words:  # safeguarding and child protection policy
                first, second = split.words[: split.words.index("and")], split.words[split.words.index("and") + 1 :]
                if len(first) == 1 and len(second) <= 2 and "and" not in second:  # noqa: PLR2004
                    yield _PolicyName(first, split.kind, policy_id)
                    yield _PolicyName(second, split.kind, policy_id)
                    yield _PolicyName((*second, "and", *first), split.kind, policy_id)


def _texts(linked: LinkedPolicy) -> list[str]:
    return [linked.title, linked.in_text, *linked.aliases]


def _own_titles(book: Book) -> set[tuple[str, ...]]:
    titles = [policy.settings.title for policy in book.policies] + [d.settings.title for d in book.documents]
    return {split.words for title in titles if (split := _split(title))}


def _is_named(typed: _PolicyName, name: _PolicyName) -> bool:
    """Whether ``typed`` is ``name``, give or take a slip of the fingers; a policy may be called a procedure."""
    kinds = {typed.kind, name.kind}
    if len(kinds) > 1 and kinds != _SAME_KINDS:
        return False
    ours, theirs = "".join(typed.words), "".join(name.words)
    if ours == theirs:
        return True
    close = abs(len(ours) - len(theirs)) <= 3 and ours[:3] == theirs[:3]  # noqa: PLR2004
    return close and difflib.SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _ALIKE


@rule("TXT009", Severity.ADVICE, LINKED)
def other_policies_are_filled_in(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure the school's other policies are named by their fill-in, so that each goes by one name everywhere.

    Their names stand once, in `data/linked-policies.yml`, with the other names they went by.
    Wrong: `as our safeguarding policy says`. Right: `as our {{ policies.child-protection }} says`.
    """
    every = list(dict.fromkeys(_names(book)))
    names = _Names({}, _own_titles(book), max((len(name.words) for name in every), default=0))
    for policy_name in every:
        names.by_letters.setdefault(_first_letters(policy_name), []).append(policy_name)
    for prose in context.prose_with(*_KIND_KEYS):
        if prose.kind not in ("clause", "statement"):
            continue
        text = prose.words
        for kind_match in islice(_KIND.finditer(text), _RELATED):
            words = _NOT_IN_NAME.split(text[max(kind_match.start() - _LONGEST, 0) : kind_match.start()])[-1]
            name = _split(f"{words.strip()} {' '.join(kind_match[0].split())}")
            if name and (match := names.match(name)):
                begin = _start(words, kind_match.start(), len(match[0].words))
                yield Violation(
                    prose.span(begin, kind_match.end()),
                    f"“{' '.join(text[begin : kind_match.end()].split())}” is typed here as words.",
                    f"Type {{{{ policies.{match[1]} }}}} instead, with “our” before it.",
                    edits=_with_our(context, prose, begin, kind_match.end(), f"{{{{ policies.{match[1]} }}}}"),
                )


def _with_our(context: Context, prose: Prose, start: int, end: int, token: str) -> Edits:
    """The edits that type a token with “our” before it; whose policy it is, a person says where neither our nor the does."""
    before = _OUR_OR_THE.search(prose.text, 0, start)
    if not before:
        return ()
    our = "Our" if before[1][0].isupper() else "our"
    return replacing(context, prose, before.start(1), end, f"{our} {token}")


class _Names(NamedTuple):
    """All names of linked policies, by their first letters, and the names of our own policies and documents."""

    by_letters: dict[str, list[_PolicyName]]
    own: set[tuple[str, ...]]
    longest: int

    def match(self, typed: _PolicyName) -> tuple[_PolicyName, str] | None:
        """The longest end of the typed words that names a linked policy, and its id; none of our own policies does."""
        for count in range(min(self.longest + 1, len(typed.words)), 0, -1):
            part = _PolicyName(typed.words[-count:], typed.kind, "")
            if any(title[-count:] == part.words for title in self.own):
                return None
            for name in self.by_letters.get(_first_letters(part), ()):
                if _is_named(part, name):
                    return part, name.policy
        return None


def _first_letters(name: _PolicyName) -> str:
    return "".join(name.words)[:3]


def _start(words: str, end: int, count: int) -> int:
    """Where the last ``count`` of the words that end at ``end`` begin."""
    begins = [word.start() for word in re.finditer(r"[\w’']+", words)]
    return end - len(words) + begins[-min(count, len(begins))]


# --- short forms -----------------------------------------------------------------------------------------------------

_SHORT_FORM = re.compile(
    r"(?<![\w&@/.#-])(?P<letters>[A-Z]{2,7}|[A-Z][a-z][A-Z]{1,4}|[A-Z]{2,3}[a-z][A-Z])(?P<s>s?)(?![\w&@]|[-/.]\w|[’']T\b)"
)
_ROMAN = re.compile(r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ORDINARY = re.compile(r"(?<![\w-])[A-Za-z][a-z]{1,6}(?![\w-])")
_CAPITALS_MEET = re.compile(r"[A-Z][a-z]?[A-Z]")
_AROUND = 80  # letters before and after a short form that say what it is
_ONE_BY_ONE = 3  # so many short forms of one text are told apart; more are one piece of work
_TITLES = ("MR", "MRS", "MS", "MISS", "DR", "REV")
"""What follows them is a surname: DSL041."""
_SHOUTING = re.compile(r"(?:(?<!\w)[A-Z]{2,}(?!\w)[\s,.:;!]*){3,}")


@rule("TXT010", Severity.ADVICE, GLOSSARY, "helplines", "people", "services")
def short_forms_are_explained(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a short form such as LADO is explained before it is used, or stands in the glossary.

    The glossary explains a word on every page. Common ones (UK, PDF) are listed in `hooks/policybook/rules/words.yml`.
    Wrong: `Ask the LADO.` Right: `Ask the Local Authority Designated Officer (LADO).`
    """
    unexplained = _unexplained_forms(book, context)
    ordinary = _ordinary_words(context) if unexplained else frozenset()
    terms = [term.term for term in book.glossary.terms.values()] if unexplained else []
    unused = [
        term for term in terms if term.lower() not in context.haystack or context.haystack.count(term.lower()) == 1
    ]
    told: dict[str, list[tuple[str, list[tuple[Prose, int]]]]] = {}
    for letters, places in unexplained.items():
        if any(is_slip(letters, term) for term in unused):
            continue  # REF012: the slip is in the glossary
        if letters.lower() in ordinary:
            continue  # a word in capitals, to stress it
        told.setdefault(_unit(places[0][0], book.layout), []).append((letters, places))
    for of_unit in told.values():
        if len(of_unit) > _ONE_BY_ONE:
            yield _unexplained_together(book, of_unit)
        else:
            yield from (_unexplained(book, letters, places) for letters, places in of_unit)


def _unexplained_forms(book: Book, context: Context) -> dict[str, list[tuple[Prose, int]]]:
    """Every short form that is used before anything explains it, and where."""
    known = _explained_for_all(book)
    explained: dict[str, set[str]] = {}
    unexplained: dict[str, list[tuple[Prose, int]]] = {}
    for prose in context.prose:
        is_others = prose.kind == "fact" or prose.field in ("reason", "adapted_from") or prose.is_quoted
        if is_others or not _CAPITALS_MEET.search(prose.text):
            continue
        here = explained.setdefault(_unit(prose, book.layout), set())
        text = prose.words
        for match in _SHORT_FORM.finditer(text):
            letters = match["letters"]
            if (
                letters in known
                or letters.upper() in known
                or letters in here
                or _ROMAN.fullmatch(letters)
                or _is_shouting(text, match)
                or letters in _TITLES
                or text[: match.start()].rstrip(" .").endswith(_TITLES)
            ):
                continue
            if _is_explained_here(text, match):
                here.add(letters)
            elif not _is_reported_already(text, match):
                unexplained.setdefault(letters, []).append((prose, match.start()))
    return unexplained


def _unexplained(book: Book, letters: str, places: list[tuple[Prose, int]]) -> Violation:
    spans = [prose.span(start, start + len(letters)) for prose, start in places[:_RELATED]]
    further = len(places) - 1
    more = f", and in {further} more place{'s'[: further > 1]}," if further else ""
    return Violation(
        spans[0],
        f"“{letters}” is used here{more} before anything explains it.",
        f"Type the whole words here with ({letters}) after them, or add {letters} to {book.layout.facts(GLOSSARY)}.",
        related=tuple(spans[1:]),
        about=letters,
    )


def _unexplained_together(book: Book, of_unit: list[tuple[str, list[tuple[Prose, int]]]]) -> Violation:
    """One finding for all short forms of a text: an hour's work in the glossary, and not twenty pieces of advice."""
    spans = [places[0][0].span(places[0][1], places[0][1] + len(letters)) for letters, places in of_unit]
    names = [letters for letters, _ in of_unit]
    return Violation(
        spans[0],
        f"{len(names)} short forms are used here before anything explains them: {listed(names)}.",
        f"Add them to {book.layout.facts(GLOSSARY)}, or type the whole words with the letters after them where each is used first.",
        related=tuple(spans[1:]),
        about=" ".join(names),
    )


def _unit(prose: Prose, layout: Layout) -> str:
    """The policy or document that a reader reads in one go."""
    return prose.path.rpartition("/")[0] if not prose.path.startswith(f"{layout.documents}/") else prose.path


def _explained_for_all(book: Book) -> frozenset[str]:
    """Short forms that the glossary explains, that everybody knows, or that are names: of products, helplines, roles."""
    people = [person.name.upper() for person in book.people.people.values()]
    names = [book.school.name, *people, *(role.title for role in book.people.roles.values())]
    for service in book.services.services.values():
        names += [service.title, service.provider or "", service.product or ""]
    names += [helpline.name for helpline in book.helplines.helplines.values() if _SHORT_FORM.fullmatch(helpline.name)]
    for term in book.glossary.terms.values():
        names += [term.term, *term.aliases]
    letters = {match["letters"] for name in names for match in _SHORT_FORM.finditer(name)}
    shorts = {guidance.short for guidance in book.guidance.guidance.values()}  # the rules on guidance speak of these
    return frozenset(letters | shorts | word_lists().known_to_everybody)


def _is_explained_here(text: str, match: re.Match[str]) -> bool:
    """Whether the words stand before it, "Local Officer (LO)", or after it, "URL (web address)"."""
    begin, end = max(match.start() - _AROUND, 0), match.end() + _AROUND
    before, after = text[begin : match.start()].rstrip(), text[match.end() : end].lstrip()
    if before.endswith("(") and after.startswith((")", ",", ";")):
        return bool(re.search(r"[^\W\d_]{2,}[\s’'\ufffc]*\($", before)) or before.rstrip("( ").endswith("\ufffc")
    return bool(re.match(r"\(\s*[^\W\d_]{2,}", after)) or bool(
        re.match(r"(?:\W{0,2}(?:which\s+)?(?:means|stands for)\b)", after)
    )


def _is_reported_already(text: str, match: re.Match[str]) -> bool:
    """Whether another rule says something of it: left over from a template (TBC), or out of date (LSCB)."""
    lists = word_lists()
    patterns = (
        lists.leftovers,
        *(
            outdated.pattern
            for outdated in lists.outdated
            if any(match["letters"].lower() in key for key in outdated.keys)
        ),
    )
    begin = max(match.start() - _AROUND, 0)
    near, position = text[begin : match.end() + _AROUND], match.start() - begin
    return any(other.start() <= position < other.end() for p in patterns for other in p.finditer(near))


def _is_shouting(text: str, match: re.Match[str]) -> bool:
    """Whether it stands in a row of words that are all in capitals."""
    begin = max(match.start() - _AROUND, 0)
    position = match.start() - begin
    runs = _SHOUTING.finditer(text[begin : match.end() + _AROUND])
    return any(run.start() <= position < run.end() for run in runs)


def _ordinary_words(context: Context) -> frozenset[str]:
    """All short words that stand anywhere, and not in capitals."""
    return frozenset(word.lower() for prose in context.prose for word in _ORDINARY.findall(prose.plain))


# --- outdated words --------------------------------------------------------------------------------------------------

_FORMERLY = re.compile(
    r"\b(?:formerly|previously|once|used to be|replac\w+|old name|instead of|rather than|now called)\b[^.]*$"
)
_INSTEAD = re.compile(r"Type “([^”{}]+)” instead\.")
_ARTICLE = re.compile(r"(?<!\w)an?\s+$", re.IGNORECASE)  # which may not fit other words
_DENIED = re.compile(r"\b(?:not|never|no longer|nobody|without|against|n[’']t)\b[^.:;]*$")


@rule("TXT012", Severity.ADVICE, "policy")
def no_outdated_words_or_advice(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no name that has been retired, and no advice that has been withdrawn, is still given.

    The list, with the reason for each, is `hooks/policybook/rules/words.yml`. The school decides: a rule of its own that
    it means to keep, such as a new password every month, stays, and so does this advice.
    """
    name = f"{book.school.name} {book.organisation.profile.place}".lower()
    for outdated in word_lists().outdated:
        if any(word in name for word in outdated.right_for):
            continue
        places: list[tuple[Prose, re.Match[str]]] = []
        for prose in context.prose_with(*outdated.keys):
            if prose.kind == "fact" or prose.field == "reason" or prose.is_quoted:
                continue
            text = prose.words
            places += [
                (prose, match)
                for match in outdated.pattern.finditer(text)
                if not _disowned(text, match, outdated.is_rule)
            ]
        if places:
            prose, match = places[0]
            more = f" It stands in {len(places) - 1} more places, too." if len(places) > 2 else ""  # noqa: PLR2004
            more = " It stands in one more place, too." if len(places) == 2 else more  # noqa: PLR2004
            yield Violation(
                prose.span(*match.span()),
                f"Look again at “{' '.join(match[0].split())}”. {outdated.why}{more}",
                outdated.instead,
                related=tuple(other.span(*match.span()) for other, match in places[1:_RELATED]),
                edits=_in_place_of_all(context, places, outdated.instead),
            )


def _in_place_of_all(context: Context, places: list[tuple[Prose, re.Match[str]]], instead: str) -> Edits:
    """The edits that type other words in all places; none where the sentence around one may have to change with them."""
    shape = _INSTEAD.fullmatch(instead)
    if not shape:
        return ()
    edits: list[Edits] = []
    for prose, match in places:
        before, typed = prose.text[: match.start()], match[0]
        if _ARTICLE.search(before) or (typed.endswith(("s", "ed")) and not shape[1].endswith("s")):
            return ()
        begins = typed[0].isupper() and before.rstrip()[-1:] in ("", ".", "!", "?", ":")
        words = shape[1][0].upper() + shape[1][1:] if begins else shape[1]
        edits.append(replacing(context, prose, *match.span(), words))
    return tuple(edit for of_place in edits for edit in of_place) if all(edits) else ()


def _disowned(text: str, match: re.Match[str], is_rule: bool) -> bool:  # noqa: FBT001
    """Whether the sentence says that it used to be so, or that it is not done."""
    before = text[max(match.start() - 80, 0) : match.start()].lower()
    return bool(_FORMERLY.search(before)) or (is_rule and bool(_DENIED.search(before)))


# --- vague times -----------------------------------------------------------------------------------------------------

_FIGURE = re.compile(
    r"\b(?:every|each|once|twice|per|a|at least)\s+(?:\w+\s+){0,3}?(?:hour|day|week|fortnight|month|term|half-term|year|lesson)s?\b"
    r"|\b(?:daily|weekly|fortnightly|monthly|termly|half-termly|quarterly|yearly|annual(?:ly)?)\b"
)


_NO_DUTY = re.compile(
    r"\b(?:who|which|that|those|anyone|come|comes|visits?|on site)\s+(?:\w+\s+){0,1}$"
)  # who come regularly


@rule("TXT013", Severity.ADVICE, "policy")
def vague_times_are_checked(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure a duty that falls due "regularly" is looked at in the annual review; COV004 has "once a term".

    Nobody can tell whether a duty without a measure was kept, unless a check asks. A check does where its `clauses:` name
    the clause, or the paragraph that the list belongs to. The words are in `hooks/policybook/rules/words.yml`.
    """
    lists = word_lists()
    keys = [key for key in lists.vague_keys if key in context.haystack]
    checked = {clause for check in book.checks for clause in check.settings.clauses}
    for section in book.sections.values():
        for clause, above in _with_above(section.blocks, ""):
            text = clause.wording.text
            is_candidate = clause.binds and any(key.split()[0] in text.lower() for key in keys)
            match = lists.vague_times.search(text) if is_candidate else None
            match = None if match and _NO_DUTY.search(text[: match.start()].lower()) else match
            if (
                match
                and not {clause.id, above} & checked
                and not (_FIGURE.search(text.lower()) or is_copy(clause, context))
            ):
                name = clause.id if clause.has_own_id else "the-id-of-this-clause"
                yield Violation(
                    clause.wording.span(*match.span()),
                    f"“{' '.join(match[0].split())}” does not say how often, and no check of the annual review looks at this duty.",
                    f"Add {name} to clauses: of a check at the top of this file. It helps to say how often, too.",
                )


def _with_above(blocks: tuple[ClauseBlock, ...], above: str) -> Iterator[tuple[Clause, str]]:
    """Each clause with the id of the paragraph or item that its list belongs to."""
    for block in blocks:
        if isinstance(block, ClauseList):
            for item in block.items:
                yield item, above
                if item.nested:
                    yield from _with_above((item.nested,), item.id)
        elif isinstance(block, Clause):
            above = block.id if block.is_numbered else above
            yield block, ""
