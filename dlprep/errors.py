"""Errors a learner can act on: a message, a hint that says what to do, and an exit code."""

import errno

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
    def line(self) -> Text:
        """What is wrong and what to do about it, in one line."""
        return Text(f"{self.said.zh}；{self.advice.zh}".rstrip("；"), f"{self.said.en}; {self.advice.en}".rstrip("; "))

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.said.en

    @property
    def hint(self) -> str:
        """What to do about it, in English."""
        return self.advice.en


_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已经存在",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "符号链接绕成了圈",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EROFS: "文件系统只读",
    errno.EFBIG: "文件太大",
    errno.EIO: "磁盘读写出错",
}


def trouble(error: OSError | UnicodeError, *, named: bool = False) -> Text:
    """Return why a file could not be read or written, behind its name if that is to be `named` and is known.

    The system says it in English, whatever the locale.
    """
    if isinstance(error, UnicodeError):
        return Text("不是 UTF-8", "is not UTF-8")
    said = error.strerror or str(error)
    why = Text(_REASONS.get(error.errno or 0, f"系统报告 {said}"), said)
    return why.at(error.filename) if named and error.filename is not None else why


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
