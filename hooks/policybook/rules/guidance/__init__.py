"""GUI: editions of guidance, and guidance named in words."""
