"""What stands in a student's copy in the place of the course: modules that are written there under the same names."""
