"""What can go wrong in a set-up, in words for a headteacher; the log's last lines are for whoever helps her.

Only words and the signs to know a trouble by. What to do about it is ``environment.py``'s.
"""

from __future__ import annotations

import errno

DISK_FULL = "The disk is full: the set-up needs about 600 MB. Make room, then run the same command again."
DAMAGED = """\
A package arrived that is not the one this project was tested with, so it was not installed.
The download may have been damaged or changed on its way. Run the same command again."""
NOT_PRIVATE = (
    """\
The download was refused because the connection was not private. In a school that is often the web filter.
Ask your IT support how programs download through it from here (Python's pip, to be exact)."""
    ""
)
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


def meaning_of(log: str) -> str:
    """Say why pip failed, as far as its log tells."""
    for words, signs in PIP_TROUBLES:
        if any(sign in log for sign in signs):
            return words
    return PIP_FAILED


def words_for(refusal: OSError, root: str) -> str:
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
