"""The texts that the last two reviews read. Records hold fingerprints and not words: the words are found in git.

The text of a review is the newest commit in which every section that its record names had the fingerprint it holds. The
files as they are now come first, so that git is asked for the older of the two, at most. Where git is not there, or the
text is not found, that is said and nothing is guessed. Nothing is asked of git before two reviews are on record.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from policybook.book.book import Book
from policybook.book.review_status import Reading, latest_review, reading
from policybook.loading.load import load, load_section
from policybook.model.reviews import Review
from policybook.revisions.git import Git, GitError
from policybook.source.ids import ID
from policybook.source.kept_files import KeptFiles
from policybook.source.sources import Layout, Sources
from policybook.source.text_files import MAX_BYTES

_FOLDER, _COMMITS, _SECTIONS = "reviewed", "commits", "sections"
_MOST_KNOWN = 20_000  # wordings of sections: a century of weekly edits
_ROOMS = ("basics", "source", "model", "book", "loading", "revisions")
"""The code on which a fingerprint depends: what another version of it found out is not asked for."""
_FIRST_BATCH = 16
_MOST_COMMITS = 1000
_MOST_SUBJECTS = 30


class UnknownReason(StrEnum):
    """Why two texts cannot be compared."""

    NO_TWO_REVIEWS = "no-two-reviews"
    NO_GIT = "no-git"
    NOT_FOUND = "not-found"


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """A review and the book as it read it."""

    review: Review
    book: Book


@dataclass(frozen=True, slots=True)
class ReviewHistory:
    """The texts of the last two reviews, or why they are not known; ``policies`` are those that both of them read."""

    before: ReviewedText | None = None
    after: ReviewedText | None = None
    unknown: UnknownReason | None = None
    reviews: tuple[Review, ...] = ()
    """Every review that counts, oldest first."""
    since: ReviewedText | None = None
    """The text of the last review, where sections have changed since and nobody has read them again."""
    subjects: tuple[str, ...] = ()
    """What was written with each change since, the newest first. For the leadership: names can be in it."""

    @property
    def policies(self) -> frozenset[str]:
        """The policies that both reviews read."""
        if not (self.before and self.after):
            return frozenset()
        return frozenset(self.before.review.policies) & frozenset(self.after.review.policies)


def history(root: Path, book: Book, as_of: date, memory: Path) -> ReviewHistory:
    """The texts of the last two reviews of the project at ``root``; ``memory`` is a folder to remember commits in."""
    counting = tuple(_counting(book, as_of))
    of_words = [review for review in counting if review.wording == "this" and review.sections]
    earlier = [review for review in of_words[:-1] if set(review.policies) & set(of_words[-1].policies)]
    finder = _Finder(root, book, memory)
    since = finder.unread_since(of_words[-1], as_of) if of_words else None
    subjects = finder.subjects(of_words[-1]) if since else ()
    if not earlier:
        return ReviewHistory(None, None, UnknownReason.NO_TWO_REVIEWS, counting, since, subjects)
    try:
        before, after = finder.text(earlier[-1]), finder.text(of_words[-1])
    except GitError:
        return ReviewHistory(None, None, UnknownReason.NO_GIT, counting)
    if before is None or after is None:
        return ReviewHistory(None, None, UnknownReason.NOT_FOUND, counting, since, subjects)
    return ReviewHistory(before, after, None, counting, since, subjects)


def unread_sections(book: Book, review: Review, as_of: date) -> frozenset[str]:
    """The sections, by ``policy/section``, that are new or changed since a review and that nobody has read again."""
    policies = [policy for policy in book.policies if policy.id in review.policies]
    return frozenset(
        section.ref
        for policy in policies
        for section in policy.sections
        if reading(book, review, section, as_of) is not Reading.READ
    )


def last_read_texts(root: Path, book: Book, as_of: date, memory: Path) -> dict[str, ReviewedText]:
    """The text that the newest review of each policy read, by policy, to mark and show what has changed since.

    Only of policies with a section that has changed since, and only where git has the text: otherwise the mark of the
    section says what is known. Policies that one review read share one book.
    """
    texts: dict[str, ReviewedText | None] = {}
    finder = _Finder(root, book, memory)
    found: dict[str, ReviewedText] = {}
    for policy in book.policies:
        review = latest_review(book, policy.id, as_of)
        if review is None or not any(reading(book, review, s, as_of) is Reading.CHANGED for s in policy.sections):
            continue
        if review.span.path not in texts:
            try:
                texts[review.span.path] = finder.text(review)
            except GitError:
                return {}
        text = texts[review.span.path]
        if text and text.book.policy(policy.id):
            found[policy.id] = text
    return found


def _counting(book: Book, as_of: date) -> Iterator[Review]:
    """The reviews that were each the newest one that counts of some policy when they were new."""
    for number, review in enumerate(book.reviews, 1):
        known = replace(book, reviews=book.reviews[:number])
        if any(latest_review(known, policy, as_of) is review for policy in review.policies):
            yield review


@dataclass(slots=True)
class _Finder:
    root: Path
    book: Book
    memory: Path

    def text(self, review: Review) -> ReviewedText | None:
        """The book as a review read it; None where no commit has it.

        Raises:
            GitError: where git cannot be asked.
        """
        if _reads(review, {ref: section.fingerprint for ref, section in self.book.sections.items()}):
            return ReviewedText(review, self.book)
        git = Git(self.root)
        commit = self.commit(git, review)
        if not commit:
            return None
        with git.book_at(commit, self.book.layout) as earlier:
            return ReviewedText(review, load(earlier).book)

    def unread_since(self, review: Review, as_of: date) -> ReviewedText | None:
        """The text of a review, where words have changed since that nobody has read again; None where git has it not."""
        gone = {ref for ref in review.sections if ref not in self.book.sections}
        if not gone and not unread_sections(self.book, review, as_of):
            return None
        try:
            text = self.text(review)
        except GitError:
            return None
        if text is None:
            return None
        # A section that the review did not read may be as old as those that it did.
        policies = (
            replace(policy, sections=tuple(s for s in policy.sections if s.ref in review.sections))
            if policy.id in review.policies
            else policy
            for policy in text.book.policies
        )
        return ReviewedText(review, replace(text.book, policies=tuple(policies)))

    def subjects(self, review: Review) -> tuple[str, ...]:
        """What was written with each change of the policies since the text of a review; nothing where git cannot tell."""
        git = Git(self.root)
        try:
            since = self.commit(git, review)
        except GitError:  # the words that were read may be those of today, which need no git
            return ()
        if not since:
            return ()
        log = git.run(
            "log",
            "--format=%s",
            f"--max-count={_MOST_SUBJECTS}",
            f"{since}..HEAD",
            "--",
            self.book.layout.policy,
        )
        return tuple(line for line in log.stdout.decode(errors="replace").splitlines() if line.strip())

    def commit(self, git: Git, review: Review) -> str:
        """The newest commit with the text of a review, or ""; looked for once a commit."""
        head = git.commit("HEAD")
        key = hashlib.sha256(json.dumps([head, _code(), sorted(review.sections.items())]).encode()).hexdigest()
        known = self.remembered(_COMMITS)
        if key not in known:
            sections = self.remembered(_SECTIONS)
            search = _Search(git, review, self.book.layout, sections)
            known = {key: search.commit(), **dict(list(known.items())[:7])}
            self.remember(_COMMITS, known)
            self.remember(_SECTIONS, dict(list(search.fingerprints.items())[-_MOST_KNOWN:]))
        return known[key]

    def remembered(self, name: str) -> dict[str, str]:
        """What was found before: commits by HEAD and fingerprints, or the fingerprints of sections by their blobs."""
        kept = KeptFiles(self.memory / _FOLDER).read(f"{name}-{_code()}")
        return {} if kept is None else dict(json.loads(kept))

    def remember(self, name: str, known: dict[str, str]) -> None:
        """Keep it for the next time."""
        kept, key = KeptFiles(self.memory / _FOLDER), f"{name}-{_code()}"
        kept.write(key, json.dumps(known).encode())
        kept.forget_all_but([f"{_COMMITS}-{_code()}", f"{_SECTIONS}-{_code()}"], 0)


@cache
def _code() -> str:
    """A fingerprint of the code that reads sections."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for file in sorted(Path(__file__).parent.with_name(room).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _reads(review: Review, fingerprints: dict[str, str]) -> bool:
    return all(fingerprints.get(ref) == read for ref, read in review.sections.items())


class _Search:
    """Looks through the commits, newest first; each wording of a section is read once, whichever commits have it."""

    def __init__(self, git: Git, review: Review, layout: Layout, known: dict[str, str] | None = None) -> None:
        self.git, self.review, self.layout = git, review, layout
        self.fingerprints: dict[str, str] = known or {}
        self.waiting: list[str] = []
        self.batch = _FIRST_BATCH

    def commit(self) -> str:
        """The newest commit whose sections have the fingerprints of the review, or ""."""
        refs = list(self.review.sections)
        if not all(_is_ref(ref) for ref in refs):
            return ""
        listed = self.git.run("log", "--format=%H", f"--max-count={_MOST_COMMITS}", "HEAD", "--", self.layout.policy)
        commits = listed.stdout.decode().split()
        prefix = self.git.prefix()
        asked = "".join(
            f"{commit}:{prefix}{self.layout.section(*ref.split('/'))}\n" for commit in commits for ref in refs
        )
        checked = self.git.run(
            "cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", given=asked.encode()
        )
        answers = checked.stdout.decode(errors="replace").splitlines()
        if len(answers) != len(commits) * len(refs):
            return ""
        found = [_blob(answer) for answer in answers]
        self.waiting = [blob for blob in dict.fromkeys(found) if blob and blob not in self.fingerprints]
        for number, commit in enumerate(commits):
            blobs = found[number * len(refs) : (number + 1) * len(refs)]
            if all(blobs) and all(self.is_read(blob, ref) for blob, ref in zip(blobs, refs, strict=True)):
                return commit
        return ""

    def is_read(self, blob: str, ref: str) -> bool:
        """Whether a file is the section as the review read it."""
        while blob not in self.fingerprints and self.waiting:
            self.read_more()
        return self.fingerprints.get(blob) == self.review.sections[ref]

    def read_more(self) -> None:
        """Read the next wordings from one process, each time twice as many: the text is mostly among the newest."""
        wanted, self.waiting = self.waiting[: self.batch], self.waiting[self.batch :]
        self.batch *= 2
        contents = self.git.contents(wanted)
        with tempfile.TemporaryDirectory(prefix="policybook-section-") as folder:
            file = Path(folder) / self.layout.section("policy", "section")
            file.parent.mkdir(parents=True)
            for blob in wanted:
                file.write_bytes(contents[blob])
                section = load_section(Sources(Path(folder), self.layout), "policy", file.name)
                self.fingerprints[blob] = section.fingerprint if section else ""


def _is_ref(ref: str) -> bool:
    """Whether a key of a record names a section, so that it can be asked for."""
    policy, slash, section = ref.partition("/")
    return bool(slash and ID.fullmatch(policy) and ID.fullmatch(section))


def _blob(answer: str) -> str:
    """The id in an answer of git's, or "" where there is no such file or it is too large to be read."""
    parts = answer.split()
    is_file = len(parts) == 3 and parts[1] == "blob" and parts[2].isdigit() and int(parts[2]) <= MAX_BYTES  # noqa: PLR2004
    return parts[0] if is_file else ""
