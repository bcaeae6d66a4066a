"""Which submissions are alike beyond the stub and the obvious: a list to look at, never an accusation."""
