"""The pictures of the tour, drawn by running the program: `python -m docs.pictures`."""
