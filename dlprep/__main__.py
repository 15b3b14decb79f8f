"""`python -m dlprep`, and the `dlprep` command."""


def main() -> None:
    """Run the command line."""
    from dlprep.cli.app import app

    app(prog_name="dlprep")


if __name__ == "__main__":
    main()
