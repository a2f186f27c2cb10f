"""What the commands need from the computer itself: looks for it, and installs it where that is allowed.

On Debian and Ubuntu it is installed by ``apt-get``, as root or by a ``sudo`` that asks for no password.
Everywhere else, and for everybody else, the one line to type is printed. Nothing here asks for a password or
knows of ``.venv``.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from progress import Outcome, Run

NOT_ALLOWED = """\
This computer lacks {what}.
Only its administrator can add that. Type this line, then run the same command again:

    {line}"""

NOT_DEBIAN = """\
This computer lacks {what}.
{advice}
Then run the same command again."""

APT_FAILED = """\
This computer lacks {what}, and installing that did not work.
Try this line yourself, then run the same command again:

    {line}"""

PANGO_ADVICE = {
    "darwin": "With Homebrew (brew.sh), type this line:\n\n    brew install pango\n",
    "win32": (
        "Install MSYS2 (msys2.org), and type this line in its window:\n\n"
        "    pacman -S mingw-w64-ucrt-x86_64-pango\n\n"
        "If MSYS2 is not in C:\\msys64, put the place of its bin folder into the variable\n"
        "WEASYPRINT_DLL_DIRECTORIES.\n"
        "WeasyPrint's own instructions: https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"
    ),
    "other": (
        "Install Pango and HarfBuzz with this system's own package manager: the package is called pango\n"
        "(Fedora: sudo dnf install pango. Arch: sudo pacman -S pango. Alpine: apk add pango).\n"
        "WeasyPrint's own instructions: https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"
    ),
}

VENV_ADVICE = (
    "This Python was installed without its `venv` and `ensurepip` modules.\n"
    "Install them with the system's own package manager, or install Python from python.org."
)

BROWSER_ADVICE = "Install Chromium or Google Chrome. (On Ubuntu: sudo snap install chromium)"

# HarfBuzz-subset is more than a nicety: without it no two PDFs of the same text have the same bytes.
PANGO_FILES = {
    "darwin": ("libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz-subset.0.dylib"),
    "win32": ("libpango-1.0-0.dll", "libpangoft2-1.0-0.dll", "libharfbuzz-subset-0.dll"),
    "other": ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
}

# Where a library may be beside the places that the system itself looks in. "" is just its name.
PANGO_FOLDERS = {
    "darwin": ("", "/opt/homebrew/lib", "/usr/local/lib"),
    "win32": (r"C:\msys64\ucrt64\bin", r"C:\msys64\mingw64\bin", r"C:\Program Files\GTK3-Runtime Win64\bin"),
    "other": ("",),
}

# The first is Chromium without windows: a whole Chromium opens one, which nobody sees, for each fresh profile of a test, and
# a fresh profile with a page costs it four times as much.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class MissingError(Exception):
    """Something is missing that could not be installed. The message says what to type."""

    def __init__(self, message: str, output: str = "") -> None:
        """``output`` is what the package manager printed, if it came to that."""
        super().__init__(message)
        self.output = output


@dataclass(frozen=True)
class Computer:
    """The computer as far as it matters here; a test describes another one."""

    run: Run
    platform: str = sys.platform
    is_root: bool = hasattr(os, "geteuid") and os.geteuid() == 0
    find: Callable[[str], str | None] = shutil.which

    @property
    def kind(self) -> str:
        """The key into the tables above."""
        return self.platform if self.platform in {"darwin", "win32"} else "other"


@dataclass(frozen=True)
class Need:
    """Something to have: in words, as Debian packages (if any), as advice elsewhere, and how to look."""

    what: str
    packages: tuple[str, ...]
    advice: str
    is_met: Callable[[], bool]


def provide(needs: Sequence[Need], computer: Computer) -> None:
    """Install what is missing, all in one go, or raise MissingError with the words that say what to do."""
    missing = [need for need in needs if not need.is_met()]
    if not missing:
        return
    labels = " and ".join(need.what for need in missing)
    if not computer.find("apt-get") or any(not need.packages for need in missing):
        advice = "\n".join(need.advice for need in missing)
        raise MissingError(NOT_DEBIAN.format(what=labels, advice=advice))
    packages = [package for need in missing for package in need.packages]
    sudo = "" if computer.is_root else "sudo "  # a container has a root and no sudo
    line = f"{sudo}apt-get update && {sudo}apt-get install -y {' '.join(packages)}"
    become_root = _become_root(computer)
    if become_root is None:
        raise MissingError(NOT_ALLOWED.format(what=labels, line=line))
    outcome = _apt_install(packages, become_root, computer)
    if outcome.status or not all(need.is_met() for need in missing):
        raise MissingError(APT_FAILED.format(what=labels, line=line), outcome.output)


def _become_root(computer: Computer) -> list[str] | None:
    """Return what to put before a command so that root runs it; None when that would take a password."""
    if computer.is_root:
        return []
    if computer.find("sudo"):
        asked = computer.run("Asking whether this account may install packages", ["sudo", "-n", "true"])
        return None if asked.status else ["sudo", "-n"]
    return None


def _apt_install(packages: Sequence[str], become_root: Sequence[str], computer: Computer) -> Outcome:
    """Install; where that fails, as on a new machine, fetch the lists of packages and try once more."""
    apt = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    label = f"Installing {', '.join(packages)}"
    outcome = computer.run(label, install)
    if outcome.status:
        computer.run("Fetching the lists of packages", [*apt, "update"])
        outcome = computer.run(label, install)
    return outcome


def python_venv() -> Need:
    """Ensure that this Python can make environments; Debian ships it without the part that does."""
    return Need("the part of Python that makes environments", _venv_packages(), VENV_ADVICE, _has_venv)


def _has_venv() -> bool:
    importlib.invalidate_caches()  # it may have come a moment ago
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


def _venv_packages() -> tuple[str, ...]:
    """Return Debian's package for the running Python, or nothing when this Python is not Debian's."""
    if sys.base_prefix != "/usr":
        return ()
    versioned = f"python{sys.version_info.major}.{sys.version_info.minor}"
    is_default = os.path.realpath("/usr/bin/python3") == os.path.realpath(f"/usr/bin/{versioned}")
    return ("python3-venv",) if is_default else (f"{versioned}-venv",)


def pdf_libraries(computer: Computer) -> Need:
    """Ensure that WeasyPrint will find Pango and HarfBuzz, under the names it looks for."""
    packages = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
    advice = PANGO_ADVICE[computer.kind]
    return Need("the libraries that make PDFs", packages, advice, partial(_has_pango, computer.kind))


def _has_pango(kind: str) -> bool:
    folders = PANGO_FOLDERS[kind]
    if kind == "win32" and "WEASYPRINT_DLL_DIRECTORIES" in os.environ:
        folders = tuple(os.environ["WEASYPRINT_DLL_DIRECTORIES"].split(";"))
    return all(_loads(file, folders) for file in PANGO_FILES[kind])


def _loads(file: str, folders: Sequence[str]) -> bool:
    """Try to load a library, which is the only sure answer; ``find_library`` asks a compiler, and is slow."""
    for folder in folders:
        try:
            ctypes.CDLL(os.path.join(folder, file))
        except OSError:
            continue
        return True
    return False


def find_browser(computer: Computer) -> str | None:
    """Return the path of a Chromium, which the tests of the finished pages drive."""
    for name in BROWSERS:
        if path := computer.find(name):
            return path
    if computer.kind == "darwin":
        return next((path for path in MAC_BROWSERS if os.path.exists(path)), None)
    return None


def install_quicker_browser(computer: Computer) -> None:
    """Install Chromium without windows beside a whole one, with which the tests take minutes longer; where it fails, that one does."""
    become_root = None if computer.find(BROWSERS[0]) or not computer.find("apt-get") else _become_root(computer)
    if become_root is not None:
        install = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"]
        computer.run(f"Installing {BROWSERS[0]}", [*become_root, *install, BROWSERS[0]])


def browser(computer: Computer) -> Need:
    """Ensure that the tests of the finished pages have a Chromium, and what Playwright needs to drive it."""
    label = "a browser for the tests of the pages (Chromium)"
    return Need(label, ("chromium-headless-shell", "libatomic1"), BROWSER_ADVICE, partial(_has_browser, computer))


def _has_browser(computer: Computer) -> bool:
    # Playwright's own Node.js is linked with libatomic, which a bare Debian does not have.
    playwright_starts = computer.kind != "other" or _loads("libatomic.so.1", ("",))
    return playwright_starts and find_browser(computer) is not None
