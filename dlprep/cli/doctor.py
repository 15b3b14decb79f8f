"""`dlprep doctor`: whether everything is in order, to paste into a report."""

import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dlprep.cli.context import Context, context, now
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say
from dlprep.errors import ConfigError
from dlprep.text import Language, Text

if TYPE_CHECKING:
    from dlprep.config import Settings
    from dlprep.doctor.check import Check
    from dlprep.doctor.repair import Mend

NAMES = {
    "python": "Python",
    "system": "系统",
    "packages": "软件包",
    "torch": "torch",
    "config": "设置",
    "data": "数据",
    "database": "日志",
    "backup": "备份",
    "clock": "时钟",
    "bank": "题库",
    "terminal": "终端",
    "machine": "本机",
    "files": "文件",
    "states": "状态",
    "interviews": "面试",
    "cards": "卡片",
    "cache": "缓存",
}
VERDICTS = {
    "ok": Text(zh="正常", en="ok"),
    "warning": Text(zh="注意", en="warning"),
    "wrong": Text(zh="有问题", en="wrong"),
}
MENDED = Text(zh="已修复", en="mended")
FAILED = Text(zh="没修好", en="not mended")


def doctor(
    ctx: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="First mend what is damaged; nothing that can still be read is lost.")
    ] = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Look whether everything is in order: Python, torch, the data and the log, the settings, the cards, the terminal.

    Plain text to paste into a report: your home folder is written ~, and no card, answer or name is in it. Exits with 1
    if something is wrong; what is only missing or odd is a warning.

    --repair looks into everything first, which takes some seconds, and mends what is damaged. Of the log every line is
    saved that can be read from the damaged file, the newest backup or the folder you sync with. Of settings, interviews
    and edited cards it keeps what can be read. Where you stand with every card and the index of the cards are made
    anew. Damaged files are moved to quarantine/ in your data folder, never deleted.

    Examples:
      dlprep doctor
      dlprep doctor --json
      dlprep doctor --repair
    """
    from dlprep.doctor.check import worst

    here = context(ctx)
    mends = _mends(here) if repair else []
    checks = _checks(here)
    verdict = "wrong" if not all(mend.done for mend in mends) else worst(checks)
    if json:
        repairs = [_mend_json(mend) for mend in mends]
        print_json({"verdict": verdict, "repairs": repairs, "checks": [_json(check) for check in checks]})
    else:
        language = here.interface_language()
        mended = _mend_lines(mends, language) if repair else []
        for line in (*mended, *(line for check in checks for line in _lines(check, language))):
            say(_hide_home(line))
    if verdict == "wrong":
        raise typer.Exit(1)


def _mends(here: Context) -> "list[Mend]":
    from dlprep.bank.bank import Bank
    from dlprep.doctor.repair import mend_all
    from dlprep.locations import shipped_bank

    places = here.locations

    def cards() -> object:  # opened late: the settings, which name the banks, may be mended first
        own = [Path(folder).expanduser() for folder in here.banks or _settings(here).banks]
        folders = [shipped_bank(), *(folder for folder in own if folder.exists())]
        return Bank(folders, places.bank_index, places.overlay).entries

    return mend_all(places, cards, datetime.now().astimezone())


def _checks(here: Context) -> "list[Check]":
    from dlprep.bank.bank import Bank
    from dlprep.doctor import data, database, machine
    from dlprep.doctor.check import run_check
    from dlprep.locations import shipped_bank
    from dlprep.render.plain import is_plain

    settings = _settings(here)
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
        "backup": lambda: database.backup(places.database, places.backups),
        "files": lambda: data.files(places.data, places.overlay),
        "clock": lambda: machine.clock(now(), database.latest(places.database)),
        "bank": lambda: data.bank(
            lambda folders: Bank(folders, places.bank_index, places.overlay), shipped_bank(), own
        ),
        "terminal": lambda: machine.terminal(sys.stdout.encoding, columns, sys.stdout.isatty(), is_plain()),
    }
    return [run_check(name, check) for name, check in checks.items()]


def _settings(here: Context) -> "Settings":
    from dlprep.config import Settings

    try:
        return here.settings
    except ConfigError:  # the check of the settings says it
        return Settings()


def _mend_lines(mends: "list[Mend]", language: Language) -> list[str]:
    if not mends:
        return ["没有什么要修复的。" if language == "zh" else "There was nothing to repair."]
    lines = []
    for mend in mends:
        verdict = (MENDED if mend.done else FAILED).say(language)
        name = NAMES.get(mend.name, mend.name) if language == "zh" else mend.name
        lines.append(f"{verdict}{' ' if language == 'zh' else '  '}{name}{_colon(language)}{mend.said.say(language)}")
        if mend.advice:
            lines.append(f"    → {mend.advice.say(language)}")
    return lines


def _mend_json(mend: "Mend") -> Any:
    said = {"zh": mend.said.zh, "en": mend.said.en}
    return _without_home({"name": mend.name, "done": mend.done, "said": said, "facts": dict(mend.facts)})


def _lines(check: "Check", language: Language) -> list[str]:
    name = NAMES.get(check.name, check.name) if language == "zh" else check.name
    verdict = VERDICTS[check.verdict].say(language)
    lines = [f"{verdict}{' ' if language == 'zh' else '  '}{name}{_colon(language)}{check.said.say(language)}"]
    if check.advice:
        lines.append(f"    → {check.advice.say(language)}")
    return lines


def _colon(language: Language) -> str:
    return "：" if language == "zh" else ": "


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
