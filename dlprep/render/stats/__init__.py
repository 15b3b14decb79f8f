"""The figures on the screen, as lines of text that need no colour."""
