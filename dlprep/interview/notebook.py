"""The files of the interviews: one each, of JSON lines, only ever added to; every line is on the disk before the next
thing shows.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from dlprep.errors import DlprepError, UsageError, trouble
from dlprep.files import in_use, sync_folder
from dlprep.interview.record import Begin, Line, Record, read_line, write_line
from dlprep.rules import RuleError
from dlprep.text import Text

FOLDER = "interviews"
_SUFFIX = ".jsonl"
_MEND = Text(zh="改正这一行，或把文件移走", en="mend the line, or move the file away")


class InterviewError(DlprepError):
    """The file of an interview cannot be read or written."""


class Notebook:
    """One interview's file, open for adding. Only one process at a time has it."""

    def __init__(self, path: Path, record: Record, handle: int) -> None:
        self.path, self.record, self._handle = path, record, handle

    @classmethod
    def begin(cls, folder: Path, begin: Begin) -> "Notebook":
        """Make the file of a new interview in `folder`.

        Raises:
            InterviewError: it cannot be made.
        """
        path = folder / f"{begin.id}{_SUFFIX}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o644)
        except OSError as error:
            raise _cannot(path, "written", "无法写入", error) from None
        notebook = cls(path, Record(begin), handle)
        try:
            _lock(handle, path)
            notebook._write(begin)
        except BaseException:  # a file without a beginning is no interview
            os.close(handle)
            with suppress(OSError):
                path.unlink()
            raise
        sync_folder(folder)
        return notebook

    @classmethod
    def resume(cls, path: Path) -> "Notebook":
        """Open the file of an interview to go on with it; half a line that a kill left at its end is cut off.

        Raises:
            InterviewError: it cannot be read or written.
            UsageError: another process has it.
        """
        try:
            handle = os.open(path, os.O_RDWR | os.O_APPEND)
        except OSError as error:
            raise _cannot(path, "opened", "无法打开", error) from None
        try:
            _lock(handle, path)
            content = path.read_bytes()
            record = _read(path, content)
            os.ftruncate(handle, content.rfind(b"\n") + 1)
        except BaseException:
            os.close(handle)
            raise
        return cls(path, record, handle)

    def add(self, line: Line) -> None:
        """Write a line durably, then take it into the record."""
        self._write(line)
        self.record.add(line)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _write(self, line: Line) -> None:
        data = f"{write_line(line)}\n".encode()
        try:
            while data:
                data = data[os.write(self._handle, data) :]
            os.fsync(self._handle)
        except OSError as error:
            raise _cannot(self.path, "written", "无法写入", error) from None


def read_record(path: Path) -> Record:
    """Return the interview in the file at `path`.

    Raises:
        InterviewError: it cannot be read; names the line.
    """
    try:
        return _read(path, path.read_bytes())
    except OSError as error:
        raise _cannot(path, "read", "无法读取", error) from None


def readable_part(content: bytes) -> list[bytes]:
    """Return the lines of a damaged interview that can be read, also behind the damage; none without a beginning."""
    record: Record | None = None
    kept = []
    for raw in content.split(b"\n"):
        with suppress(ValueError):
            line = read_line(raw.decode())
            if record is not None:
                record.add(line)
            elif isinstance(line, Begin):
                record = Record(line)
            else:
                break
            kept.append(raw + b"\n")
    return kept


def interview_files(folder: Path) -> list[Path]:
    """Return the files of the interviews in `folder`, the oldest first: their names are their times.

    A file that a kill left without one whole line is none: nothing was asked yet.
    """
    return sorted(filter(_has_begun, folder.glob(f"*{_SUFFIX}")), key=lambda path: path.stem)


def is_running(folder: Path, name: str) -> bool:
    """Whether a process has the interview called `name` open."""
    return in_use(folder / f"{name}{_SUFFIX}")


def readable_records(folder: Path) -> Iterator[Record]:
    """Yield the interviews that can be read, the oldest first; a damaged one does not keep the others from being."""
    for path in interview_files(folder):
        with suppress(InterviewError):
            yield read_record(path)


def find_interview(folder: Path, name: str | None) -> Path:
    """Return the file of the interview called `name`, or by the beginning of its name; None is the last one.

    Raises:
        UsageError: there is none, or more than one.
    """
    files = interview_files(folder)
    if not files:
        raise UsageError(
            Text(zh="还没有面试记录", en="there is no interview yet"),
            Text(zh="用 `dlprep interview` 开始一次", en="begin one with `dlprep interview`"),
        )
    if name is None:
        return files[-1]
    exact = [path for path in files if path.stem == name]
    found = exact or [path for path in files if path.stem.startswith(name)]
    if len(found) != 1:
        message = Text(
            zh=f"{'没有' if not found else '不止一次'}名为 {name!r} 的面试",
            en=f"there is {'no' if not found else 'more than one'} interview called {name!r}",
        )
        raise UsageError(message, Text(zh="`dlprep interview list` 列出名字", en="`dlprep interview list` names them"))
    return found[0]


def _cannot(path: Path, en: str, zh: str, error: OSError) -> InterviewError:
    return InterviewError(
        Text(zh=f"{zh}：{trouble(error).zh}", en=f"cannot be {en}: {trouble(error).en}").at(path),
        Text(zh="检查磁盘空间和权限", en="check the disk's space and the permissions"),
    )


def _read(path: Path, content: bytes) -> Record:
    whole = content[: content.rfind(b"\n") + 1]  # a kill may have left half a line behind
    record: Record | None = None
    for number, raw in enumerate(whole.split(b"\n")[:-1], start=1):
        try:
            line = read_line(raw.decode())
            if record is not None:
                record.add(line)
            elif isinstance(line, Begin):
                record = Record(line)
            else:
                raise RuleError(zh="文件的开头不是一次面试的开始", en="the file does not begin with a beginning")
        except (RuleError, UnicodeDecodeError) as error:
            said = error.said if isinstance(error, RuleError) else trouble(error)
            raise InterviewError(Text(f"{path}:{number}  {said.zh}", f"{path}:{number}  {said.en}"), _MEND) from None
    if record is None:
        raise InterviewError(Text(zh=f"{path}：是空的", en=f"{path}: is empty"), _MEND)
    return record


def _has_begun(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.readline().endswith(b"\n")
    except OSError:
        return True  # whoever reads it will say what is wrong


def _lock(handle: int, path: Path) -> None:
    if find_spec("fcntl") is None:
        return
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise UsageError(
            Text(
                zh=f"面试 {path.stem} 正在另一个终端里进行", en=f"the interview {path.stem} is open in another terminal"
            ),
            Text(zh="到那里继续", en="go on there"),
        ) from None
