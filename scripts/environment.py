"""Makes the project's own Python environment in ``.venv``: exactly the locked packages, or words why not.

Reached from ``bootstrap.py`` when something is missing or has changed. Three states of ``.venv`` matter:

* no stamp: never made, or killed half-way. A killed ``pip`` can leave a package that looks installed and is
  not, so nothing is saved: it is made again from the start;
* a stamp for another Python: made again from the start;
* a stamp for another lock: ``pip`` brings the packages up to date in place.

The stamp goes before ``pip`` starts and comes back when all is done, so that every interruption ends in the
first state. Nothing outside the project's folder is installed here: ``system_packages.py`` does that, with
leave.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path

import installed
import progress
import system_packages

FIRST_TIME = "Setting up (first time only; about a minute) ..."
AGAIN = "Bringing the set-up up to date ..."
STOPPED = "\nStopped. Nothing is broken: run the same command again, and the set-up goes on."
FOR_A_HELPER = "\nIf that does not help, pass these lines on to whoever helps you:\n\n{lines}"

NOTE_FILE = "ABOUT-THIS-FOLDER.txt"
NOTE = """\
Made by Policybook's set-up (scripts/bootstrap.py).
It may be deleted at any time: the next command makes it again.
"""

NOT_OURS = """\
The project's folder has a .venv that this project did not make:

    {place}

Move it away or rename it, then run the same command again."""
NO_LOCK = """\
The file {lock} is missing, and it says which packages to install.
Take it again from the project's pages on GitHub."""
BAD_MARK = """\
The project's folder has a "{mark}" in its path, which Python's environments cannot have:

    {root}

Rename or move the folder, then run the same command again."""
VENV_FAILED = "Making the environment did not work."
DISK_FULL = "The disk is full: the set-up needs about 600 MB. Make room, then run the same command again."
DAMAGED = """\
A package arrived that is not the one this project was tested with, so it was not installed.
The download may have been damaged or changed on its way. Run the same command again."""
NOT_PRIVATE = """\
The download was refused because the connection was not private. In a school that is often the web filter.
Ask your IT support how programs download through it from here (Python's pip, to be exact)."""
PROXY = """\
The school's proxy refused the download.
Ask your IT support how programs reach the internet from here (Python's pip, to be exact)."""
OFFLINE = """\
The packages could not be downloaded: there seems to be no connection to the internet.
Connect, then run the same command again."""
NOT_FOR_THIS_COMPUTER = """\
A package that this project needs could not be found for this computer. Either its system is too old (a Mac
needs macOS 15 and an Apple chip), or its Python is newer than this project, or a web filter is in the way."""
PIP_FAILED = "The packages could not be installed."
CANNOT_WRITE = """\
This folder cannot be written to: {place}
Move the project to a folder of your own (such as Documents), then run the same command again."""
OTHER_TROUBLE = "The set-up could not finish: {reason}\nRun the same command again."

# What pip's log says, and what it means. The first that fits is told, so causes come before effects.
PIP_TROUBLES = (
    (DISK_FULL, ("No space left on device",)),
    (DAMAGED, ("DO NOT MATCH THE HASHES",)),
    (NOT_PRIVATE, ("CERTIFICATE_VERIFY_FAILED", "SSLError", "SSLCertVerificationError")),
    (PROXY, ("ProxyError", "407 Proxy")),
    (OFFLINE, ("NewConnectionError", "Failed to establish", "Temporary failure", "getaddrinfo failed")),
    (OFFLINE, ("NameResolutionError", "ConnectTimeout", "ReadTimeout", "ConnectionReset", "IncompleteRead")),
    (OFFLINE, ("Network is unreachable", "Max retries exceeded", "Connection to ")),
    (NOT_FOR_THIS_COMPUTER, ("No matching distribution", "Could not find a version")),
)

LABELS = {
    "requirements.lock": "Installing the packages it is made with",
    installed.TESTS_LOCK: "Installing the packages for its tests",
}

# Just what a lock names, checked against its hashes, and never anything that pip would choose by itself: on the
# day a package is released that a lock does not know, choosing ends every new set-up. Only wheels: a source
# package would run code of its own, with build tools that nobody locked. Not compiled: the commands keep compiled
# code in a place of their own (PYTHONPYCACHEPREFIX) and never see pip's.
INSTALL = (
    *("install", "--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile"),
    *("--quiet", "--no-input", "--disable-pip-version-check"),
)

# A person's own settings that would send the packages somewhere else than into .venv.
STRAY_SETTINGS = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME", "PYTHONPATH")


class SetUpError(Exception):
    """Set-up cannot go on. The message is for a headteacher, ``output`` for whoever helps her."""

    def __init__(self, message: str, output: str = "") -> None:
        """``output`` is all that the program that failed had printed."""
        super().__init__(message)
        self.output = output


def set_up(root: str, command: str) -> int:
    """Make everything ready for ``command`` in the project at ``root``; return 0, or the status to exit with.

    Never a traceback: whatever goes wrong is said in words, with status 2, or 130 after Ctrl-C.
    """
    try:
        make_ready(root, command, progress.run_and_tell)
    except KeyboardInterrupt:
        progress.say(STOPPED)
        return 130
    except (SetUpError, system_packages.MissingError) as trouble:
        progress.say(f"\n{trouble}")
        if lines := last_lines(trouble.output):
            progress.say(FOR_A_HELPER.format(lines=lines))
        return 2
    except OSError as refusal:
        progress.say(f"\n{explain_refusal(refusal, root)}")
        return 2
    return 0


def make_ready(root: str, command: str, run: progress.Run) -> None:
    """Do what is missing, in order: the computer's packages, the environment, each lock, the stamps."""
    if os.pathsep in root:  # refused early, because venv would refuse it late
        raise SetUpError(BAD_MARK.format(mark=os.pathsep, root=root))
    from_scratch = needs_new_environment(root)
    stale = [lock for lock in installed.LOCKS[command] if from_scratch or not installed.is_current(root, lock)]
    if stale:
        progress.say(FIRST_TIME if from_scratch else AGAIN)
    provide_system_packages(command, run, from_scratch=from_scratch)
    if from_scratch:
        make_environment(root, run)
    for lock in stale:
        install(root, lock, run)
    if command in installed.MAKES_PDFS:
        Path(installed.pdf_stamp(root)).touch()


def needs_new_environment(root: str) -> bool:
    """Tell whether ``.venv`` must be made from the start: no set-up finished in it, or for another Python."""
    if not os.access(installed.venv_python(root), os.X_OK):
        return True
    finished = installed.read(installed.stamp(root, installed.LOCKS["check"][0]))
    return finished is None or not finished.startswith(installed.this_python())


def provide_system_packages(command: str, run: progress.Run, *, from_scratch: bool) -> None:
    """Ensure what the next steps and the command need from the computer itself."""
    computer = system_packages.Computer(run)
    needs = [system_packages.python_venv()] if from_scratch else []
    if command in installed.MAKES_PDFS:
        needs.append(system_packages.pdf_libraries(computer))
    system_packages.provide(needs, computer)


def make_environment(root: str, run: progress.Run) -> None:
    """Make an empty ``.venv`` where there was none, or one that is of no use any longer."""
    place = Path(root, ".venv")
    discard(place)
    place.mkdir()
    (place / NOTE_FILE).write_text(NOTE, encoding="utf-8")
    # Not sys.executable: that may be the very environment that has just gone.
    python = getattr(sys, "_base_executable", sys.executable)
    outcome = run("Making the environment", [python, "-I", "-m", "venv", str(place)], env=clean_variables())
    if outcome.status:
        raise SetUpError(VENV_FAILED, outcome.output)


def discard(place: Path) -> None:
    """Remove an old ``.venv``, if it is one and not somebody's folder of that name.

    It is renamed first: whoever is killed while removing leaves a folder that the next run may remove.
    """
    doomed = place.with_name(".venv-old")
    if doomed.exists():
        shutil.rmtree(doomed)
    if place.is_symlink() or (place.exists() and not is_environment(place)):
        raise SetUpError(NOT_OURS.format(place=place))
    if place.exists():
        place.rename(doomed)
        shutil.rmtree(doomed)


def is_environment(place: Path) -> bool:
    """Tell whether a folder is an environment, the beginning of ours, or empty: all can be made again."""
    if not place.is_dir():
        return False
    return (place / "pyvenv.cfg").exists() or (place / NOTE_FILE).exists() or not any(place.iterdir())


def install(root: str, lock: str, run: progress.Run) -> None:
    """Install exactly what ``lock`` lists, each file checked against its hash, and then write the stamp."""
    content = installed.stamp_content(root, lock)
    if content is None:
        raise SetUpError(NO_LOCK.format(lock=lock))
    stamp = Path(installed.stamp(root, lock))
    stamp.unlink(missing_ok=True)
    pip = (installed.venv_python(root), "-I", "-m", "pip")
    outcome = run(LABELS[lock], [*pip, *INSTALL, "-r", str(Path(root, lock))], env=clean_variables())
    if outcome.status:
        raise SetUpError(explain_pip(outcome.output), outcome.output)
    unfinished = stamp.with_name(f"{stamp.name}.new")
    unfinished.write_bytes(content)
    unfinished.replace(stamp)


def clean_variables() -> dict[str, str]:
    """Return the environment variables for pip; a school's proxy and certificates stay, stray targets go."""
    return {name: value for name, value in os.environ.items() if name not in STRAY_SETTINGS}


def explain_pip(log: str) -> str:
    """Say why pip failed, as far as its log tells."""
    return next((words for words, signs in PIP_TROUBLES if any(sign in log for sign in signs)), PIP_FAILED)


def explain_refusal(refusal: OSError, root: str) -> str:
    """Say what the system refused while setting up the project at ``root``."""
    if refusal.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return CANNOT_WRITE.format(place=refusal.filename or root)
    if refusal.errno == errno.ENOSPC:
        return DISK_FULL
    return OTHER_TROUBLE.format(reason=refusal)


def last_lines(log: str, count: int = 12) -> str:
    """Return the end of a log, without the warnings that hide what went wrong."""
    lines = [line for line in log.splitlines() if line.strip() and not line.startswith("WARNING:")]
    return "\n".join(f"    {line}" for line in lines[-count:])
