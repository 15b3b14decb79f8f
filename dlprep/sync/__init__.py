"""One log on several machines, by way of a folder that they share."""
