"""Two rulesets compared over all cases: what moves, shown by small cases, or that nothing does."""
