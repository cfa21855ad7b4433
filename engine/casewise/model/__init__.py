"""The rules as values: facts, conditions, rules, readings, sources and the ruleset."""
