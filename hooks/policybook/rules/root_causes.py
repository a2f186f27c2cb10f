"""One cause, one finding: what only follows from another finding is held back while that one stands.

A finding that may be no fault of its own names, in ``follows_from``, the files in which that fault would stand: a review is
overdue, *or* the newer record that somebody wrote has a wrong date. It is held back while any of those files has a finding
that must be mended and follows from nothing itself. No rule knows the codes of others, and none is asked in a given order.

A finding that only asks for some words to be read together gives way in the same manner (``one_cause``): somebody must mend
what is wrong in those words first, and reads them then. That is judged after waivers, because what is waived is not mended.

Two other layers do the same where less is known. Of a file that cannot be read, and of what leads into it, nothing else is
said (``Loaded.broken``, a rule's ``needs``). In a file of settings, the one line is looked for that explains everything that
is wrong there (``yaml_repairs``).
"""

from __future__ import annotations

from collections.abc import Iterable

from policybook.basics.findings import Finding, Severity


def hold_back_consequences(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, without those that follow from another of them."""
    findings = list(findings)
    causes = {
        finding.span.path
        for finding in findings
        if not finding.follows_from and finding.severity.reaches(Severity.BLOCKER)
    }
    return [finding for finding in findings if causes.isdisjoint(finding.follows_from)]
