"""Information theory: self-information, entropy, divergence, in nats or bits."""
