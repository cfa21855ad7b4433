"""How words are mixed so that near ones come to lie far apart."""

SPREADING = 0x9E3779B97F4A7C15
"""An odd number without pattern, to multiply by."""
