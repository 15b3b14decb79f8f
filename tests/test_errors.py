import errno

import pytest

from dlprep.errors import DlprepError, trouble
from dlprep.text import Text


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        pytest.param(
            OSError(errno.ENOSPC, "No space left on device"), "磁盘满了", "No space left on device", id="full"
        ),
        pytest.param(
            OSError(errno.EXDEV, "Cross-device link"), "系统报告 Cross-device link", "Cross-device link", id="rare"
        ),
        pytest.param(OSError("odd"), "系统报告 odd", "odd", id="no-number"),
        pytest.param(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no"), "不是 UTF-8", "is not UTF-8", id="not-utf-8"),
    ],
)
def test_why_a_file_cannot_be_used(error: OSError | UnicodeError, zh: str, en: str) -> None:
    assert trouble(error).at("a.txt") == Text(f"a.txt：{zh}", f"a.txt: {en}")


@pytest.mark.parametrize(
    ("error", "en"),
    [
        pytest.param(OSError(errno.EIO, "I/O error", "a.txt"), "a.txt: I/O error", id="of-a-file"),
        pytest.param(OSError(errno.EIO, "I/O error"), "I/O error", id="of-none"),
    ],
)
def test_the_file_is_named_if_it_is_known(error: OSError, en: str) -> None:
    assert trouble(error, named=True).en == en


def test_an_error_in_one_line() -> None:
    assert DlprepError(Text("坏了", "broken"), Text("修好它", "mend it")).line == Text(
        "坏了；修好它", "broken; mend it"
    )
    assert DlprepError("broken").line == Text("broken", "broken")
