"""``policybook check|build``: the first and the last step of every command, also as ``python -m policybook``.

A command runs for a moment and frees next to nothing, so collecting garbage is a fifth of its time for no gain; it is
switched off before the imports, which make most of the objects. For the same reason the process ends at once when the
command has: taking apart a hundred thousand objects one by one would be a tenth of the time of a check.
"""

import gc
import os
import sys
from contextlib import suppress


def run() -> None:
    """Run the command that was typed, and end the process with its exit code."""
    gc.disable()
    from policybook.commands.command_line import main  # noqa: PLC0415 - after the line above, on purpose

    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # whoever read it has gone away
            if stream:  # a caller may have closed it
                stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
