"""What templates may see: the privacy wall. A view has only what its reader may know; templates never get the book.

Each view is a module: its dataclasses, and the functions that fill them. ``Markup`` values are finished HTML, made by
``inline_html`` from content; every other text is plain, and the template that prints it escapes it.
"""
