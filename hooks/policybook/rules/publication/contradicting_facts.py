"""PUB: facts that contradict each other: for whom a helpline is, the ages it says, the area in its name, one product for two things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.basics.findings import Severity
from policybook.basics.on_page import PASSAGE_UNFIT, Refusal, leave_out, refuse
from policybook.book.book import Book, Document, Statement
from policybook.book.prose import Prose
from policybook.model.helplines import Helpline
from policybook.rules.engine import Context, Violation, rule
from policybook.rules.publication.areas import folded_area

HELPLINES, SERVICES, SCHOOL, DOCUMENTS = "helplines", "services", "school", "documents"
_SERVED = {"parents": {"parents", "students"}, "students": {"students"}}
"""Whom a helpline may be for in a document for some readers: a parent is told what a child can ring, too."""
_AREAS = (
    "Bedfordshire|Berkshire|Birmingham|Bristol|Buckinghamshire|Cambridgeshire|Cheshire|Cornwall|Cumbria|Derbyshire|Devon|Dorset"
    "|Durham|Essex|Gloucestershire|Hampshire|Herefordshire|Hertfordshire|Kent|Lancashire|Leicestershire|Lincolnshire|London"
    "|Medway|Merseyside|Norfolk|Northamptonshire|Northumberland|Northumbria|Nottinghamshire|Oxfordshire|Rutland|Shropshire"
    "|Somerset|Southend|Staffordshire|Suffolk|Surrey|Sussex|Thurrock|Warwickshire|Wiltshire|Worcestershire|Yorkshire"
    "|Greater Manchester|West Midlands|West Mercia|Thames Valley|Isle of Wight|Bexley|Bromley|Brighton|Lewisham|Greenwich|Croydon"
)
_LOCAL_SERVICE = re.compile(
    rf"\b(?:(?:North|South|East|West)\s)?(?P<area>{_AREAS})\s+(?:(?:County|City|Borough)\s+Council|Council|Police|Constabulary"
    r"|Front Door|MASH|LADO|Safeguarding|Children[’']s|Social\s(?:Services|Care)|Early Help|Integrated|Multi-Agency)\b"
)
_IN_AREA = re.compile(rf"\bin (?P<area>{_AREAS})\b")
_ELSEWHERE = re.compile(
    r"\b(?:live[sd]?|living|resid\w+|elsewhere|outside|border\w*|neighbour\w*|home address)\b", re.IGNORECASE
)
_SERVED_BY = {
    "medway": ("kent",),
    "southend": ("essex",),
    "thurrock": ("essex",),
    "brighton": ("sussex",),
    "isle of wight": ("hampshire",),
    "cornwall": ("devon",),
    "rutland": ("leicestershire",),
    "northumberland": ("northumbria",),
    "berkshire": ("thames valley",),
    "buckinghamshire": ("thames valley",),
    "oxfordshire": ("thames valley",),
    "herefordshire": ("west mercia",),
    "shropshire": ("west mercia",),
    "worcestershire": ("west mercia",),
    "birmingham": ("west midlands",),
    "bexley": ("london",),
    "bromley": ("london",),
    "croydon": ("london",),
    "greenwich": ("london",),
    "lewisham": ("london",),
}
"""The police of some areas have the name of a larger one."""
_UNDER = re.compile(r"\bunder(?: the age of)? (?P<age>\d{1,3})\b", re.IGNORECASE)
_OVER = re.compile(r"\b(?P<age>\d{1,3}) (?:or|and) (?:over|older|above)\b", re.IGNORECASE)
_GROWN = 26
"""Services for young people end at 25."""


def _is_ours(area: str, county: str) -> bool:
    """Whether a school in a county is served by what bears the name of an area."""
    own, other = folded_area(county), folded_area(area)
    return other in own or own in other or other in _SERVED_BY.get(own, ())


def told_to_others(book: Book) -> dict[str, tuple[Helpline, Document, Statement]]:
    """Return each helpline that a document names to readers for whom it is not, with the first such sentence."""
    told: dict[str, tuple[Helpline, Document, Statement]] = {}
    for document in book.documents:
        wanted = _SERVED.get(document.settings.audience, set())
        for statement in document.statements if wanted else ():
            for reference in statement.restates:
                kind, _, name = reference.target.partition(".")
                helpline = book.helplines.helplines.get(name) if reference.is_fact and kind == "helplines" else None
                if helpline and helpline.is_in_use and helpline.audience and not wanted & set(helpline.audience):
                    told.setdefault(name, (helpline, document, statement))
    return told


@rule("PUB060", Severity.BLOCKER, HELPLINES, DOCUMENTS, on_page=leave_out("The lists for those readers do without it."))
def every_helpline_in_a_document_is_for_its_readers(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure a document for parents or students names only helplines that are for them.

    `audience` of a helpline decides on which lists it is. Wrong: the parents' guide says to ring the NSPCC, and its entry has
    `audience: [staff]`. A helpline for students may be in a document for parents: they can tell their child.
    """
    for name, (helpline, document, statement) in told_to_others(book).items():
        readers = document.settings.audience
        yield Violation(
            helpline.at("audience"),
            f"“{helpline.name}” is not for {readers} by this list, and “{document.settings.title}” tells {readers} to use it.",
            f"Type {readers} in this list if it takes their calls. If not, take it out of the sentence {statement.id}.",
            related=(statement.span,),
            about=name,
        )


@rule("PUB061", Severity.BLOCKER, HELPLINES, SCHOOL, on_page=refuse(Refusal.ANOTHER_AREA))
def no_helpline_has_another_area_in_its_name(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure no helpline bears the name of another area than the school's, such as Essex Front Door at a school in Kent.

    What `area` says of it is PUB041.
    """
    county = book.school.county
    for name, helpline in book.helplines.helplines.items():
        if not (county and helpline.is_in_use):
            continue
        match = _LOCAL_SERVICE.search(helpline.name)
        if (
            match
            and not _is_ours(match["area"], county)
            and folded_area(helpline.area or "") != folded_area(match["area"])
        ):
            yield Violation(
                helpline.at("name"),
                f"“{helpline.name}” is of another area by its name, and the school is in {county}.",
                f"Look up on the council’s own page what {county} has, and type its name and details here.",
                about=name,
            )
        place = _IN_AREA.search(helpline.for_)
        if place and helpline.area and not _is_ours(place["area"], county):
            yield Violation(
                helpline.at("for"),
                f"“{helpline.name}” is said to be for {place['area']}, and its area is {helpline.area}.",
                f"Correct the name of the area in this line: the school is in {county}.",
                about=name,
            )


@rule("PUB062", Severity.ADVICE, SERVICES)
def no_product_is_given_for_two_services(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure two services do not have the same product, unless one provider is known to give both.

    The pages name the product of each. Wrong: the web filter's product typed at the monitoring, too. One that does both is
    in order: type its provider at both.
    """
    first_with: dict[str, str] = {}
    services = book.services.services
    for name, service in services.items():
        if not service.product:
            continue
        first = services[first_with.setdefault(service.product.casefold(), name)]
        is_known = service.provider is not None and service.provider == first.provider
        if first is not service and not is_known:
            yield Violation(
                service.at("product"),
                f"“{service.title}” and “{first.title}” both have the same product, {service.product}.",
                "Ask IT support, and type the product of each. If this one does both, type the same name after provider: of both.",
                related=(first.at("product"),),
                about=name,
            )


@rule("PUB063", Severity.BLOCKER, HELPLINES, on_page=leave_out("The ages are left out."))
def the_ages_in_the_words_of_a_helpline_are_its_ages(book: Book, _context: Context) -> Iterator[Violation]:
    """Ensure the ages that a helpline's words give are those of `age_from` and `age_to`.

    Wrong: `for: You are under 91` with `age_to: 18`. Right: `for: You are under 19`.
    """
    for name, helpline in book.helplines.helplines.items():
        for match in _UNDER.finditer(helpline.for_):
            age, known = int(match["age"]), helpline.age_to
            if (known is not None and age != known + 1) or (known is None and age > _GROWN):
                yield _other_age(
                    name, helpline, match[0], f"the oldest is {known}" if known else "that is no young age"
                )
        for match in _OVER.finditer(helpline.for_):
            age, known = int(match["age"]), helpline.age_from
            if known is not None and age != known:
                yield _other_age(name, helpline, match[0], f"the youngest is {known}")


def _other_age(name: str, helpline: Helpline, words: str, known: str) -> Violation:
    return Violation(
        helpline.at("for"),
        f"“{helpline.name}” is for people “{words}” here, and {known}: one figure is wrong.",
        "Look on the service’s own page, and correct the number in this line, or age_from: and age_to: below it.",
        about=name,
    )


@rule("PUB064", Severity.BLOCKER, SCHOOL, on_page=PASSAGE_UNFIT)
def no_text_names_a_service_of_another_area(book: Book, context: Context) -> Iterator[Violation]:
    """Ensure no text sends readers to the police or the council of another area than the school's.

    A text may say what somebody does who lives elsewhere. Wrong, at a school in Kent: `Ring Sussex Police.`
    """
    county = book.school.county
    for prose in context.prose_with(
        "police", "council", "constabulary", "front door", "mash", "lado", "children", "safeguarding"
    ):
        for match in services_of_other_areas(book, prose):
            yield Violation(
                prose.span(*match.span()),
                f"“{' '.join(match[0].split())}” is of another area, and the school is in {county}.",
                f"Name what {county} has, with its own number. If the sentence is about families who live elsewhere, say so in it.",
            )


def services_of_other_areas(book: Book, prose: Prose) -> Iterator[re.Match[str]]:
    """Yield where a text names the police or the council of another area than the school's, if anybody has typed that."""
    is_helpline = isinstance(prose.of, Helpline) or prose.path == book.layout.facts(HELPLINES)
    if not book.school.county or is_helpline or _ELSEWHERE.search(prose.text):
        return
    known = " ".join(helpline.name for helpline in book.helplines.helplines.values())
    for match in _LOCAL_SERVICE.finditer(prose.text):
        if not _is_ours(match["area"], book.school.county) and match[0] not in known:
            yield match
