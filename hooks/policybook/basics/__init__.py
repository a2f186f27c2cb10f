"""What every other room may use: dates, findings, fingerprints, letters, likeness. Knows nothing of schools or files."""
