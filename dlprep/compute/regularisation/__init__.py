"""Regularisation: penalties on weights, constraints on them, dropout, early stopping."""
