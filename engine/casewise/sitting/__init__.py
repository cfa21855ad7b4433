"""A sitting: an interview with a person, on any ruleset, as a value that answers change."""
