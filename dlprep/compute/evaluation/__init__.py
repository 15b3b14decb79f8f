"""Evaluation: what a score says of a classifier, and under which data."""
