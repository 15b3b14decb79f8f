"""Normalisation: batch statistics, what is learned with them, and moving averages."""
