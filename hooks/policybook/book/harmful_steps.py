"""What a step of help must never tell a frightened reader: the opposite of the advice. Not for steps that are only worded otherwise.

The advice is that of ``data/help.yml`` as it was shipped: do not pay, answer, delete, copy, send on, meet, blame, question or warn;
do keep, block, report and tell. Nobody reads a step beside a clause, so its worst reversals are known here by their words.
"""

from __future__ import annotations

import re

_NEVER_DO = (
    "pay|answer|reply|delete|copy|save|print|share|forward|send|meet|go and meet|blame|question|investigate|warn|look at it"
    "|show it|never tell|never report|never call|never keep|never block"
)
_ALWAYS_DO = "tell|report|call|keep|block|talk|write down|leave the device|turn off|stop answering"
_REVERSED = re.compile(
    rf"(?:^|[.!?,;:]\s+|\band\s+|\bthen\s+)(?P<act>(?:do\s+|always\s+|you (?:must|should|may|can)\s+)?(?:{_NEVER_DO})\b(?!\s*:|\s+(?:no|nothing|none|nobody)\b)"
    rf"|(?:do not|don[’']t|never)\s+(?:{_ALWAYS_DO})\b"
    r"|keep (?:paying|answering|sending|replying)\b"
    r"|it is the child[’']s (?:own )?fault\b)",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:do not|don[’']t|never|not|no)\b[^.!?;]*$", re.IGNORECASE)


def harmful_words(step: str) -> tuple[int, int] | None:
    """Return where a step tells the reader to do what harms, or not to do what helps; None where it does not.

    "Do not copy it, save it or send it on" denies all three, so a denial in the same sentence before an act counts for it.
    """
    for match in _REVERSED.finditer(step):
        act = match["act"].casefold()
        is_denial = act.startswith(("do not", "don", "never", "it is", "keep"))
        if is_denial or not _DENIED.search(step[: match.start("act")]):
            return match.span("act")
    return None
