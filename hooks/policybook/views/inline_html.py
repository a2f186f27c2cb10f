"""One clause's words to safe HTML: Markdown, tokens and links. Not for blocks, numbers or pages.

Every word of content is untrusted: raw HTML is escaped, only the kinds of link that ``references`` accepts become links,
and values of tokens are escaped like any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it.token import Token as MarkdownToken
from markupsafe import Markup, escape

from policybook.basics.dates import add_days
from policybook.basics.inline_markdown import MARK_IN_LINK, NOTE_MARK, content_parser, mask_tokens, parse_inline
from policybook.basics.tokens import Token, find_tokens
from policybook.book.book import Book, Clause, Document, Policy, Section
from policybook.book.links import resolve_link
from policybook.book.token_values import TokenValues, Value, ValueKind, numbered_place
from policybook.views.sentences import Sentences

LinkTo = Callable[[Clause | Section | Document], str]
"""The address of a clause or section from where the text will stand, or "" where there is none."""

_MARK = re.compile("\ue000(\\d+)\ue001")
_MEANING = re.compile(r"\n:[ \t]+")
_MARK_IN_LINK = re.compile("\ue002(\\d+)\ue003")
_MARK_IN_HREF = re.compile(r"%EE%80%80(\d+)%EE%80%81")
_SHOWN = frozenset(
    [
        *("text", "softbreak", "hardbreak", "link_open", "link_close"),
        *("strong_open", "strong_close", "em_open", "em_close"),
    ]
)
"""The parts of a paragraph that have a place on a page; any other is shown as the text that was typed."""
_NAMES = (".name", ".product", ".provider", "dsls")
"""How the tokens end that print names: a browser that translates a page leaves those as they are, and every address."""
_SAFE_SCHEMES = ("https://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Inline:
    """Renders words as they stand in one file, for one place they will be shown."""

    book: Book
    values: TokenValues
    sentences: Sentences
    link_to: LinkTo
    is_live: bool = False
    """Whether scripts can change what is shown when a day has come: on a page, and not on paper."""
    audience: str = ""
    """Who reads the document that the words are in; "" for any other text."""
    notes: str = ""
    """How the addresses of the footnotes begin where the text will stand; "" where they are not shown."""

    def html(self, text: str, path: str, policy: Policy | None = None) -> Markup:
        """``text`` of the file ``path`` as HTML; ``policy`` gives the editions and numbers that tokens name."""
        tokens = tuple(find_tokens(text))
        values = [self.values.value(token, policy) for token in tokens]
        parser = content_parser()
        parts = self._children(parse_inline(mask_tokens(text)), values, path)
        inline = MarkdownToken("inline", "", 0, children=parts)
        # A line end inside a paragraph is a space; left as it is, WeasyPrint now and then breaks the line there as well.
        html = str(parser.renderer.render([inline], parser.options, {})).replace("\n", " ")
        html = _MARK.sub(lambda match: self._shown(tokens, values, match[1], policy), html)
        if "\ue004" in html:
            html = NOTE_MARK.sub(lambda match: self._note_sign(match[1]), html)
        return Markup(_MARK_IN_LINK.sub(lambda match: self._plain(tokens, values, match[1]), html))  # noqa: S704 - escaped above

    def _note_sign(self, label: str) -> str:
        """The number of a footnote in a sentence, which leads to the note where that is shown."""
        if not self.notes:
            return str(Markup("<sup>{}</sup>").format(label))
        name = self.sentences.fill("note.sign", number=label)
        return str(Markup('<sup><a href="#{}-{}" aria-label="{}">{}</a></sup>').format(self.notes, label, name, label))

    def definition(self, text: str, path: str, policy: Policy | None = None) -> Markup:
        """A word and what it means, each on its lines: the word, a colon and the meaning."""
        word, *meanings = _MEANING.split(text)
        shown = [Markup("<dfn>{}</dfn>").format(self.html(word, path, policy))]
        shown += [self.html(meaning, path, policy) for meaning in meanings]
        return Markup(": ").join(shown[:2]) + Markup("").join(Markup("<br>: {}").format(one) for one in shown[2:])

    def line(self, text: str, policy: Policy | None = None) -> Markup:
        """A one-line text without Markdown, its tokens filled in."""
        parts, position = [], 0
        tokens = tuple(find_tokens(text))
        values = [self.values.value(token, policy) for token in tokens]
        for count, token in enumerate(tokens):
            parts += [str(escape(text[position : token.start])), self._shown(tokens, values, str(count), policy)]
            position = token.end
        return Markup("".join([*parts, str(escape(text[position:]))]))  # noqa: S704 - escaped above

    def missing(self, token: Token, value: Value) -> str:
        """What is not known, or known and not published, in words; of a person, the role and how to reach it."""
        if self.sentences.has(f"instead.{token.name}"):
            words = self._instead_of_name(token.name, value)
            return f"{words[:1].upper()}{words[1:]}" if token.begins_sentence else words
        if self.sentences.has(f"ask.{self.audience}.{token.name}"):
            return self.sentences.fill(f"ask.{self.audience}.{token.name}")
        shown = "missing.withheld" if value.withheld else "missing.shown"
        for key in (token.name, token.name.rsplit(".", 1)[-1], "other"):
            if self.sentences.has(f"missing.{key}"):
                return self.sentences.fill(shown, what=self.sentences.fill(f"missing.{key}"))
        return self.sentences.fill(shown, what=token.name)

    def _instead_of_name(self, name: str, value: Value) -> str:
        """The role in place of a name, with the mailbox or the phone where it is reached."""
        school = self.book.school
        mailbox = school.safeguarding_email if "dsl" in name else school.email
        ways = [way for way in (mailbox, school.phone) if way]
        contacts = self.sentences.fill("list.or", first=ways[0], last=ways[1]) if ways[1:] else "".join(ways)
        reach = self.sentences.fill("instead.reach", contacts=contacts) if contacts else ""
        who = self.sentences.fill(f"instead.{name}")
        return self.sentences.fill(f"instead.{'withheld' if value.withheld else 'unknown'}", who=who, reach=reach)

    def _children(self, children: list[MarkdownToken], values: list[Value], path: str) -> list[MarkdownToken]:
        kept: list[MarkdownToken] = []
        open_links: list[bool] = []
        for child in children:
            if child.type == "link_open":
                href = self._href(str(child.attrs.get("href", "")), values, path)
                open_links.append(bool(href))
                if not href:
                    continue
                child.attrs = {"href": href}
            elif child.type == "link_close" and not open_links.pop():
                continue
            elif child.type == "text" and any(open_links):
                child.content = child.content.replace("\ue000", "\ue002").replace("\ue001", "\ue003")
            kept.append(
                child if child.type in _SHOWN else MarkdownToken("text", "", 0, content=child.content or child.markup)
            )
        return kept

    def _href(self, href: str, values: list[Value], path: str) -> str:
        if href.startswith(MARK_IN_LINK):
            match = _MARK_IN_HREF.fullmatch(href)
            value = values[int(match[1])] if match and int(match[1]) < len(values) else Value(None)
            return address_of(value)
        if href.startswith(_SAFE_SCHEMES):
            return href
        target = resolve_link(self.book, path, href)
        return self.link_to(target) if target else ""

    def _shown(
        self, tokens: tuple[Token, ...], values: list[Value], position: str, policy: Policy | None = None
    ) -> str:
        if int(position) >= len(values):
            return ""
        value, token = values[int(position)], tokens[int(position)]
        if value.later and self.is_live:
            return self._by_day(token, value)
        if value.text is None:
            return str(Markup('<span class="missing">{}</span>').format(self.missing(token, value)))
        place = numbered_place(self.book, token.name, policy)
        if place and (href := self.link_to(place)):
            return str(Markup('<a href="{}">{}</a>').format(href, value.text))
        if address := address_of(value):
            return str(Markup('<a href="{}" translate="no">{}</a>').format(address, shown_address(value)))
        is_name = token.name.endswith(_NAMES)
        return str(Markup('<span translate="no">{}</span>').format(value.text) if is_name else escape(value.text))

    def _by_day(self, token: Token, value: Value) -> str:
        """What a token stands for today, which is true whenever it is read, and hidden beside it what it does from later days on."""
        begins = [day for day, _ in value.later]
        ends = [*(add_days(day, -1) for day in begins), None]
        parts = []
        for begin, end, text in zip(
            [None, *begins], ends, [value.text, *(text for _, text in value.later)], strict=True
        ):
            from_ = Markup(' hidden data-search-exclude="yes" data-from="{}"').format(begin) if begin else ""
            until = Markup(' data-until="{}"').format(end) if end else ""
            missing = Markup(' class="missing"') if text is None else ""
            words = self.missing(token, value._replace(text=None)) if text is None else text
            kept = Markup(' translate="no"') if token.name.endswith(_NAMES) and text is not None else ""
            parts.append(Markup("<span{}{}{}{}>{}</span>").format(missing, kept, from_, until, words))
        return str(Markup("").join(parts))

    def _plain(self, tokens: tuple[Token, ...], values: list[Value], position: str) -> str:
        if int(position) >= len(values):
            return ""
        value = values[int(position)]
        return str(escape(self.missing(tokens[int(position)], value) if value.text is None else shown_address(value)))


def address_of(value: Value) -> str:
    """What a link to the value opens, or "" for plain text and for what is not known."""
    if value.text is None:
        return ""
    match value.kind:
        case ValueKind.PHONE:
            return phone_href(value.text)
        case ValueKind.EMAIL:
            return f"mailto:{value.text}"
        case ValueKind.WEB:
            return value.text
    return ""


def phone_href(phone: str) -> str:
    """``tel:`` and the figures of a number; the nought of "+44 (0)1632" is for callers who leave the +44 out."""
    if phone.startswith("+"):
        phone = phone.replace("(0)", "")
    return "tel:" + re.sub(r"[^+0-9]", "", phone)


def shown_address(value: Value) -> str:
    """The value as a reader sees it; a web address without its ``https://`` and final slash."""
    text = value.text or ""
    return text.removeprefix("https://").removeprefix("www.").rstrip("/") if value.kind is ValueKind.WEB else text
