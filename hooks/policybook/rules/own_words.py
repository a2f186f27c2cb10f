"""What findings call the organisation: a nursery or a company reads of itself and not of "the school".

The rules are worded for a school. What stands in quotation marks is somebody's own text, and what has a mark inside is
typed to the letter; both stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from policybook.basics.findings import Finding
from policybook.model.organisation import USUAL, Profile

_LEFT = r"“[^”]*”|[^\s“]*[/_:.{}@-][^\s]+"
_WORD = re.compile(rf"{_LEFT}|\b(?P<word>[Ss]chools?|[Ss]tudents?)\b")


def in_own_words(findings: Iterable[Finding], profile: Profile) -> Iterator[Finding]:
    """The findings in the words of the organisation; they are as they were for one that speaks as the rules do."""
    if (profile.place, profile.learners) == (USUAL.place, USUAL.learners):
        yield from findings
        return
    own = {"school": profile.place, "student": profile.learner, "students": profile.learners}
    own |= {"schools": f"{profile.place}s"}
    own |= {word.capitalize(): meant[:1].upper() + meant[1:] for word, meant in own.items()}
    for finding in findings:
        yield finding._replace(message=_said(finding.message, own), fix=_said(finding.fix, own))


def _said(text: str, own: dict[str, str]) -> str:
    return _WORD.sub(_replacing(own), text)


def _replacing(own: dict[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda match: own[match["word"]] if match["word"] else match[0]
