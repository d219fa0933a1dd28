"""What becomes of each column of a company in a copy for trials, and the names that people get."""
