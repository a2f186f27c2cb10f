"""PUB: the school's colour and logo, as the pages show them."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.basics.colours import LIGHT, MIN_CONTRAST, contrast, readable_on
from policybook.basics.findings import Severity
from policybook.book.book import Book
from policybook.rules.engine import Context, Violation, rule
from policybook.source.logo_picture import NoPicture


@rule("PUB022", Severity.ADVICE)
def the_colour_can_be_read(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the school's colour can be read on white, as links and headings have to be.

    WCAG 2.2 asks for a contrast of at least 4.5 between text and its ground (success criterion 1.4.3). The pages never show
    less: they darken a colour that is too light, and lighten a dark one on dark pages. So a light colour is not the one that
    readers see, and whoever chose it should choose how it is darkened.

    Wrong: `accent: "#ffd200"`. Right: `accent: "#807100"`, or another colour of the school's.
    """
    school = book.school
    ratio = contrast(school.accent, LIGHT)
    if ratio < MIN_CONTRAST:
        shown = readable_on(school.accent, LIGHT)
        yield Violation(
            school.at("accent"),
            f"The colour {school.accent} cannot be read on white: its contrast is {int(ratio * 10) / 10}, and {MIN_CONTRAST}"
            f" is needed. The pages show {shown} in its place.",
            f'Type a darker colour after accent:, for example "{shown}".',
        )


@rule("PUB023", Severity.ADVICE)
def the_logo_can_be_shown(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the logo is a picture that can be shown: an SVG or PNG file in `data/` of at most 20 kB.

    Until it is, the pages show the school's name in its place. An SVG may hold shapes, text and colours, and nothing that
    runs, loads or links: its file has an address of its own, and there a script in it would run as one of the school's.
    A PNG may have a million pixels, and an SVG may draw 20,000 shapes with all their copies: more keeps a phone busy, and
    the making of every PDF, however small the file.

    Wrong: `logo: https://school.example/crest.png`. Right: `logo: crest.png`, with `crest.png` in the folder `data/`.
    """
    if isinstance(book.logo, NoPicture):
        yield Violation(
            book.school.at("logo"),
            f"The pages cannot show the logo. {book.logo.message}",
            book.logo.fix,
        )
