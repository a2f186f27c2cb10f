"""What is installed in a project's ``.venv``, and from which locks: the question before every command.

Written in the words of the first Python 3, like ``bootstrap.py``, and importing as little: it is asked before each check.
"""

import os
import sys

TESTS_LOCK = os.path.join("tests", "requirements.lock")

# What must be installed for each command, in this order.
LOCKS = {
    "build": ("requirements.lock",),
    "check": ("requirements.lock",),
    "confirm": ("requirements.lock",),
    "generate": ("requirements.lock",),
    "impact": ("requirements.lock",),
    "new-school": ("requirements.lock",),
    "review": ("requirements.lock",),
    "update": ("requirements.lock",),
    "watch": ("requirements.lock",),
    "test": ("requirements.lock", TESTS_LOCK),
}

# These make PDFs, and so need libraries that Python's own packages do not bring.
MAKES_PDFS = ("build", "test")


def is_ready(root: str, command: str) -> bool:
    """Tell whether everything that ``command`` needs was installed, from these locks and for this Python."""
    if command in MAKES_PDFS and not os.path.exists(pdf_stamp(root)):
        return False
    return os.access(venv_python(root), os.X_OK) and all(is_current(root, lock) for lock in LOCKS[command])


def is_current(root: str, lock: str) -> bool:
    """Tell whether ``lock`` was installed to the end as it stands now.

    The stamp is written last, so a set-up that was killed has none. It holds the whole lock rather than a
    digest of it: reading 100 kB twice takes less time than importing ``hashlib``.
    """
    wanted = stamp_content(root, lock)
    return wanted is not None and read(stamp(root, lock)) == wanted


def stamp_content(root: str, lock: str) -> "bytes | None":
    """Return what the stamp of an up-to-date ``lock`` says, or None when there is no such lock."""
    text = read(os.path.join(root, lock))
    return None if text is None else this_python() + text


def this_python() -> bytes:
    """Return a line naming the Python that an environment is made for: its version, and where it lives."""
    return os.fsencode("{} {}\n".format(sys.implementation.cache_tag, sys.base_prefix))


def read(path: str) -> "bytes | None":
    """Return the content of a file, or None when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def stamp(root: str, lock: str) -> str:
    """Return where the stamp of ``lock`` stands: inside ``.venv``, so that both go together."""
    return os.path.join(root, ".venv", lock.replace(os.sep, "-") + ".installed")


def pdf_stamp(root: str) -> str:
    """Return the file that remembers that the libraries for making PDFs were found; looking takes 20 ms."""
    return os.path.join(root, ".venv", "pdf-libraries.found")


def venv_python(root: str) -> str:
    """Return the path of the Python in the project's own environment."""
    place = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(root, ".venv", *place)
