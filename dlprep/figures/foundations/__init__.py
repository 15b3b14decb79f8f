"""Generalisation: capacity, fit, and when to stop."""
