"""Text to values: rule files and case files, with a place for every problem."""
