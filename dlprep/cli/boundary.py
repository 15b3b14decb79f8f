"""Where errors become text: one line on stderr that says what to do, and an exit code."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import typer

from dlprep.cli.context import Context, locale_language
from dlprep.cli.misuse import is_misuse, report_misuse, spoken
from dlprep.cli.output import say
from dlprep.errors import DlprepError, trouble
from dlprep.text import Language, Text

INTERNAL_ERROR = 70
_LOOK = Text(zh="检查名字、权限和剩余空间", en="check the name, the permissions and the free space")


class Boundary(typer.core.TyperGroup):
    """The command group around everything. Nothing passes it but exits."""

    words: Sequence[str] = ()
    """The command line."""

    def make_context(self, info_name: Any, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the options before the command; say in the learner's language what cannot be read."""
        self.words = tuple(args)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except Exception as error:
            self._refuse(error, Context())
            raise

    def invoke(self, ctx: Any) -> Any:
        """Run the command; report a `DlprepError`, and anything that is a bug, without a traceback."""
        try:
            return super().invoke(ctx)
        except DlprepError as error:
            report(error, spoken(self.words, _context(ctx)))
            raise typer.Exit(error.exit_code) from None
        except BrokenPipeError:
            # `dlprep log | head`: the reader has seen enough. Nothing more may be written, at exit either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except typer.Abort:  # a question was left
            say(Text(zh="已取消。", en="Aborted!").say(spoken(self.words, _context(ctx))), err=True)
            raise typer.Exit(1) from None
        except (typer.Exit, KeyboardInterrupt, SystemExit):
            raise
        except OSError as error:  # a name too long, a folder that may not be entered: nothing that we could mend
            report(DlprepError(trouble(error, named=True), _LOOK), spoken(self.words, _context(ctx)))
            raise typer.Exit(DlprepError.exit_code) from None
        except Exception as error:
            self._refuse(error, _context(ctx))
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
                spoken(self.words, _context(ctx)),
            )
            raise typer.Exit(INTERNAL_ERROR) from None

    def _refuse(self, error: Exception, here: Context) -> None:
        """Say what is wrong with the command line and exit, if that is what `error` is about."""
        if is_misuse(error):
            report_misuse(error, spoken(self.words, here))
            raise typer.Exit(2) from None


def report(error: DlprepError, language: Language | None = None) -> None:
    """Print an error, and what to do about it, on stderr."""
    language = language or locale_language()
    say(f"dlprep: {error.said.say(language)}", err=True)
    if error.hint:
        say(f"  {error.advice.say(language)}", err=True)


def _context(ctx: Any) -> Context:
    """Return what the options before the command made; something like it where they could not be read."""
    return ctx.find_object(Context) or Context()
