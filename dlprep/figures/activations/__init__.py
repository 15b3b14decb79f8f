"""Curves of activations and their derivatives."""
