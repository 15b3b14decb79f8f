"""What a learner does in a review: the day's cards, the session, the suggested quality."""
