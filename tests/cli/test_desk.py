"""What a terminal's keys come to; whole interviews are in `test_interview.py`."""

import pytest

from dlprep.cli.desk import Screen
from dlprep.cli.keys import ENTER


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        pytest.param("\r", ENTER, id="enter"),
        pytest.param("\n", ENTER, id="enter-typed-before-the-terminal-gave-single-keys"),
        pytest.param("a", "a", id="letter"),
        pytest.param("\x1b[A", "", id="arrow"),
    ],
)
def test_a_key(monkeypatch: pytest.MonkeyPatch, sent: str, key: str) -> None:
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    with create_pipe_input() as pipe:
        monkeypatch.setattr("prompt_toolkit.input.create_input", lambda: pipe)
        monkeypatch.setattr("prompt_toolkit.output.create_output", lambda _: DummyOutput())
        pipe.send_text(sent)
        assert Screen([]).key() == key
