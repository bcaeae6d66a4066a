"""Who handed in: the roster, whose a submission is, and what lateness leaves of its mark."""
