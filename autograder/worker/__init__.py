"""What runs in the student's process, and nothing else.

The launcher copies this folder to a place of its own before it starts, so that the path by which the student's
process imports it leads to no solution, no check and no other part of the grader.
"""
