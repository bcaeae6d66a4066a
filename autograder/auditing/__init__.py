"""What the audit finds out: how programs and mutants fare, what the checks decide, and how it is told."""
