"""The folder `study/` of a ruleset, and samples: text to the values of `casewise.model.study`."""
