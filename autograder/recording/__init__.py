"""The gradebook: what a result depends on, what is kept, and what is read back."""
