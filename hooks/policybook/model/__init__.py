"""What each file may say: pydantic models of every YAML file and of all front matter. Not for checks across files."""
