"""The review log, append-only and the truth, and the cards' states, a cache of what it leads to. SQL lives here."""
