"""Many cases at once: the exact answers of a ruleset, swept over planes of one bit a row."""
