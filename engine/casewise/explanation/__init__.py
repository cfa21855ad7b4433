"""Explanations: first as values, then in words, as an outline, Markdown or JSON."""
