"""Files that the command line names: what cannot be opened or written is an error of the command line, exit code 2."""

import errno
import os
from pathlib import Path

import typer

from dlprep.errors import UsageError, trouble
from dlprep.text import Text

STANDARD_OUTPUT = Path("-")
_ELSEWHERE = Text(zh="换一个可以写入的地方", en="name a place that can be written")


def there(path: Path) -> Path:
    """Return `path`, a `~` in it written out; what is wrong inside is for others to say.

    Raises:
        UsageError: there is nothing, or it may not be read.
    """
    path = path.expanduser()
    try:
        if path.is_dir():
            os.scandir(path).close()
        elif path.is_file():
            path.open("rb").close()
        else:
            path.stat()  # a pipe can be opened once only
    except OSError as error:
        hint = Text(zh="检查路径和权限", en="check the path and its permissions")
        raise UsageError(trouble(error).at(path), hint) from None
    return path


def write(path: Path, content: str) -> None:
    """Write a file whole or not at all, with the folders that are missing; `-` is standard output.

    Raises:
        UsageError: it cannot be written.
    """
    from dlprep.files import write_whole

    if path == STANDARD_OUTPUT:
        typer.echo(content, nl=False)
        return
    path = in_folder(path)
    try:
        write_whole(path, content)
    except OSError as error:
        raise UsageError(trouble(error).at(path), _ELSEWHERE) from None


def in_folder(path: Path) -> Path:
    """Return where a file is to be written, a `~` in it written out; its folder is made where it is missing.

    Raises:
        UsageError: the folder cannot be made.
    """
    path = path.expanduser()  # the shell leaves that of `--svg=~/x.svg`
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if isinstance(error, FileExistsError):  # of a file where the folder would be
            error = NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        raise UsageError(trouble(error).at(path), _ELSEWHERE) from None
    return path


def no_stream(path: Path) -> None:
    """Refuse standard output where more than a text is written.

    Raises:
        UsageError: `path` is `-`.
    """
    if path == STANDARD_OUTPUT:
        raise UsageError(
            Text(zh="这个命令不能写到标准输出", en="this cannot be written to standard output"),
            Text(zh="给一个名字", en="give it a name"),
        )
