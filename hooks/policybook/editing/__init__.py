"""The only writer of content. Not for deciding what to write."""
