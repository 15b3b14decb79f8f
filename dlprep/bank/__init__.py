"""The bank: cards in YAML, checked, indexed and found by id. YAML lives here."""
