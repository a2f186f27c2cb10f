"""Tokens and links in the words of clauses, statements and checks: do they lead anywhere? Not for ids and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from policybook.basics.edits import Edit, retype
from policybook.basics.findings import Finding, Span
from policybook.basics.inline_markdown import MARK_IN_LINK, mask_tokens, parse_inline
from policybook.basics.likeness import find_nearest, is_broken
from policybook.basics.tokens import find_half_tokens, find_tokens
from policybook.book.book import Book
from policybook.book.links import clause_named, near_link, resolve_link
from policybook.book.token_values import CLAUSES, FORMATS, SECTIONS, ValueKind, kind_of_token, numbered_place
from policybook.model.declarations import CLAUSE
from policybook.model.entry import Entry
from policybook.references.unknown_names import LINK_FIX, one_line
from policybook.references.uses import Use, entry_of_token
from policybook.source import reading_codes
from policybook.source.braces import is_like_attributes
from policybook.source.passages import Wording

_LIKE_HOST = re.compile(r"(?!.*\.(?:md|html)\b)[\w-]+(?:\.[\w-]+)+(?:/|$)", re.ASCII)
_LIKE_FILE = re.compile(r"^(?!.*://).*\.(?:docx?|pdf|xlsx?|pptx?|od[tsp]|rtf|txt|csv|png|jpe?g|gif)$", re.IGNORECASE)
_FILE_FIX = (
    "Type its words as a document of this book (a form has the line kind: form at its top), and link that; or type the "
    "address with https:// at which the file is published."
)
_OTHER_BRACKETS = re.compile(
    r"(?:\(\(|\[\[|<<|\(|\[|<)[ \t]*(?P<name>[a-z]+(?:\.[a-z0-9_-]+)+)[ \t]*(?:\)\)|\]\]|>>|\)|\]|>)"
)
"""The name of a token in brackets of another kind, which are often typed for braces."""
_NO_LINK = re.compile(
    r"\((?P<words>[^()\[\]\n]{1,60})\)\[(?P<address>[\w./-]+\.md(?:#[\w-]+)?|https?://[^\s\[\]]+)\]"
    r"|(?<!\!)\[(?P<first>[^\[\]\n]{2,60})\] \((?P<second>[\w./-]+\.md(?:#[\w-]+)?|https?://[^\s()]+)\)"
)
"""A link with its brackets exchanged, or with a space between them."""
_OWN_COMPUTER = re.compile(r"https?://(?:localhost|127\.|192\.168\.|10\.\d|0\.0\.0\.0|\[::1\])", re.IGNORECASE)
_FILE_OF_PROJECT = re.compile(r"(?:-/)?(?:blob|edit|tree|raw)/[^/]+/(?P<file>[^?#]+\.md(?:#[\w-]+)?)")
_LEADS_ADDRESSES = frozenset(["dsl.email", "dsls.email", "deputy_dsls.email", "deputy-dsl.email"])
_MAILBOX = "school.safeguarding_email"
"""The address that is given in place of a lead's own, which no file has."""
_MARKED = re.compile(r"%EE%80%80(\d+)%EE%80%81")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


class TokensAndLinks:
    """Tokens and links in the words of clauses, statements and checks."""

    def __init__(self, book: Book, broken: frozenset[str], known: frozenset[str]) -> None:
        self.book, self.broken, self.known = book, broken, known
        self.linked: list[Use] = []  # the clauses that links name, whether there are any or not; filled by ``all``

    def all(self) -> Iterator[Finding]:
        """Tokens and links in every text."""
        for section in self.book.sections.values():
            for clause in section.clauses:
                yield from self.check(clause.wording, section.path)
        for document in self.book.documents:
            for statement in document.statements:
                yield from self.check(statement.wording, document.path)
        for entry in (*self.book.entries(), *self.book.reviews):
            yield from self.texts_of(entry)

    def check(self, wording: Wording, path: str) -> Iterator[Finding]:
        """Both, in one wording."""
        yield from self.tokens(wording)
        yield from self.sections_of_several(wording, path)
        yield from self.links(wording, path)

    def tokens(self, wording: Wording) -> Iterator[Finding]:
        """Unknown, malformed and half-written tokens."""
        for token in find_tokens(wording.text):
            span, shown = wording.span(token.start, token.end), wording.text[token.start : token.end]
            extent = wording.extent(token.start, token.end)
            if is_like_attributes(shown):
                continue  # said while reading
            if token.name not in self.known and entry_of_token(token.name):
                continue  # an entry that is not there is one finding with everything else that refers to it
            if token.name not in self.known and not self.in_broken_file(token.name):
                typed = token.name or shown.strip("{} \n").lower()
                is_of_others = typed.startswith(".")  # {{.Name}}, a place to fill in of another program
                near = None if is_of_others else self.meant_by(typed) or find_nearest(typed, self.like(token.name))
                fix = (
                    f"Type {{{{ {near} }}}} instead."
                    if near
                    else f"Choose a token from the list in {self.book.layout.policy}/README.md."
                )
                message = f"“{one_line(shown)}” is not a token this book knows."
                edits = (Edit(extent, f"{{{{ {near} }}}}"),) if near else ()
                if near == _MAILBOX and typed in _LEADS_ADDRESSES:
                    fix, edits = f"No file has a person’s own address. Type {{{{ {near} }}}} in its place.", ()
                yield Finding(reading_codes.REF001, span, message, fix, edits=edits)
            elif token.format and not token.name.startswith(FORMATS.get(token.format, "?")):
                near = find_nearest(token.format, [name for name, of in FORMATS.items() if token.name.startswith(of)])
                right = f"{{{{ {token.name}{f' | {near}' if near else ''} }}}}"
                yield Finding(
                    reading_codes.REF001,
                    span,
                    f"“{token.format}” is not a format that “{token.name}” has.",
                    f"Type {right} instead.",
                    edits=(Edit(extent, right),) if near else (),
                )
        yield from self.half_tokens(wording)

    def half_tokens(self, wording: Wording) -> Iterator[Finding]:
        """Tokens with too few braces, or with brackets of another kind."""
        for start, half in find_half_tokens(wording.text):
            span = wording.span(start, start + (len(half) if half.endswith("}") else 1))
            if not is_like_attributes(half):
                message = f"“{one_line(half)}” opens or closes no token."
                fix = "Write a token as {{ name }}, with both pairs of braces, or delete the braces."
                edits: tuple[Edit, ...] = ()
                if (name := half.strip("{} ")) in self.known and "\n" not in half:
                    fix = f"Type {{{{ {name} }}}} instead."
                    edits = (Edit(wording.extent(start, start + len(half)), f"{{{{ {name} }}}}"),)
                yield Finding(reading_codes.REF001, span, message, fix, edits=edits)

        for match in _OTHER_BRACKETS.finditer(wording.text):
            name = match["name"]
            if name in self.known:
                shown, right = match[0].strip(), f"{{{{ {name} }}}}"
                span, extent = wording.span(*match.span()), wording.extent(*match.span())
                message = f"“{one_line(shown)}” is printed as it is typed: a token has two braces on each side."
                yield Finding(
                    reading_codes.REF001, span, message, f"Type {right} instead.", edits=(Edit(extent, right),)
                )

    def meant_by(self, typed: str) -> str:
        """The token for words that are sure to mean it: with its format after another sign, or a person's own address."""
        base, _, last = re.sub(r"\s*[./:,\\-]\s*(?=\w+$)", "\0", typed).partition("\0")
        if base in self.known and base.startswith(FORMATS.get(last, "?")):
            return f"{base} | {last}"
        return _MAILBOX if typed in _LEADS_ADDRESSES and _MAILBOX in self.known else ""

    def like(self, name: str) -> frozenset[str]:
        """The tokens that may be meant: the number of a clause only by what begins so, for those names can be like anything."""
        is_number = name.startswith((CLAUSES, SECTIONS))
        return (
            self.known if is_number else frozenset(one for one in self.known if not one.startswith((CLAUSES, SECTIONS)))
        )

    def sections_of_several(self, wording: Wording, path: str) -> Iterator[Finding]:
        """Tokens for the number of a section that several policies have, where none of them is meant before the others."""
        if SECTIONS not in wording.text:
            return
        policy = next((policy for policy in self.book.policies if path.startswith(f"{_folder(policy.path)}/")), None)
        for token in find_tokens(wording.text):
            is_known = token.name.startswith(SECTIONS) and token.name in self.known
            if is_known and numbered_place(self.book, token.name, policy) is None:
                message = f"Several policies have a section called “{token.name.removeprefix(SECTIONS)}”."
                fix = "Type {{ clauses.its-id }} with the id of the first clause of the one that is meant."
                yield Finding(reading_codes.REF001, wording.span(token.start, token.end), message, fix)

    def in_broken_file(self, name: str) -> bool:
        """Whether the file of facts that a token's beginning names could not be read."""
        kind = {"policies": "linked-policies"}.get(name.partition(".")[0], name.partition(".")[0])
        return is_broken(self.broken, self.book.layout.facts(kind))

    def links(self, wording: Wording, path: str) -> Iterator[Finding]:
        """Links that lead nowhere, or that are of a kind that is not used."""
        for match in _NO_LINK.finditer(wording.text):
            words, address = match["words"] or match["first"], match["address"] or match["second"]
            right = f"[{words}]({address})"
            message = f"“{one_line(match[0])}” is printed as it is typed, and nobody can press on it."
            edits = (Edit(wording.extent(*match.span()), right),)
            yield Finding(
                reading_codes.REF007, wording.span(*match.span()), message, f"Type {right} instead.", edits=edits
            )
        if "](" not in wording.text and "<" not in wording.text:
            return
        position = 0
        names = {str(number): token.name for number, token in enumerate(find_tokens(wording.text))}
        children = parse_inline(mask_tokens(wording.text))
        for child, following in pairwise(children):
            if child.type != "link_open":
                continue
            href = str(child.attrs.get("href", ""))
            bracket = wording.text.find(f"]({href}", position) if href else -1
            start = bracket + 2 if bracket >= 0 else wording.text.find(href, position) if href else -1
            as_typed = start >= 0
            if not as_typed:  # in another form, such as with a token in it
                start = wording.text.find("](", position) + 2
            position = start + 1
            span = wording.span(start, start + len(href) if as_typed else start + 1)
            if following.type == "link_close":
                message, fix = "This link has no words to press on.", "Type its words between the square brackets."
                yield Finding(reading_codes.REF007, span, message, fix)
            elif MARK_IN_LINK in href:
                yield from self.token_link(span, href, names)
            else:
                yield from self.link(span, path, href)

    def link(self, span: Span, path: str, href: str) -> Iterator[Finding]:
        """One link that is not a token."""
        scheme = re.match(r"[a-zA-Z][\w+.-]*:", href)
        if _OWN_COMPUTER.match(href):
            yield Finding(reading_codes.REF008, span, "This link leads to somebody’s own computer.", LINK_FIX)
        elif section := self.as_link(path, href):
            message = "This link leads to a file of the project, which readers may not be able to open."
            yield Finding(reading_codes.REF008, span, message, f"Type {section}")
        elif scheme and not href.startswith(("https://", "mailto:", "tel:")):
            secure = href.lower().startswith(("http://", "https://"))
            fix = "Type https://" + href.split("://", 1)[1] if secure else LINK_FIX
            message = f"A link to “{href[:40]}” is not of a kind that is used here."
            edits = retype(span, href, fix.removeprefix("Type ")) if secure else ()
            yield Finding(reading_codes.REF008, span, message, fix, edits=edits)
        elif not href.strip("#"):
            message, fix = "This link has no address.", "Type the address between the round brackets."
            yield Finding(reading_codes.REF007, span, message, fix)
        elif not scheme and (clause := clause_named(self.book, path, href)):
            self.linked.append(Use(CLAUSE, clause, span, link=href))
        elif not scheme and not self.leads_somewhere(path, href):
            is_file = _LIKE_FILE.search(href) is not None
            near_host = not is_file and _LIKE_HOST.match(href) is not None
            fix = f"Type https://{href}" if near_host else _FILE_FIX if is_file else LINK_FIX
            message = f"The link “{href[:80]}” leads to no section and no clause."
            near = "" if near_host else near_link(self.book, path, href)
            fix = f"Type {near}" if near else fix
            edits = retype(span, href, near or f"https://{href}") if near or near_host else ()
            yield Finding(reading_codes.REF007, span, message, fix, edits=edits)

    def as_link(self, path: str, href: str) -> str:
        """The link to the section that the address of its file in the project means; "" for any other address."""
        project = f"{self.book.settings.repository}/"
        file = _FILE_OF_PROJECT.fullmatch(href, len(project)) if href.startswith(project) else None
        return near_link(self.book, path, file["file"]) if file else ""

    def leads_somewhere(self, path: str, href: str) -> bool:
        """Whether a link inside the book leads to a section, clause or document, or may lead to one that could not be read."""
        return is_broken(self.broken, self.book.layout.policy) or resolve_link(self.book, path, href) is not None

    def token_link(self, span: Span, href: str, names: dict[str, str]) -> Iterator[Finding]:
        """A link whose address is, or contains, a token: it must be the whole address, and one that can be opened."""
        match = _MARKED.fullmatch(href)
        name = names.get(match[1]) if match else None
        if name is None:
            fix = "Type the token alone between the round brackets, such as ({{ school.website }})."
            yield Finding(reading_codes.REF008, span, "A token in a link must be the whole of its address.", fix)
        elif name in self.known and kind_of_token(name) is ValueKind.TEXT:
            fix = "Use a token that ends in .url, .website, .phone or .email."
            yield Finding(reading_codes.REF008, span, f"“{{{{ {name} }}}}” is not an address that can be opened.", fix)

    def texts_of(self, entry: Entry) -> Iterator[Finding]:
        """Tokens in settings and facts; where none is filled in, readers would see their braces."""
        for field, span, text in entry.texts():
            if field.declared.filled and ("{{" in text or "}}" in text):
                exact = span.length == len(text)  # not where the text is folded, or stands between quotation marks
                for finding in self.tokens(Wording(text, (span,))):
                    yield finding if exact else finding._replace(span=span, edits=())
            elif "{{" in text:
                fix = "Type the words themselves: tokens are filled in only in sections, documents, the questions of checks and the steps of help."
                yield Finding(reading_codes.REF001, span, "A token stands here, where none is filled in.", fix)
