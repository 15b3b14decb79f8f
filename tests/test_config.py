from pathlib import Path

import pytest

from dlprep.config import (
    Settings,
    first_file,
    load_settings,
    meanings,
    read_settings,
    remove_setting,
    write_setting,
)
from dlprep.errors import ConfigError
from dlprep.text import Language


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
        pytest.param("plain = 2", "true or false", id="not-a-bool"),
        pytest.param("banks = 3", "list of folders", id="banks"),
        pytest.param("langauge = 1", "unknown setting 'langauge'", id="typo"),
        pytest.param("lang = ", "cannot be read", id="not-toml"),
        pytest.param("\0", "cannot be read", id="binary"),
        pytest.param(f"new_per_day = {'9' * 5000}", "cannot be read", id="thousands-of-digits"),
        pytest.param(f"new_per_day = 0x{'f' * 6000}", "must be from 0 to 9999, got 0xfff", id="hexadecimal-digits"),
        pytest.param(f"banks = {'[' * 3000}", "cannot be read", id="deep-nesting"),
        pytest.param(f"lang = '{'x' * 9000}'", r"got 'x{56}\.\.\.$", id="a-page-as-value"),
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
    with pytest.raises(
        ConfigError, match="DLPREP_ROLLOVER_HOUR: rollover_hour must be a whole number from 0 to 23, got '9"
    ):
        load_settings(Path("none.toml"), {"DLPREP_ROLLOVER_HOUR": "9" * 5000})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(text, value, id=text)
        for text, value in [("1", True), ("true", True), ("No", False), ("off", False)]
    ],
)
def test_a_switch_is_read_from_a_variable(written: str, expected: bool) -> None:
    assert load_settings(Path("none.toml"), {"DLPREP_PLAIN": written}).plain is expected


def test_every_setting_says_where_it_comes_from(tmp_path: Path) -> None:
    path = write(tmp_path, 'lang = "zh"\nnew_per_day = 3\n')
    found = {one.name: (one.value, one.origin) for one in read_settings(path, {"DLPREP_NEW_PER_DAY": "7"})}
    assert list(found) == list(meanings())
    assert found["lang"] == ("zh", "file")
    assert found["new_per_day"] == (7, "environment")
    assert found["rollover_hour"] == (4, "default")


def test_a_setting_is_written_beside_what_is_there(tmp_path: Path) -> None:
    path = write(tmp_path, '# mine\nlang = "zh"  # Chinese\n')
    write_setting(path, "new_per_day", "7")
    write_setting(path, "banks", ["/a"])
    text = '# mine\nlang = "zh"  # Chinese\nnew_per_day = 7\nbanks = ["/a"]\n'
    assert path.read_text(encoding="utf-8") == text
    assert remove_setting(path, "lang")
    assert not remove_setting(path, "lang")
    assert load_settings(path, {}) == Settings(new_per_day=7, banks=("/a",))


def test_a_byte_order_mark_is_no_slip(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("new_per_day = 5\n", encoding="utf-8-sig")
    assert load_settings(path, {}).new_per_day == 5
    write_setting(path, "lang", "zh")
    assert load_settings(path, {}) == Settings(new_per_day=5, lang="zh")


def test_a_slip_in_the_file_can_be_taken_out(tmp_path: Path) -> None:
    path = write(tmp_path, "langauge = 1\n")
    assert remove_setting(path, "langauge")
    with pytest.raises(ConfigError, match="there is no setting 'langauge'"):
        remove_setting(path, "langauge")


def test_a_setting_that_does_not_exist_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no setting 'langauge'"):
        write_setting(tmp_path / "config.toml", "langauge", "zh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_file_holds_every_default(tmp_path: Path, language: Language) -> None:
    text = first_file(language)
    assert load_settings(write(tmp_path, text), {}) == Settings()
    settings = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line)
    path = write(tmp_path, settings)
    assert load_settings(path, {}) == Settings()
    assert {one.origin for one in read_settings(path, {})} == {"file"}
