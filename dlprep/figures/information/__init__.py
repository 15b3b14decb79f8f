"""Entropy."""
