"""Weighted tables: from a sample of cases to estimates, with the error that sampling leaves.

A table of cases (`data`) with its weights, strata and sampling units (`design`, checked by
`faults`) is joined with what the rules say of each record (`records`), and every category of every
variable is estimated as an indicator on the full sample (`tabulating`). Variances come from a
survey library that only `survey` knows. What is open is never hidden: `bounds` says how far the
undecided records could move each total.
"""
