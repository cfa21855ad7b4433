"""Whether worked cases are enough: what they show of the rules, which mistakes they notice."""
