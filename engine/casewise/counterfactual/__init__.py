"""What is not so: what stands in the way of an outcome, and what would have to be otherwise."""
