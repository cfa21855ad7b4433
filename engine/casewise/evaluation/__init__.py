"""Readers of one meaning: a reference, an inference engine, and an exact one over completions."""
