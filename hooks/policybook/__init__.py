"""Policybook: a school's policies as data, checked and turned into pages and paper.

Everything of value is here and nothing here knows MkDocs; ``hooks/site_hooks.py`` is the one adapter.
Data flows one way: ``source`` -> ``load`` -> ``book`` -> ``rules`` -> ``report``, and ``book`` -> ``views`` ->
``render`` -> artefacts, which only ``cli`` and ``site_hooks`` write.
"""
