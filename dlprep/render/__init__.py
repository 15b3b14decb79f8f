"""From domain objects to what is on the screen."""
