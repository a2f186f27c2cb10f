"""PUB: what the public pages need, and what they must not show."""
