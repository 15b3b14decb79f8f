"""The machine: Python, the packages, torch, the clock, the terminal."""

import os
import platform
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from dlprep import __version__
from dlprep.doctor.check import Check
from dlprep.scheduler.days import Instant
from dlprep.text import Text

PACKAGES = ("typer", "rich", "pydantic", "numpy", "PyYAML")
NARROW = 60  # columns: below that, screens are cut
AHEAD = timedelta(minutes=5)  # clocks of two machines differ by seconds


def python() -> Check:
    """Which Python runs, and where."""
    inside = sys.prefix != sys.base_prefix
    name = f"{platform.python_version()} ({platform.python_implementation()})"
    said = Text(
        zh=f"{name}，{'在虚拟环境里' if inside else '不在虚拟环境里'}",
        en=f"{name}, {'in a' if inside else 'outside any'} virtual environment",
    )
    facts = {"version": platform.python_version(), "virtual_environment": inside}
    return Check("python", "ok", said, facts=facts)


def system() -> Check:
    """Which system it is; single keys need a Unix terminal."""
    name = f"{platform.system()} {platform.release()} {platform.machine()}"
    facts = {"system": platform.system(), "release": platform.release(), "machine": platform.machine()}
    if platform.system() == "Windows":
        advice = Text(zh="review 需要 Unix 终端：请在 WSL 里运行", en="review needs a Unix terminal: run dlprep in WSL")
        return Check("system", "warning", Text(name, name), advice, facts)
    return Check("system", "ok", Text(name, name), facts=facts)


def packages() -> Check:
    """Which dlprep it is, and which versions of what it stands on."""
    found = {"dlprep": __version__}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "?"
    said = ", ".join(f"{name} {number}" for name, number in found.items())
    if "?" in found.values():
        advice = Text(zh="重新安装 dlprep", en="install dlprep again")
        return Check("packages", "wrong", Text(said, said), advice, found)
    return Check("packages", "ok", Text(said, said), facts=found)


def torch(backend: str, device: str) -> Check:
    """Whether torch is there and where it would compute, given the learner's `backend` and `device`."""
    from dlprep.compute.backend import has_torch

    facts: dict[str, str | None] = {"version": None, "device": None}
    if not has_torch():
        return Check(
            "torch",
            "warning" if backend == "numpy" else "wrong",
            Text(zh="没有安装", en="not installed"),
            Text(
                zh="需要第二个参考实现或 GPU 时：pip install 'dlprep[torch]'",
                en="for the second reference and the GPU: pip install 'dlprep[torch]'",
            ),
            facts,
        )
    import torch

    cuda = torch.cuda.is_available()
    where = torch.cuda.get_device_name(0) if cuda else "CPU"
    said = f"{torch.__version__}, {where}"
    facts = {"version": str(torch.__version__), "device": where}
    if device == "cuda" and not cuda:
        advice = Text(zh="改回来：dlprep config set device auto", en="set it back with: dlprep config set device auto")
        return Check("torch", "wrong", Text(zh=f"{said}，没有 CUDA", en=f"{said}, no CUDA"), advice, facts)
    return Check("torch", "ok", Text(said, said), facts=facts)


def clock(now: Instant, last: Instant | None) -> Check:
    """What time it is, and whether the log was ahead of it: `last` is the latest event's time."""
    sign, minutes = "-" if now.offset < 0 else "+", abs(now.offset)
    zone = f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"
    facts = {"now": now.isoformat(), "last_event": last.isoformat() if last else None}
    said = f"{now.wall():%Y-%m-%d %H:%M} {zone}"
    if last is not None and last.ms - now.ms > AHEAD.total_seconds() * 1000:
        wrong = f"{last.wall():%Y-%m-%d %H:%M}"
        return Check(
            "clock",
            "wrong",
            Text(
                zh=f"{said}；日志里最后一条是 {wrong}，在将来",
                en=f"{said}; the log's last line, {wrong}, is ahead of it",
            ),
            Text(
                zh="检查本机的日期、时间和时区；如果那条是别的机器导入的，检查那一台",
                en="check this machine's date, time and zone; if the line was imported, those of the other machine",
            ),
            facts,
        )
    if now.wall() < datetime(2025, 1, 1):  # noqa: DTZ001 -- wall-clock times are naive
        advice = Text(zh="本机的时钟没有调好", en="this machine's clock is not set")
        return Check("clock", "wrong", Text(said, said), advice, facts)
    return Check("clock", "ok", Text(said, said), facts=facts)


def terminal(
    encoding: str, columns: int, interactive: bool, plain: bool, environment: Mapping[str, str] = os.environ
) -> Check:
    """What the terminal can show: its `encoding`, its width in `columns`, whether it is one at all."""
    names = ("TERM", "COLORTERM", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR")
    set_ = {name: environment[name] for name in names if environment.get(name)}
    said = ", ".join(
        [f"{encoding}, {columns} columns", *(f"{name}={value}" for name, value in set_.items())]
        + (["plain"] if plain else [])
        + ([] if interactive else ["not a terminal"])
    )
    facts = {"encoding": encoding, "columns": columns, "interactive": interactive, "plain": plain, "environment": set_}
    advice = None
    if not encoding.lower().replace("-", "").startswith("utf8"):
        advice = Text(
            zh="公式和汉字需要 UTF-8：export LANG=zh_CN.UTF-8（或 PYTHONUTF8=1）",
            en="formulas and Chinese need UTF-8: export LANG=C.UTF-8 (or PYTHONUTF8=1)",
        )
    elif columns < NARROW:
        advice = Text(zh=f"加宽到 {NARROW} 列以上更好看", en=f"a window of {NARROW} columns or more shows whole lines")
    said_zh = said.replace("columns", "列").replace("not a terminal", "不是终端").replace("plain", "纯文本")
    return Check("terminal", "warning" if advice else "ok", Text(said_zh, said), advice, facts)
