from pathlib import Path

import pytest

from dlprep.config import Settings, load_settings
from dlprep.errors import ConfigError


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml", {}) == Settings()


def test_environment_beats_file_beats_default(tmp_path: Path) -> None:
    path = write(tmp_path, 'lang = "zh"\nnew_per_day = 3\nbanks = ["/a", "/b"]\n')
    found = load_settings(path, {"DLPREP_NEW_PER_DAY": "7"})
    assert (found.lang, found.new_per_day, found.rollover_hour, found.banks) == ("zh", 7, 4, ("/a", "/b"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('lang = "fr"', "lang must be one of zh, en, both", id="unknown-language"),
        pytest.param("rollover_hour = 24", "from 0 to 23", id="hour-24"),
        pytest.param("rollover_hour = true", "whole number", id="bool"),
        pytest.param("new_per_day = -1", "whole number", id="negative"),
        pytest.param("new_per_day = 2.5", "whole number", id="fraction"),
        pytest.param("banks = 3", "list of folders", id="banks"),
        pytest.param("langauge = 1", "unknown setting 'langauge'", id="typo"),
        pytest.param("lang = ", "cannot be read", id="not-toml"),
        pytest.param("\0", "cannot be read", id="binary"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError, match=message) as caught:
        load_settings(path, {})
    assert str(path) in caught.value.message
    assert caught.value.exit_code == 2


def test_a_bad_variable_is_named() -> None:
    with pytest.raises(ConfigError, match="DLPREP_BACKEND"):
        load_settings(Path("none.toml"), {"DLPREP_BACKEND": "jax"})
