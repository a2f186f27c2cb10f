"""Policybook: a school's policies as data, checked and turned into pages and paper.

Everything of value is here and nothing here knows MkDocs; ``hooks/site_hooks.py`` is the one adapter. ``README.md`` beside
this file shows the house, room by room.
"""
