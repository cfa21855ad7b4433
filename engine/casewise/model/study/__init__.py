"""A study as values: how its sample was drawn, what it printed, and how to make one like it."""
