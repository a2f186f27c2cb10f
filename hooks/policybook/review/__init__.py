"""The yearly review between its beginning and its record. Not for judging the record: that is ``rules.reviews``."""
