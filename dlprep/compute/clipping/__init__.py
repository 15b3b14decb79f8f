"""Gradient clipping: by value, by the norm of one tensor, by its average norm, by the norm of all tensors."""
