"""Curves of losses and their derivatives."""
