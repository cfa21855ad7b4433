"""The codebook: a ruleset as pages for its readers, each made once and written in two formats."""
