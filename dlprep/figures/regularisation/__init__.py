"""What penalties and dropout do."""
