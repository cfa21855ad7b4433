"""A classification kept as a record that anybody can check again, later and elsewhere."""
