"""Reports in each format. A format is a function from a ``Report`` to text; none decides what is a finding."""
