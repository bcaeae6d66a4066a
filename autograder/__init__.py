"""Grades numerical Python: an answer is right when rounding alone explains its distance from the exact value."""
