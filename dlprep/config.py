"""Settings: a flag beats an environment variable, which beats the configuration file, which beats the default."""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, NamedTuple

from dlprep.errors import ConfigError, trouble
from dlprep.files import write_whole
from dlprep.rules import RuleError
from dlprep.text import Language, Text


@dataclass(frozen=True)
class _OneOf:
    values: tuple[str, ...]

    def __call__(self, value: Any) -> str:
        if value not in self.values:
            shown = [value for value in self.values if value]
            raise RuleError(zh=f"只能是 {'、'.join(shown)}", en=f"must be one of {', '.join(shown)}")
        return str(value)


def _integer(low: int, high: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        # bool is an int to Python, but `rollover_hour = true` is a slip
        is_number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if not (is_number or (isinstance(value, str) and re.fullmatch(r"\s*\d{1,9}\s*", value))):
            raise RuleError(zh=f"必须是 {low} 到 {high} 的整数", en=f"must be a whole number from {low} to {high}")
        if not low <= int(value) <= high:
            raise RuleError(zh=f"必须在 {low} 到 {high} 之间", en=f"must be from {low} to {high}")
        return int(value)

    return check


def _folders(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [part for part in value.split(os.pathsep) if part]
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise RuleError(zh="必须是文件夹的列表", en="must be a list of folders")
    return tuple(value)


def _folder(value: Any) -> str:
    if not isinstance(value, str):
        raise RuleError(zh="必须是一个文件夹", en="must be a folder")
    return value


def _yes_or_no(value: Any) -> bool:
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in words:
        raise RuleError(zh="只能是 true 或 false", en="must be true or false")
    return words[value.lower()]


def _setting(default: Any, check: Callable[[Any], Any], *, zh: str, en: str) -> Any:
    return field(default=default, metadata={"check": check, "meaning": Text(zh=zh, en=en)})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a learner may set.

    A line here is all that a new setting takes: the default, the check, and what it means. The configuration file, the
    variable DLPREP_<NAME>, `dlprep config`, its help and the test of the README go by it.
    """

    lang: str = _setting(
        "",
        _OneOf(("zh", "en", "both", "")),
        zh="题目和界面的语言：zh、en 或 both；留空则随系统语言",
        en="language of the cards and the interface: zh, en or both; empty: your locale's",
    )
    new_per_day: int = _setting(10, _integer(0, 9999), zh="每天学几张新卡片", en="new cards a day")
    rollover_hour: int = _setting(
        4, _integer(0, 23), zh="几点开始算新的一天，0 到 23", en="o'clock at which your day begins, 0 to 23"
    )
    leech_lapses: int = _setting(
        8,
        _integer(1, 9999),
        zh="学会之后又忘了几次，算作难缠的卡片",
        en="lapses that make a card a leech, which is pointed out",
    )
    banks: tuple[str, ...] = _setting(
        (),
        _folders,
        zh="你自己的题库：YAML 文件夹或 Markdown 文件；由 dlprep bank add 写入",
        en="your own cards: folders of YAML, or Markdown files; set by dlprep bank add",
    )
    problems: tuple[str, ...] = _setting(
        (),
        _folders,
        zh="你自己的计算题所在的文件夹：里面的 Python 文件会被运行",
        en="folders of your own computational problems: Python files, which are run",
    )
    backend: str = _setting(
        "numpy",
        _OneOf(("numpy", "torch", "both")),
        zh="用哪个参考实现评分：numpy、torch 或 both",
        en="which reference grades computed answers: numpy, torch or both",
    )
    device: str = _setting(
        "auto",
        _OneOf(("auto", "cpu", "cuda")),
        zh="torch 在哪里计算：auto、cpu 或 cuda",
        en="where torch computes: auto, cpu or cuda",
    )
    sync: str = _setting(
        "",
        _folder,
        zh="几台机器共用的文件夹，每次复习之后与它同步；留空则不同步",
        en="folder that your machines share, to sync with after each review; empty: none",
    )
    plain: bool = _setting(
        False,
        _yes_or_no,
        zh="为读屏软件准备的纯文本：没有线框、颜色和光标移动",
        en="plain text for screen readers: no lines, boxes, colours or moving cursor",
    )


Origin = Literal["default", "file", "environment"]
_DEFAULT: Origin = "default"


class Setting(NamedTuple):
    """A setting as it holds now.

    Attributes:
        origin: where the value comes from.
        variable: the environment variable that overrides the file.
    """

    name: str
    value: Any
    default: Any
    origin: Origin
    variable: str
    meaning: Text


def meanings() -> dict[str, Text]:
    """Return what each setting means, by its name."""
    return {one.name: one.metadata["meaning"] for one in fields(Settings)}


def choices(name: str) -> list[str]:
    """Return the values that a setting may have, where they can be counted; else none."""
    (setting,) = (one for one in fields(Settings) if one.name == name)
    if isinstance(setting.default, bool):
        return ["true", "false"]
    check = setting.metadata["check"]
    return [value for value in check.values if value] if isinstance(check, _OneOf) else []


def load_settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of the file at `path`, which need not exist, overridden by DLPREP_<NAME> variables.

    Raises:
        ConfigError: the file is not TOML, or a setting is unknown or out of range.
    """
    return Settings(**{setting.name: setting.value for setting in read_settings(path, environment)})


def read_settings(path: Path, environment: Mapping[str, str] = os.environ) -> list[Setting]:
    """Return every setting with where its value comes from.

    Raises:
        ConfigError: as `load_settings`.
    """
    found = _read(path)
    known = {one.name: one for one in fields(Settings)}
    unknown = sorted(set(found) - set(known))
    if unknown:
        name, names = unknown[0], ", ".join(known)
        raise ConfigError(
            Text(zh=f"{path}：没有 {name!r} 这个设置", en=f"{path}: unknown setting {name!r}"),
            Text(
                zh=f"去掉它：dlprep config unset {name}；设置有 {names}",
                en=f"take it out with: dlprep config unset {name}; the settings are {names}",
            ),
        )
    settings = []
    for name, one in known.items():
        variable = f"DLPREP_{name.upper()}"
        value, origin = one.default, _DEFAULT
        if environment.get(variable):
            value, origin = _checked(name, environment[variable], variable), "environment"
        elif name in found:
            value, origin = _checked(name, found[name], str(path)), "file"
        settings.append(Setting(name, value, one.default, origin, variable, one.metadata["meaning"]))
    return settings


def _checked(name: str, value: Any, place: str = "") -> Any:
    (check,) = (one.metadata["check"] for one in fields(Settings) if one.name == name)
    try:
        return check(value)
    except RuleError as error:
        given = _shown(value)
        said = Text(zh=f"{name} {error.said.zh}，给的是 {given}", en=f"{name} {error.said.en}, got {given}")
        raise ConfigError(said.at(place) if place else said) from None


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # a number of thousands of digits, written in hexadecimal
        text = f"0x{value:x}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:  # Python's own reader has a limit of digits and of depth
        why = Text(zh=f"不是 TOML：{error}", en=str(error))
        if isinstance(error, OSError | UnicodeDecodeError):
            why = trouble(error)
        raise ConfigError(
            Text(zh=f"读不了：{why.zh}", en=f"cannot be read: {why.en}").at(path),
            Text(
                zh="改好它（dlprep config edit）；或者：dlprep doctor --repair",
                en="mend the file (dlprep config edit), or: dlprep doctor --repair",
            ),
        ) from None


def write_setting(path: Path, name: str, value: Any) -> None:
    """Set `name` in the configuration file at `path`, which need not exist; all else in it stays as it is.

    Raises:
        ConfigError: there is no such setting, the value is out of range, or the file cannot be read or written.
    """
    known_name(name)
    checked = _checked(name, value)

    def write(document: Any) -> None:
        document[name] = list(checked) if isinstance(checked, tuple) else checked

    _change(path, write)


def remove_setting(path: Path, name: str) -> bool:
    """Take `name` out of the configuration file, so that the default holds; return whether it was in it.

    A name that is no setting can be taken out too: it is a slip in the file.

    Raises:
        ConfigError: there is no such setting, in the file or at all; or the file cannot be read or written.
    """
    if name not in _read(path):
        known_name(name)
        return False
    _change(path, lambda document: document.remove(name))
    return True


def known_name(name: str) -> str:
    """Return `name` if it is a setting's.

    Raises:
        ConfigError: it is none; says which there are.
    """
    names = [one.name for one in fields(Settings)]
    if name not in names:
        all_names = ", ".join(names)
        raise ConfigError(
            Text(zh=f"没有 {name!r} 这个设置", en=f"there is no setting {name!r}"),
            Text(zh=f"设置有 {all_names}", en=f"the settings are {all_names}"),
        )
    return name


def _change(path: Path, change: Callable[[Any], None]) -> None:
    import tomlkit

    _read(path)  # raises where it is not TOML
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.exists() else tomlkit.document()
        change(document)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, tomlkit.dumps(document))
    except OSError as error:
        raise ConfigError(
            Text(zh=f"不能写入：{trouble(error).zh}", en=f"cannot be written: {trouble(error).en}").at(path)
        ) from None


def first_file(language: Language) -> str:
    """Return the text of a configuration file to begin with: every setting at its default, commented out."""
    import json

    lines = []
    for one in fields(Settings):
        default = list(one.default) if isinstance(one.default, tuple) else one.default
        lines.append(f"# {one.metadata['meaning'].say(language)}\n# {one.name} = {json.dumps(default)}\n")
    return "\n".join(lines)
