"""Optimisers: one step or a few of each, their learning rates, and when they converge."""
