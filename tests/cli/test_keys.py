import pytest

from dlprep.cli.keys import letter


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        pytest.param("a", "a", id="small"),
        pytest.param("A", "a", id="caps-lock"),
        pytest.param("？", "?", id="chinese-question-mark"),
        pytest.param("５", "5", id="wide-digit"),
        pytest.param("　", " ", id="wide-space"),
        pytest.param("⑫", "", id="two-digits-are-no-quality"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_key_has_one_name(typed: str, key: str) -> None:
    assert letter(typed) == key
