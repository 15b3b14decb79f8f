"""Cards with an answer that is typed and graded on the spot, without a computation: choices, gaps, orders."""
