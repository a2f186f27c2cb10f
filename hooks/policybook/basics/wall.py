"""A wall round every check: one that fails becomes one finding, and the others go on. Not for what any of them looks for.

A fault of the program must not hide what the rest of the program finds. What fails is kept, and told at the end: once for
each cause, because thirty checks may rest on the one collection that failed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from policybook.basics.findings import Code, Finding, Severity, Span
from policybook.basics.on_page import Refusal, refuse
from policybook.basics.run_errors import raise_in_full

RUN001 = Code(
    "RUN001",
    Severity.BLOCKER,
    """Every check must run to its end.

A check that stopped half way found nothing, which is not the same as nothing being wrong. The fault is the program's, so
there is nothing to type: whoever looks after the program mends it. All other checks run, and what this one had found by
then is in the list.
""",
    on_page=refuse(Refusal.NOT_CHECKED),
)
WALL_CODES: tuple[Code, ...] = (RUN001,)
WHOLE_BOOK = Span("policy")
_PACKAGE, _PYTHON = Path(__file__).parents[1], Path(os.__file__).parent
_MOST = 3  # checks that a finding names
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _Failure:
    """A check that failed: its name, what it ensures, what went wrong in which part of the program, and the place looked at."""

    name: str
    ensures: str
    cause: str
    span: Span | None


@dataclass
class Wall:
    """Runs checks one after the other and keeps what fails."""

    _failures: list[_Failure] = field(default_factory=list)

    def guard(self, name: str, ensures: str, find: Callable[[], Iterable[Item]]) -> Iterator[Item]:
        """Yield what ``find`` gives until it fails; ``name`` and ``ensures`` say which check that is."""
        try:
            yield from find()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others must run
            raise_in_full(error)
            self._failures.append(_Failure(name, ensures, cause_of(error), _place(error)))

    def findings(self) -> Iterator[Finding]:
        """Yield one finding for each cause."""
        causes: dict[str, list[_Failure]] = {}
        for failure in self._failures:
            causes.setdefault(failure.cause, []).append(failure)
        for cause, failed in causes.items():
            first = failed[0]
            yield Finding(
                RUN001,
                next((failure.span for failure in failed if failure.span), WHOLE_BOOK),
                _message(failed),
                f"Send “{cause}” and these files to whoever looks after the program. They mend it. Nothing to type here.",
                about=first.name,
            )

    def causes(self) -> tuple[str, ...]:
        """Return what went wrong, each cause once."""
        return tuple(dict.fromkeys(failure.cause for failure in self._failures))


def _message(failed: list[_Failure]) -> str:
    first, count = failed[0], len(failed)
    if count == 1:
        message = (
            f"a check, so nobody knows what it would find: “{first.ensures}” ({first.name}). All other checks ran."
        )
    else:
        names = ", ".join(failure.name for failure in failed[:_MOST]) + (" and others" if count > _MOST else "")
        message = f"{count} checks ({names}), so nobody knows what they would find. All other checks ran."
    return f"The program has a fault and could not finish {message}"


def cause_of(error: BaseException) -> str:
    """The kind of an error and where in the program it came from. Not its words: they may hold what is private."""
    frames = list(_frames(error))
    own = [frame for frame in frames if _is_ours(frame[0])] or frames
    if not own:
        return type(error).__name__
    file, function, _ = own[-1]
    path = Path(file)
    shown = path.relative_to(_PACKAGE).as_posix() if path.is_relative_to(_PACKAGE) else path.name
    return f"{type(error).__name__} in {function} ({shown})"


def _is_ours(file: str) -> bool:
    """Whether a step was in the program itself, and not in what Python or a package of others brings."""
    path = Path(file)
    is_foreign = path.is_relative_to(_PYTHON) or "site-packages" in path.parts or file.startswith("<")
    return not is_foreign and file != __file__


def _frames(error: BaseException) -> Iterator[tuple[str, str, dict[str, object]]]:
    """The file, the function and the names of each step on the way to an error, the last one last."""
    step = error.__traceback__
    while step:
        code = step.tb_frame.f_code
        yield code.co_filename, code.co_name, step.tb_frame.f_locals
        step = step.tb_next


def _place(error: BaseException) -> Span | None:
    """The place that was looked at last, as far as the names in the failing functions tell."""
    for _, _, names in reversed(list(_frames(error))):
        for value in reversed(names.values()):
            span = value if isinstance(value, Span) else getattr(value, "span", None)
            if isinstance(span, Span):
                return span
            if isinstance(span := getattr(getattr(value, "wording", None), "starts", None), tuple) and span:
                return span[0] if isinstance(span[0], Span) else None
    return None
