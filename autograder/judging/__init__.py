"""The verdict: exact values, allowances, and which wrong answer it is."""
