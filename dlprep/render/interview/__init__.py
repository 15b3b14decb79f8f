"""An interview and its report on the screen and on a page."""
