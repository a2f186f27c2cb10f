"""A token in a few words, for those who read a change: what it stands for, and never whom it stands for today."""

from __future__ import annotations

from policybook.basics.tokens import Token
from policybook.book.book import Book
from policybook.book.token_values import CLAUSES, FIXED, SECTIONS, named_entry


def token_words(token: Token, book: Book) -> str:
    """What a token stands for: titles as readers see them, and for people, products and numbers what they are."""
    if fixed := FIXED.get(token.name):
        return f"[{fixed.label}{' of the school' if token.name.startswith('school.') else ''}]"
    named = named_entry(token.name)
    if named is None:
        kind, _, name = token.name.partition(".")
        is_number = token.name.startswith((CLAUSES, SECTIONS))
        return f"[number of the {kind.removesuffix('s')} {name}]" if is_number else f"[{token.name or '?'}]"
    entry = named.table.entries(book).get(named.entry)
    label = named.part.label
    if entry is None:
        return f"[{label} of {named.entry}]" if label else f"[{named.entry}]"
    own, first = dict(entry), next(iter(entry.shape.values()))
    title = str(own[first.name])
    if not label:
        return str(own["short"] if token.format == "short" else own.get("in_text", title))
    if label == first.declared.label:
        return title
    return f"[{label} of {title if first.name == 'name' else f'the {title.lower()}'}]"
