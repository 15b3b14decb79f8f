"""Numerics: overflow, underflow and how to compute around them."""
