"""The judge's side of the student's process: workers that are confined, and how long they are waited for."""
