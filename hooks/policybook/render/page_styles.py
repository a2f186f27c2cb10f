"""What stands inside a page: as much of the style sheet as that page can use, and one small script.

A page that brings its own style and the script of its frame is drawn after one answer of the server instead of two, and asks
for less. The files stay readable in the project; what only people read, comments and layout, is left out of the pages, and
so is every rule of style for what a page does not have. A fingerprint lets the page's security policy allow just these texts.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import tinycss2
from markupsafe import Markup
from tinycss2.ast import LiteralToken, Node

FONT_SCRIPT = """
(({ classList }) => {
  classList.add("wait");
  const late = new Promise((done) => setTimeout(done, 700));
  Promise.race([document.fonts.load("1em Atkinson"), late]).then((found) => {
    if (found?.length) classList.add("face");
    classList.remove("wait");
  }, () => classList.remove("wait"));
})(document.documentElement);
"""
"""Shows a page when its font is there, or after 0.7 seconds without it: never in one font and then in another."""
_TIGHT = re.compile(r" ?([{};,]) ?")
_STRING = re.compile(r'("(?:[^"\\]|\\.)*")')
_NAME = re.compile(r"[\w-]+")
_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENT = re.compile(r"^ +", re.MULTILINE)
_ALWAYS = frozenset({"html", "head", "body", "face", "wait"})
"""What every page has, whatever is in its body; the last two are classes that ``FONT_SCRIPT`` gives it."""


@dataclass(frozen=True, slots=True)
class Inlined:
    """The text of a ``<style>`` or ``<script>``, and the word by which a content security policy allows just that text."""

    text: Markup
    source: Markup

    @classmethod
    def of(cls, text: str) -> Self:
        """With the fingerprint of these very words. They are ours: nothing in them is escaped."""
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        return cls(Markup(text), Markup(f"'sha256-{digest}'"))  # noqa: S704 - a sheet or script of ours, and a digest


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule, and what a page must have for it: one of ``selectors``, each with the names of elements, classes and ids in it.

    Without selectors it holds for every page. A group, as under ``@media``, has ``rules``, and stands for nothing without one.
    """

    text: str
    selectors: tuple[tuple[str, frozenset[str]], ...] = ()
    rules: tuple[_Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """Style sheets, one after the other, that give each page what it can use."""

    rules: tuple[_Rule, ...]

    @classmethod
    def of(cls, sheets: Iterable[str]) -> Self:
        """Read them.

        Raises:
            ValueError: where a sheet has a fault, with its line; a browser would drop the rule and say nothing.
        """
        rules: list[_Rule] = []
        for sheet in sheets:
            values = tinycss2.parse_component_value_list(sheet, skip_comments=True)
            tokens = tinycss2.parse_stylesheet(values, skip_comments=True, skip_whitespace=True)
            for token in (*_all_of(values), *tokens):
                if token.type == "error":
                    raise ValueError(f"The style sheet has a fault in line {token.source_line}: {token.message}")
            rules += map(_rule, tokens)
        return cls(tuple(rules))

    def for_page(self, markup: str, assets: str) -> Inlined:
        """What a page of this ``markup`` can use, if the folder ``assets`` is reached from it by that address.

        Without an address it has no fonts: nobody knows where they are from a page that is shown at any depth.
        """
        rules = [rule for rule in self.rules if assets or not rule.text.startswith("@font-face")]
        text = "".join(_needed(rules, _ALWAYS.union(_NAME.findall(markup))))
        return Inlined.of(text.replace('url("fonts/', f'url("{assets}/fonts/'))


def script(text: str) -> Inlined:
    """A script without its indentation and without the comments that have lines to themselves.

    No text in it may run over several lines: a line of such a text that looks like a comment would go too. There is no
    white space at its ends, because validators take the fingerprint without it.
    """
    return Inlined.of(_INDENT.sub("", _COMMENT.sub("", text)).strip())


def _needed(rules: Sequence[_Rule], names: frozenset[str]) -> Iterator[str]:
    for rule in rules:
        if rule.rules:
            if inside := "".join(_needed(rule.rules, names)):
                yield f"{rule.text}{{{inside}}}"
        elif rule.selectors:
            if kept := [selector for selector, wanted in rule.selectors if wanted <= names]:
                yield f"{','.join(kept)}{rule.text}"
        else:
            yield rule.text


def _rule(node: Node) -> _Rule:
    if node.type == "qualified-rule":
        braced = [LiteralToken(0, 0, "{"), *node.content, LiteralToken(0, 0, "}")]
        return _Rule(_short(braced), tuple(_selectors(node.prelude)))
    if node.content is not None and node.lower_at_keyword in {"media", "supports"}:
        inside = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
        return _Rule(f"@{node.at_keyword}{_short(node.prelude).rstrip()}", rules=tuple(map(_rule, inside)))
    return _Rule(_short([node]))


def _selectors(prelude: Sequence[Node]) -> Iterator[tuple[str, frozenset[str]]]:
    """Each selector of a list, and the names without which nothing can match it.

    What stands in brackets, as after ``:not``, is not looked into: that only ever makes a rule stay that could have gone.
    """
    parts: list[list[Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    for part in parts:
        named = (
            token.value
            for before, token in zip([None, *part], part, strict=False)
            if token.type == "hash" or (token.type == "ident" and before != ":")
        )
        yield _short(part).strip(), frozenset(named)


def _all_of(tokens: Iterable[Node]) -> Iterator[Node]:
    for token in tokens:
        yield token
        yield from _all_of(getattr(token, "content", None) or getattr(token, "arguments", None) or ())


def _short(tokens: Sequence[Node]) -> str:
    """Without comments, and without white space that means nothing.

    White space before ``:``, and around ``>``, ``+`` and brackets stays, because there it can mean something.
    """
    parts = _STRING.split(tinycss2.serialize([token for token in tokens if token.type != "comment"]))
    parts[::2] = [
        _TIGHT.sub(r"\1", re.sub(r"\s+", " ", part)).replace(": ", ":").replace(";}", "}") for part in parts[::2]
    ]
    return "".join(parts)
