"""Errors a learner can act on: a message, a hint that says what to do, and an exit code."""

from dlprep.text import Text


class DlprepError(Exception):
    """Something the learner can mend. One place (`dlprep.cli.boundary`) turns it into a line on stderr.

    Attributes:
        said: what is wrong.
        advice: what to do about it; empty where there is nothing to say.
    """

    exit_code = 1

    def __init__(self, message: str | Text, hint: str | Text = "") -> None:
        """Take both in both languages, or as one text where there is nothing to translate, or only English."""
        self.said = message if isinstance(message, Text) else Text(message, message)
        self.advice = hint if isinstance(hint, Text) else Text(hint, hint)
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.said.en

    @property
    def hint(self) -> str:
        """What to do about it, in English."""
        return self.advice.en


class UsageError(DlprepError):
    """The command line asks for something that does not exist or cannot be: exit code 2."""

    exit_code = 2


class ConfigError(DlprepError):
    """The configuration file or an environment variable cannot be used."""

    exit_code = 2


class BankError(DlprepError):
    """The bank, or one card of it, cannot be read."""


class StoreError(DlprepError):
    """The review log cannot be opened, read or written."""


class ParameterError(UsageError):
    """A computational problem refuses a parameter; the message names it and the rule."""


class BackendError(UsageError):
    """The backend or device that was asked for is not there."""
