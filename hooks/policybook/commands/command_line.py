"""Which command was asked for, and what to say where it fails. What each does is in the module of its name.

Only the module of the command that runs is imported: ``check`` pays for what it uses.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from policybook.basics.run_errors import describe_error
from policybook.commands.options import GOOD, STOPPED, WRONG_USAGE

COMMANDS = {
    "check": "check the policies and the facts",
    "build": "build the site and the PDFs",
    "impact": "say what a change does",
    "confirm": "say that sentences and checks still hold beside their clauses",
    "review": "hold the yearly review",
    "watch": "say what is due, and whether the served pages are those of the project",
    "new-school": "make the repository of a new book",
    "update": "move a book to this version of the program",
    "generate": "write the editors' schemas and the rule reference",
}
"""The commands, in words. Each is a module here with DESCRIPTION, ``add_arguments`` and ``run``, and perhaps EPILOG."""
_MODULES = {"new-school": "new_book"}
"""The modules of commands that are not called like them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    The exit code is 0 for good, 1 for findings at or above the gate, and 2 where it could not do what was asked: wrong
    usage, a full disk, a file that cannot be written, or a fault of the program, which is put into words.
    """
    if sys.stdout is None:  # a caller may have closed it
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - until the process ends
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()  # here, where a reader that has gone away is no fault
    except KeyboardInterrupt as stopped:
        _print_message("\nStopped.", stopped)
        return STOPPED
    except BrokenPipeError:  # whoever read us has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, nobody is shown a traceback
        _print_message(describe_error(error), error)
        return WRONG_USAGE
    return code


def _run(arguments: list[str]) -> int:
    listed = "\n".join(f"  {name:<12}{summary}" for name, summary in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="policybook", epilog=f"commands:\n{listed}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS, metavar="|".join(COMMANDS))
    name = parser.parse_args(arguments[:1]).command
    module = import_module(f"policybook.commands.{_MODULES.get(name, name)}")
    own = argparse.ArgumentParser(
        prog=f"{name.replace('-', '_')}.py", description=module.DESCRIPTION, epilog=getattr(module, "EPILOG", None)
    )
    module.add_arguments(own)
    return int(module.run(own.parse_args(arguments[1:])))


def _print_message(words: str, error: BaseException) -> None:
    """Say why a command ended, and what became of the site where it was to make one."""
    with suppress(OSError):  # where nothing can be written, nothing can be said
        print("\n".join([words, *getattr(error, "__notes__", ())]), file=sys.stderr)
