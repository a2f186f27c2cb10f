"""Where a link in the text leads. Not for judging links."""

from __future__ import annotations

import posixpath

from policybook.book.book import Book, Clause, Document, Section


def resolve_link(book: Book, path: str, href: str) -> Clause | Section | Document | None:
    """Return the clause, the section or the document that a relative link in the file ``path`` leads to."""
    file, _, fragment = href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
    section = next((s for s in book.sections.values() if s.path == target), None)
    if section is None and file:
        pages = () if fragment else book.documents_with_pages
        return next((document for document in pages if document.path == target), None)
    if not fragment:
        return section
    clause = book.clauses.get(fragment)
    if clause is None or (file and section and (clause.policy, clause.section) != (section.policy, section.id)):
        return None
    return clause


def near_link(book: Book, path: str, href: str) -> str:
    """The link from the file ``path`` to the one section whose file is called as in ``href``, with its clause; else ""."""
    file, mark, clause = href.partition("#")
    name = posixpath.basename(file).rpartition(".")[0] or posixpath.basename(file)
    paths = [section.path for section in book.sections.values() if name and section.id == name.lower()]
    link = posixpath.relpath(paths[0], posixpath.dirname(path)) + mark + clause if len(paths) == 1 else ""
    return link if link and resolve_link(book, path, link) else ""


def clause_named(book: Book, path: str, href: str) -> str:
    """Return the clause that a relative link names, if there is none of that name in any section; "" otherwise."""
    file, _, clause = href.partition("#")
    if not clause or clause in book.clauses or (file and resolve_link(book, path, file) is None):
        return ""
    return clause
