"""Convolution and pooling: sizes, parameters, receptive fields."""
