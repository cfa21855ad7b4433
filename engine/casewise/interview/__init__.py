"""Interviews: what can still matter, what to ask next, and how much is left to ask."""
