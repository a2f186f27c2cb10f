"""Makes the lock files again from ``pyproject.toml``: ``python3 scripts/lock.py [--upgrade]``.

For whoever looks after the program. It needs ``uv`` (``pip install uv``), which is not among the project's
own packages because nobody else needs it. Without ``--upgrade`` every pin that still fits stays as it is.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NO_UV = "This needs uv, which makes the lock files: `pip install uv`, then run the same command again."

# One version of each package for every Python: the site must not depend on which of them built it.
COMPILE = (
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--fork-strategy", "fewest"),
    *("--generate-hashes", "--only-binary", ":all:", "--custom-compile-command", "python3 scripts/lock.py"),
    "--no-strip-extras",  # a package is listed as others ask for it, fonttools[woff]: nothing is left to resolve
)
LOCKS = (
    ("pyproject.toml", "--output-file", "requirements.lock"),
    ("--group", "test", "--constraints", "requirements.lock", "--output-file", "tests/requirements.lock"),
    ("--group", "others", "--constraints", "requirements.lock", "--output-file", "tests/others.lock"),
)


def main(arguments: list[str]) -> int:
    """Compile the application's lock, then those of the tests and of the weekly run with the same pins; return the status to leave with."""
    uv = shutil.which("uv")
    if uv is None:
        print(NO_UV, file=sys.stderr)
        return 2
    for lock in LOCKS:
        status = subprocess.call([uv, *COMPILE, *lock, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
