"""What changed between two books, and what follows from it. Pure: two books in, frozen values out. Not for showing it."""
