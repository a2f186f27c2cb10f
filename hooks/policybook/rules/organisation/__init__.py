"""ORG: what kind of organisation it is, who answers for it, and what its nation asks."""
