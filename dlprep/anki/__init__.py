"""Flashcards out to Anki, and the reviews made there back."""
