"""dlprep: spaced repetition and computed questions for deep-learning interviews."""

__version__ = "1.0.0"
