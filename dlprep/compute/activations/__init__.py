"""Activation functions: values and derivatives."""
