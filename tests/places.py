"""Where the course of this repository has what."""

from autograder.course import served

ROOT = served().root
SOLUTIONS, ASSIGNMENTS, COHORT = served().solutions, served().assignments, served().cohort
