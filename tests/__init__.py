"""A package: some libraries install one called `tests` by mistake, which would stand before this folder."""
