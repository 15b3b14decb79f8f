"""`dlprep doctor`: whether everything is in order, to paste into a report."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dlprep.cli.context import Context, context, now
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say
from dlprep.errors import ConfigError
from dlprep.text import Language, Text

if TYPE_CHECKING:
    from dlprep.doctor.check import Check

NAMES = {
    "python": "Python",
    "system": "系统",
    "packages": "软件包",
    "torch": "torch",
    "config": "设置",
    "data": "数据",
    "database": "日志",
    "clock": "时钟",
    "bank": "题库",
    "terminal": "终端",
}
VERDICTS = {
    "ok": Text(zh="正常", en="ok"),
    "warning": Text(zh="注意", en="warning"),
    "wrong": Text(zh="有问题", en="wrong"),
}


def doctor(
    ctx: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="First compute where you stand with every card anew from the log.")
    ] = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Look whether everything is in order: Python, torch, the data and the log, the settings, the cards, the terminal.

    Plain text to paste into a report: your home folder is written ~, and no card, answer or name is in it. Exits with 1
    if something is wrong; what is only missing or odd is a warning.

    Examples:
      dlprep doctor
      dlprep doctor --json
      dlprep doctor --rebuild
    """
    from dlprep.doctor.check import worst
    from dlprep.markup.safe import printable

    here = context(ctx)
    if rebuild and here.locations.database.exists():
        with here.store() as store:
            store.rebuild()
    checks = _checks(here)
    verdict = worst(checks)
    if json:
        print_json({"verdict": verdict, "checks": [_json(check) for check in checks]})
    else:
        language = here.interface_language()
        for check in checks:
            for line in _lines(check, language):
                say(printable(_hide_home(line)))
    if verdict == "wrong":
        raise typer.Exit(1)


def _checks(here: Context) -> "list[Check]":
    from dlprep.bank.bank import Bank
    from dlprep.config import Settings
    from dlprep.doctor import data, database, machine
    from dlprep.doctor.check import run_check
    from dlprep.locations import shipped_bank
    from dlprep.render.plain import is_plain

    try:
        settings = here.settings
    except ConfigError:  # the check of the settings says it
        settings = Settings()
    places = here.locations
    own = [Path(folder) for folder in here.banks or settings.banks]
    columns = shutil.get_terminal_size().columns
    checks = {
        "python": machine.python,
        "system": machine.system,
        "packages": machine.packages,
        "torch": lambda: machine.torch(settings.backend, settings.device),
        "config": lambda: data.config(places.config),
        "data": lambda: data.folder(places.data),
        "database": lambda: database.database(places.database),
        "clock": lambda: machine.clock(now(), database.latest(places.database)),
        "bank": lambda: data.bank(
            lambda folders: Bank(folders, places.cache / "bank-index.json", places.overlay), shipped_bank(), own
        ),
        "terminal": lambda: machine.terminal(sys.stdout.encoding, columns, sys.stdout.isatty(), is_plain()),
    }
    return [run_check(name, check) for name, check in checks.items()]


def _lines(check: "Check", language: Language) -> list[str]:
    name = NAMES.get(check.name, check.name) if language == "zh" else check.name
    verdict = VERDICTS[check.verdict].say(language)
    colon = "：" if language == "zh" else ": "
    lines = [f"{verdict}{' ' if language == 'zh' else '  '}{name}{colon}{check.said.say(language)}"]
    if check.advice:
        lines.append(f"    → {check.advice.say(language)}")
    return lines


def _json(check: "Check") -> Any:
    said, advice = check.said, check.advice
    return _without_home(
        {
            "name": check.name,
            "verdict": check.verdict,
            "said": {"zh": said.zh, "en": said.en},
            "advice": {"zh": advice.zh, "en": advice.en} if advice else None,
            "facts": dict(check.facts),
        }
    )


def _without_home(data: Any) -> Any:
    if isinstance(data, str):
        return _hide_home(data)
    if isinstance(data, dict):
        return {key: _without_home(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_without_home(value) for value in data]
    return data


def _hide_home(text: str) -> str:
    """Write the learner's home folder, which often has a name in it, as ~."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text
