"""What the cards show as pictures: pure data, one file a figure, drawn in the terminal and as SVG."""
