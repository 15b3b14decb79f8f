"""Recurrent networks, gated cells, attention."""
