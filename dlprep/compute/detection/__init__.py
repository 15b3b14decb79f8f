"""Detection: boxes, how they are compared, and what a network predicts of them."""
