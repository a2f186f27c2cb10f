"""The door to every command: is this Python new enough, and is everything set up? Then hand over.

Two things shape this module. Whatever Python 3 is on the computer reads it, so it is written in words that
the first of them knew: no f-strings, no annotated variables. And it stands in front of every ``check``, so it
imports nothing that Python has not loaded already, starts no process, and learns that all is ready by
comparing files. The set-up itself is neither old nor quick: ``environment.py`` has it, imported only when
there is something to do.
"""

import os
import sys

import installed

OLDEST_PYTHON = (3, 11)

TOO_OLD = """\
Policybook needs Python {wanted} or newer, and this is Python {found}.

Install a newer Python (python.org has it for Windows and the Mac; on Debian or Ubuntu a newer release of
the system brings it), then run the same command again with that Python.

To change the policy you need none of this: edit it in GitHub's web page, and the checks run there.
"""


def main(command: str) -> None:
    """Make sure that all is set up, then become ``command`` in the project's own environment."""
    refuse_old_python()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not installed.is_ready(root, command):
        import environment  # noqa: PLC0415 - no old Python can read it, and a ready project need not

        status = environment.set_up(root, command)
        if status:
            sys.exit(status)
    hand_over(root, command, sys.argv[1:])


def refuse_old_python() -> None:
    """Say which Python is needed and stop with status 2, instead of with a syntax error further in."""
    version = tuple(sys.version_info[:2])
    if version < OLDEST_PYTHON:
        sys.stderr.write(TOO_OLD.format(wanted="%d.%d" % OLDEST_PYTHON, found="%d.%d" % version))
        sys.exit(2)


def hand_over(root: str, command: str, arguments: "list[str]") -> None:
    """Become the command; on Windows, which cannot, run it and leave with its status.

    The current directory stays the caller's, so that ``--site-dir public`` means what it says. ``-P`` keeps
    that directory off the import path, where a folder of the school's could hide a module of ours.
    """
    if command == "test":
        code, program = ["scripts"], [os.path.join(root, "scripts", "suite.py")]
    else:
        code, program = ["hooks"], ["-m", "policybook", command]
    python = installed.venv_python(root)
    line = [python, "-P", "-X", "utf8"] + program + arguments
    variables = variables_for(root, code)
    if os.name == "nt":
        import subprocess  # noqa: PLC0415 - 15 ms that only Windows has to pay

        try:
            sys.exit(subprocess.call(line, env=variables))
        except KeyboardInterrupt:
            sys.exit(130)
    os.execve(python, line, variables)  # noqa: S606 - no shell is the point


def variables_for(root: str, code: "list[str]") -> "dict[str, str]":
    """Return the environment variables of the command, which finds the project's code and nobody else's."""
    variables = dict(os.environ)
    variables["PYTHONPATH"] = os.pathsep.join([os.path.join(root, folder) for folder in code])
    variables.pop("PYTHONHOME", None)
    # Compiled code is kept with the environment, whatever the caller's habits: compiling takes as long as checking.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    variables["PYTHONPYCACHEPREFIX"] = os.path.join(root, ".venv", "compiled")
    if not os.path.isfile(os.path.join(root, "hooks", "site_hooks.py")):
        # A book's own repository: the program is a package there, and reads the book of this folder wherever it is called.
        variables.setdefault("POLICYBOOK_ROOT", root)
    homebrew = "/opt/homebrew/lib"
    if sys.platform == "darwin" and os.path.isdir(homebrew):
        # A Python that is not Homebrew's does not look there for the libraries that make PDFs.
        variables.setdefault("DYLD_FALLBACK_LIBRARY_PATH", homebrew + ":/usr/local/lib:/usr/lib")
    return variables
