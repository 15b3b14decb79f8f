"""What normalisation does to a batch."""
