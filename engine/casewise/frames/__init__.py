"""Data frames: classified a column at a time, in the form that docs/columns.md describes."""
