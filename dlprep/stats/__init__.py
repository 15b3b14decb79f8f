"""Figures from the log, pure: events, progress and bank entries in, figures out. Today comes in as an argument."""
