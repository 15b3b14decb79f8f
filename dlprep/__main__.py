"""`python -m dlprep`, and the `dlprep` command."""

import gc
import os


def main() -> None:
    """Run the command line."""
    # Imports make objects that stay: to look through them for garbage again and again takes a tenth of the start, too.
    gc.set_threshold(50_000)
    # Looking for plugins, pydantic reads the metadata of all that is installed: a tenth of the start, for nothing here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from dlprep.cli.app import app

    app(prog_name="dlprep")


if __name__ == "__main__":
    main()
