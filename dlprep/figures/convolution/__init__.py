"""Convolution, pooling, receptive fields and residual blocks."""
