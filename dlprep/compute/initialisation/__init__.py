"""Initialisation: how large the first weights are, and what becomes of the signal."""
