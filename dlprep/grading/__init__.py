"""Reading and grading of typed answers, pure: no clock, no I/O, no randomness.

`answer` says what kinds of answer there are, `read` turns typed text into a value (or raises `Unreadable`, which is
asked again and never marked), `compare` grades the value, and `expression` is the safe evaluator beneath.
"""
