"""All combinations of readings at once: what each reading moves, and the range of every count."""
