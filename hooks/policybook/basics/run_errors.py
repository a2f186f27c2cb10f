"""What can go wrong while a command runs, in words: for the command and for the MkDocs process that it starts.

The last lines are for whoever helps; with ``POLICYBOOK_TRACEBACK=1`` they are the whole of what Python says.
"""

from __future__ import annotations

import errno
import os
import traceback

TRACEBACK_VARIABLE = "POLICYBOOK_TRACEBACK"
_FULL = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
_REFUSED = frozenset([errno.EACCES, errno.EPERM, errno.EROFS])
_LINES = 3
AGAIN = ", then run the same command again"
DISK_FULL = f"The disk is full, so this could not be finished. Delete something{AGAIN}."
NO_MEMORY = f"The computer has no memory left for this. Close other programs{AGAIN}."
REFUSED = "{place} cannot be opened or written here. Check that you may, and that no other program has it open."
OTHER_REFUSAL = "The computer refused to go on: {reason}. Put that right" + f"{AGAIN}."
FAULT = """\
The program has a fault and had to stop. Whoever looks after it needs these lines; all of them are shown with
POLICYBOOK_TRACEBACK=1 before the command."""


def is_disk_full(error: BaseException) -> bool:
    """Whether something could not be written because there is no room for it."""
    return isinstance(error, OSError) and error.errno in _FULL


def describe_error(error: BaseException) -> str:
    """Return what went wrong and what to do, for whoever ran the command."""
    words, is_known = _words(error)
    if os.environ.get(TRACEBACK_VARIABLE):
        lines = [line for part in traceback.format_exception(error) for line in part.splitlines()]
    elif is_known:
        return words
    else:
        steps = traceback.extract_tb(error.__traceback__)[-_LINES:]
        lines = [f"{step.filename}, line {step.lineno}, in {step.name}" for step in steps]
        lines += [line for part in traceback.format_exception_only(error) for line in part.splitlines()]
    return "\n".join([words, *(f"    {line}" for line in lines)])


def _words(error: BaseException) -> tuple[str, bool]:
    """The sentence, and whether it says all that there is to know."""
    if is_disk_full(error):
        return DISK_FULL, True
    if isinstance(error, MemoryError):
        return NO_MEMORY, True
    if not isinstance(error, OSError):
        return FAULT, False
    if error.errno in _REFUSED:
        return REFUSED.format(place=error.filename or "A file"), True
    reason = error.strerror or str(error)
    return OTHER_REFUSAL.format(reason=f"{error.filename}: {reason}" if error.filename else reason), True


def raise_in_full(error: Exception) -> None:
    """Raise an error again that would be put into words, where whoever helps has asked for the whole of it."""
    if os.environ.get(TRACEBACK_VARIABLE):
        raise error
