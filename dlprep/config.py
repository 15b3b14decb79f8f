"""Settings: a flag beats an environment variable, which beats the configuration file, which beats the default."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dlprep.errors import ConfigError
from dlprep.files import write_whole


@dataclass(frozen=True, slots=True)
class Settings:
    """What a learner may set, with the defaults.

    Attributes:
        lang: language of questions and of the interface: zh, en or both; empty follows the locale.
        new_per_day: cards never seen before to add on a day.
        rollover_hour: o'clock at which the learner's day begins, 0..23.
        banks: folders of the learner's own cards, beside the shipped bank.
        problems: folders of the learner's own computational problems, Python files that are run.
        backend: which reference grades computed answers: numpy, torch or both.
        device: where torch computes: auto, cpu or cuda.
    """

    lang: str = ""
    new_per_day: int = 10
    rollover_hour: int = 4
    banks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    backend: str = "numpy"
    device: str = "auto"


def _one_of(*values: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in values:
            raise ValueError(f"must be one of {', '.join(v for v in values if v)}")
        return str(value)

    return check


def _integer(low: int, high: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        # bool is an int to Python, but `rollover_hour = true` is a slip
        if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).strip().isdecimal():
            raise ValueError(f"must be a whole number from {low} to {high}")
        if not low <= int(value) <= high:
            raise ValueError(f"must be from {low} to {high}")
        return int(value)

    return check


def _folders(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [part for part in value.split(os.pathsep) if part]
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise ValueError("must be a list of folders")
    return tuple(value)


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "lang": _one_of("zh", "en", "both", ""),
    "new_per_day": _integer(0, 9999),
    "rollover_hour": _integer(0, 23),
    "banks": _folders,
    "problems": _folders,
    "backend": _one_of("numpy", "torch", "both"),
    "device": _one_of("auto", "cpu", "cuda"),
}


def load_settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of the file at `path`, which need not exist, overridden by DLPREP_<NAME> variables.

    Raises:
        ConfigError: the file is not TOML, or a setting is unknown or out of range.
    """
    found = _read(path)
    unknown = sorted(set(found) - set(_CHECKS))
    if unknown:
        raise ConfigError(f"{path}: unknown setting {unknown[0]!r}", f"the settings are {', '.join(_CHECKS)}")
    settings: dict[str, Any] = {}
    for field in fields(Settings):
        variable = f"DLPREP_{field.name.upper()}"
        for place, value in ((variable, environment.get(variable) or None), (path, found.get(field.name))):
            if value is None:
                continue
            try:
                settings[field.name] = _CHECKS[field.name](value)
            except ValueError as error:
                raise ConfigError(f"{place}: {field.name} {error}, got {value!r}") from None
            break
    return Settings(**settings)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}", "mend the file or move it away") from None


def write_setting(path: Path, name: str, value: Any) -> None:
    """Set `name` in the configuration file at `path`, which need not exist; all else in it stays as it is.

    Raises:
        ConfigError: the value is out of range, or the file cannot be read or written.
    """
    import tomlkit

    try:
        _CHECKS[name](value)
    except ValueError as error:
        raise ConfigError(f"{name} {error}, got {value!r}") from None
    _read(path)  # raises where it is not TOML
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        document[name] = value
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, tomlkit.dumps(document))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
