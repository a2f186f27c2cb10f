"""What each file may say: the model of every YAML file and of all front matter. Not for checks across files."""
