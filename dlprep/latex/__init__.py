"""LaTeX formulas as a line of Unicode."""
