"""Tells of checks that ran on a push, where people and course systems look: a summary, annotations, files, outputs."""
