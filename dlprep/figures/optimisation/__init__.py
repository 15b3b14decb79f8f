"""Descent, its learning rate, and gradients on their way back."""
