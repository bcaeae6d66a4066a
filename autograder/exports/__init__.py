"""Grades for other systems, made from the gradebook: a module for each format, and a table of them in `formats`."""
