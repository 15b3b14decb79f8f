"""Calculus and linear algebra: derivatives, backpropagation, spectra and constrained optimisation."""
