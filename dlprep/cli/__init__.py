"""The commands: parse, call the library, print what comes back."""
