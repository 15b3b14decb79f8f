"""What the texts of cards are made of: Markdown and LaTeX, as trees, as lines of Unicode, as HTML."""
