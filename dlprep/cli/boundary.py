"""Where errors become text: one line on stderr that says what to do, and an exit code."""

import os
import sys
from typing import Any

import typer

from dlprep.cli.context import Context, locale_language
from dlprep.cli.output import say
from dlprep.errors import DlprepError
from dlprep.text import Language, Text

INTERNAL_ERROR = 70


class Boundary(typer.core.TyperGroup):
    """The command group around everything. Nothing passes it but exits."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; report a `DlprepError`, and anything that is a bug, without a traceback."""
        try:
            return super().invoke(ctx)
        except DlprepError as error:
            report(error, _language(ctx))
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
            said = f"{type(error).__name__}: {error}"
            report(
                DlprepError(
                    Text(zh=f"内部错误：{said}", en=f"internal error: {said}"),
                    Text(
                        zh="这是程序的缺陷；DLPREP_DEBUG=1 可以看到出错的位置。做过的题都已保存。",
                        en="This is a bug; DLPREP_DEBUG=1 shows where it is. Every answer given is safe.",
                    ),
                ),
                _language(ctx),
            )
            raise typer.Exit(INTERNAL_ERROR) from None


def report(error: DlprepError, language: Language | None = None) -> None:
    """Print an error, and what to do about it, on stderr. Its text may quote data: no escapes reach the terminal."""
    from dlprep.markup.safe import printable

    language = language or locale_language()
    say(f"dlprep: {printable(error.said.say(language))}", err=True)
    if error.hint:
        say(f"  {printable(error.advice.say(language))}", err=True)


def _language(ctx: Any) -> Language:
    """Return the language of the interface, also where the settings are what is wrong."""
    here = ctx.find_object(Context)
    return here.interface_language() if here is not None else locale_language()
