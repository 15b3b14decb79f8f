"""Sequence models: recurrent cells and their gradients, attention."""
