"""A study run anew: its design, weights, a synthetic sample, and every printed figure checked."""
