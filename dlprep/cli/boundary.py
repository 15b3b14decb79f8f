"""Where errors become text: one line on stderr that says what to do, and an exit code."""

import os
import sys
from typing import Any

import typer

from dlprep.errors import DlprepError

INTERNAL_ERROR = 70


class Boundary(typer.core.TyperGroup):
    """The command group around everything. Nothing passes it but exits."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; report a `DlprepError`, and anything that is a bug, without a traceback."""
        try:
            return super().invoke(ctx)
        except DlprepError as error:
            report(error)
            raise typer.Exit(error.exit_code) from None
        except BrokenPipeError:
            # `dlprep log | head`: the reader has seen enough. Nothing more may be written, at exit either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort, KeyboardInterrupt, SystemExit):
            raise
        except Exception as error:
            if type(error).__module__.startswith(("click", "typer")) or os.environ.get("DLPREP_DEBUG"):
                raise
            typer.echo(f"dlprep: internal error: {type(error).__name__}: {error}", err=True)
            typer.echo("  This is a bug; DLPREP_DEBUG=1 shows where it is. Every answer given is safe.", err=True)
            raise typer.Exit(INTERNAL_ERROR) from None


def report(error: DlprepError) -> None:
    """Print an error, and what to do about it, on stderr. Its text may quote data: no escapes reach the terminal."""
    from dlprep.markup.safe import printable

    typer.echo(f"dlprep: {printable(error.message)}", err=True)
    if error.hint:
        typer.echo(f"  {printable(error.hint)}", err=True)
