"""Exact answers over all completions of a record, by decision diagrams made as they are needed."""
