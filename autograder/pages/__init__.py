"""What makes HTML pages: whole files that need no network, and no script to be read."""
