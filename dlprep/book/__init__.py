"""The bank as files to read or to load elsewhere."""
