"""Reading files: text, YAML and Markdown with the place of everything. Not for what the words mean: that is ``model``."""
