"""A local page: one case by questions, a table of records, and the same over HTTP."""
