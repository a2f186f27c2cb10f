"""When the watch last looked at the served pages, and how much was wrong: a small file beside the cache, on the machine it ran on.

The watch alone knows. Where the file did not come along, nobody knows, and whoever asks is told so.
"""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path
from typing import NamedTuple

from policybook.source.kept_files import CACHE
from policybook.source.text_files import read_ordinary

FILE = "last-watch.json"


class LastWatch(NamedTuple):
    """The day of the last look, and the number of things that were wrong with the pages then."""

    on: date
    faults: int


def keep_last_watch(root: Path, watch: LastWatch) -> None:
    """Keep when the watch looked; where nothing can be written, the look counts all the same."""
    with contextlib.suppress(OSError):
        (root / CACHE).mkdir(exist_ok=True)
        (root / CACHE / FILE).write_text(json.dumps({"on": f"{watch.on}", "faults": watch.faults}), encoding="utf-8")


def read_last_watch(root: Path) -> LastWatch | None:
    """Return when the watch last looked; None where that is not known here."""
    try:
        kept = json.loads(read_ordinary(root / CACHE / FILE))
        return LastWatch(date.fromisoformat(kept["on"]), int(kept["faults"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
