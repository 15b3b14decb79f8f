"""Errors a learner can act on: a message, a hint that says what to do, and an exit code."""


class DlprepError(Exception):
    """Something the learner can mend. One place (`dlprep.cli.app`) turns it into a line on stderr."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


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
