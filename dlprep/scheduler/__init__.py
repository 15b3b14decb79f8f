"""SM-2 and the learner's calendar, pure: the day, the quality and the seed come in as arguments."""
