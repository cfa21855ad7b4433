"""Measurements of casewise, beside other engines on the same rules: `make bench`."""
