"""The past: the one door to git, and what clauses said in it. Not for comparing two books."""
