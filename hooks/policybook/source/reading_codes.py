"""The codes of faults found while reading: files, YAML and references. Rules on meaning are in ``rules``."""

from __future__ import annotations

from policybook.basics.findings import Code, Severity
from policybook.basics.on_page import ON_NO_PAGE, leave_out

FILE001 = Code(
    "FILE001",
    Severity.ERROR,
    """A file must be text in UTF-8.

A file saved by Word or by an old editor may hold bytes that no browser can show.
""",
)
FILE002 = Code(
    "FILE002",
    Severity.ERROR,
    """A file must hold no invisible control characters.

They come from copying out of PDFs, can hide text and names, and break the built pages.
""",
)
FILE003 = Code(
    "FILE003",
    Severity.ERROR,
    """A file must be of a size a person can read.

The limit is 1 MB a file. A larger one is a mistake, such as an image with the wrong ending.
""",
)
FILE004 = Code(
    "FILE004",
    Severity.ERROR,
    """Content must be ordinary files inside the project.

A link to a file elsewhere could publish something private, so links are refused.
""",
)
FILE005 = Code(
    "FILE005",
    Severity.ERROR,
    """A page must begin with its settings between two lines of three hyphens.

```markdown
---
title: Passwords
binds: [staff]
---

The text begins here.
```
""",
)
FILE006 = Code(
    "FILE006",
    Severity.ERROR,
    """Content must hold no raw HTML.

Pages are written in Markdown, so that a slip cannot break the site or run a script on a parent's phone.
""",
)
FILE007 = Code(
    "FILE007",
    Severity.ERROR,
    """Content uses only what the pages, the PDFs and the search can show as it is typed.

That are paragraphs, headings (`##` and `###`), lists, tables, quotations (`>`), definitions, footnotes (`[^1]`), links,
bold and italics, as the manual in `policy/README.md` lists them. Pictures, code, tick boxes, raised letters and struck-out text have no
place, and a summary of a policy and an easy-read edition have fewer.
""",
)
FILE008 = Code(
    "FILE008",
    Severity.ERROR,
    """The line of braces under a clause must be one the book knows.

```markdown
Staff keep their password to themselves.
{ #password-private binds="staff" }
```
""",
)
FILE009 = Code(
    "FILE009",
    Severity.ADVICE,
    """Only policy files belong in `policy/` and `data/`.

Anything else is left out of the site. Said so that nobody waits for a page that will not come.
""",
)
FILE010 = Code(
    "FILE010",
    Severity.ERROR,
    """The files that a policy book needs must be there, under the names it reads.

The program finds each file by its name. A file that is missing, or called a little differently, is not read, and its
people, numbers or clauses are then missing on the pages.
""",
)
FILE011 = Code(
    "FILE011",
    Severity.ERROR,
    """Every file must be readable.

The program skips a file that it cannot open, so part of the book would be missing. Often the computer has no
permission to open it, or another program has damaged it.
""",
)

FILE012 = Code(
    "FILE012",
    Severity.ERROR,
    """A file must hold one version of its text.

Where the changes of two people meet, git leaves both between `<<<<<<<`, `=======` and `>>>>>>>`. Somebody must choose.
""",
)
FILE020 = Code(
    "FILE020",
    Severity.ERROR,
    """A file must not have more slips than somebody can work through.

The first thirty are listed. So many mostly have one cause, such as a line that was deleted above them.
""",
)

ORG011 = Code(
    "ORG011",
    Severity.ERROR,
    """The book must not be written for a newer version of the program.

This version may misunderstand what the files say, so it makes no pages, and says nothing of what it does not know in them.
""",
)

YAML001 = Code(
    "YAML001",
    Severity.ERROR,
    """Settings must be YAML that can be read.

Mostly a missing space after a colon, a quotation mark that is not closed, or text with `: ` or ` #` in it that needs
quotation marks around it.
""",
)
YAML002 = Code(
    "YAML002",
    Severity.ERROR,
    """YAML is indented with spaces, never with tabs.

A tab looks like spaces and has no fixed width, so the program cannot tell which entry a line belongs to. Word
processors and some editors insert tabs.
""",
)
YAML003 = Code(
    "YAML003",
    Severity.ERROR,
    """Anchors, aliases and tags (`&name`, `*name`, `!tag`) are not used.

They make one line change another far away, and can make a small file grow without limit.
""",
)
YAML004 = Code(
    "YAML004",
    Severity.ERROR,
    """A key must be written once.

Of two equal keys one would silently win.
""",
)
YAML005 = Code(
    "YAML005",
    Severity.ERROR,
    """A key must be one the book knows.

A slip such as `trainedon` would otherwise be ignored without a word.
""",
)
YAML006 = Code(
    "YAML006",
    Severity.ERROR,
    """What every entry needs must be filled in.

Without it the pages would have a gap, or could not use the entry at all. The finding says which value is missing.
""",
)
YAML007 = Code(
    "YAML007",
    Severity.ERROR,
    """A value must be of the kind that belongs there.

A date, a yes or no, a number or a name: anything else would be guessed, and a guess can name the wrong person or day.
""",
)
YAML008 = Code(
    "YAML008",
    Severity.ERROR,
    """A date must be a real day or month, written year first.

`2026-11-22` is a day, `2026-11` a whole month (due on its last day). `1/9/26` and `2026-13-01` are not accepted.
""",
)
YAML009 = Code(
    "YAML009",
    Severity.ERROR,
    """Settings must not be nested deeper than any of ours are.

Such depth comes from a slip of indentation, or from a file made to stop the program.
""",
)
YAML010 = Code(
    "YAML010",
    Severity.BLOCKER,
    """A file must not hold what is no longer kept: people's own e-mail addresses and phone numbers.

Whoever can read the project could read them. They are not read, so no page shows them. Readers turn to the school's own
addresses, in `data/school.yml`. Git remembers old lines: if the project may be seen by others, see `policy/README.md`.
""",
    ON_NO_PAGE,
)

REF001 = Code(
    "REF001",
    Severity.ERROR,
    """A token must be one of the closed list.

`{{ dsl.name }}` is filled in from the data when the pages are built. `policy/README.md` lists them all.
""",
)
REF002 = Code(
    "REF002",
    Severity.ERROR,
    """Every section a policy lists must have its file.

A section without its file is missing on the page and in the PDF, and the numbers of later sections move up.
""",
)
REF003 = Code(
    "REF003",
    Severity.ERROR,
    """Every section file must be listed in its policy.

A section that nobody listed would be missing from the policy without anyone noticing.
""",
)
REF004 = Code(
    "REF004",
    Severity.ERROR,
    """An id must be used once in the whole book.

Ids are the permanent names that other documents and past reviews refer to.
""",
)
REF005 = Code(
    "REF005",
    Severity.ERROR,
    """A clause that is referred to must exist.

A sentence, a check or a decision names the clause it rests on. If the clause was removed or renamed, nobody can
compare the two.
""",
)
REF006 = Code(
    "REF006",
    Severity.ERROR,
    """A person, role, service, guidance, policy or section that is referred to must exist.

The name is probably mistyped, or the entry was renamed. Until the two match, the pages cannot fill in what belongs
there.
""",
)
REF007 = Code(
    "REF007",
    Severity.ERROR,
    """A link inside the book must lead somewhere.

A reader who follows it would find nothing. Sections and clauses keep their ids, so a link usually breaks by a slip.
""",
)
REF008 = Code(
    "REF008",
    Severity.ERROR,
    """A link must be to `https://`, `mailto:`, `tel:` or another section.

Other kinds can run scripts or send readers over a connection that others can read.
""",
)
REF009 = Code(
    "REF009",
    Severity.ERROR,
    """Two pages or downloads must not have the same address.

The second would replace the first, and its readers would find another document.
""",
)
REF010 = Code(
    "REF010",
    Severity.ERROR,
    """Every sentence of a document must say which clause or fact it restates.

```markdown
- I keep my user name and password to myself.
  { #aup-password-private from="password-private" }
```
""",
)

PIN004 = Code(
    "PIN004",
    Severity.ERROR,
    """A clause must keep its id.

An id is permanent: sentences, checks and past reviews refer to it. Where the very words that were read stand under
another id now, the clause gets its own id again; where other places use the new one already, that one is named. (A
clause that is gone altogether is REF005.)
""",
)

REF011 = Code(
    "REF011",
    Severity.ADVICE,
    """What is kept should be used somewhere.

A role, person, service, guidance, other policy or group of checks that nothing refers to was left over, or the reference
to it was forgotten. Not said of helplines, which the home page or the yearly checklist names by itself, of services that
are not public, and of people while a role that must be held is not.
""",
)
REF012 = Code(
    "REF012",
    Severity.ADVICE,
    """A word in the glossary should stand in some text.

Other ways of writing it count when they stand in its `aliases`.
""",
)
REF013 = Code(
    "REF013",
    Severity.ADVICE,
    """Each policy must have a position of its own.

Where two have the same, their names decide which comes first.
""",
)

REF014 = Code(
    "REF014",
    Severity.ADVICE,
    """The other policies that the text of a policy names should be listed in its `policy.yml`.

They stand below `linked_policies`. The page's own list and the checks of the review are made from it.
""",
)
# REF015 said that a logo had no place yet. It has one now; the code is not used again.
REF017 = Code(
    "REF017",
    Severity.ADVICE,
    """Every clause should have an id of its own.

Without one, no document can restate it and no check can look at it. Not said of a list in which no item has one.
""",
)

REF018 = Code(
    "REF018",
    Severity.ADVICE,
    """Two entries of one table should not have the same name.

Mostly one was copied and only its short name was changed. In the glossary, a word is explained once.
""",
)

REF040 = Code(
    "REF040",
    Severity.ERROR,
    """Two clauses of a policy must not have the same number.

Whoever reads “see 1.2.1” in a letter must find one clause. A number in braces is the school's own (`number="1.2.1"`), a list
with figures counts as it is typed, and all other numbers are counted by the program.
""",
)

EVT001 = Code(
    "EVT001",
    Severity.ERROR,
    """The name of an event's file must be a day and some words.

`data/changes/2026-11-27-new-dsl.yml`: the year, the month and the day, and some words. So the folder is in order of time.
""",
)
EVT002 = Code(
    "EVT002",
    Severity.BLOCKER,
    """An event that changes something must name what is on record before it.

`was:` holds the earlier value, and the event applies only where the record has that value. If not, two people knew
different things, and somebody must find out which is right. Until then nothing is changed.

```yaml
event: ended
on: 2026-06-20
by: headteacher
person: ann-ash
role: dsl
until: 2026-07-31
was: 2026-08-31
```
""",
    on_page=leave_out("The pages show what the file of facts says; the event that does not fit it does not count."),
)
EVT003 = Code(
    "EVT003",
    Severity.ERROR,
    """An event must be about something that is on record.

A person who is confirmed, trained or leaves must be recorded in that role. A newcomer is entered by the event itself:
`event: appointed`, with the name.
""",
)

EVT007 = Code(
    "EVT007",
    Severity.ERROR,
    """A value in an event must be one that its fact can have.

An event that changes a fact gives the new value below `now:` and the one before below `was:`, each after the name of its
field, as in the file of the facts.

```yaml
event: changed
on: 2026-11-27
by: office
entry: school
now: {phone: "01622 000111"}
was: {phone: "01622 000100"}
```
""",
)

READING_CODES: tuple[Code, ...] = (
    FILE001, FILE002, FILE003, FILE004, FILE005, FILE006, FILE007, FILE008, FILE009, FILE010, FILE011,
    FILE012, FILE020, ORG011,
    YAML001, YAML002, YAML003, YAML004, YAML005, YAML006, YAML007, YAML008, YAML009, YAML010,
    REF001, REF002, REF003, REF004, REF005, REF006, REF007, REF008, REF009, REF010,
    REF011, REF012, REF013, REF014, REF017, REF018, REF040,
    PIN004,
    EVT001, EVT002, EVT003, EVT007,
)  # fmt: skip
