"""What is wrong with a command line, in both languages. Typer finds it, and says it in English only."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from dlprep.cli.context import Context
from dlprep.cli.output import say
from dlprep.rules import broken
from dlprep.text import Language, Text

_CHINESE = {
    r"No such option: (\S+)": "没有选项 {}",
    r"No such command (.+)": "没有命令 {}",
    r"Missing command": "缺少命令",
    r"Missing argument (.+)": "缺少参数 {}",
    r"Missing option (.+)": "缺少选项 {}",
    r"Got unexpected extra arguments? ?(?:\(s\))? ?\((.+)\)": "多出了参数 {}",
    r"Option (.+) requires an argument": "选项 {} 后面要写一个值",
    r"Option (.+) requires (\d+) arguments": "选项 {} 后面要写 {} 个值",
    r"Option (.+) does not take a value": "选项 {} 后面不写值",
    r"(.+) is not one of (.+)": "{} 不在 {} 之中",
    r"(.+) is not a valid integer(?: range)?": "{} 不是整数",
    r"(.+) is not a valid float(?: range)?": "{} 不是数",
    r"(.+) is not in the range (.+)": "{} 不在范围 {} 之内",
}
"""Typer's messages without the full stop, and what they mean."""
_SUGGESTION = re.compile(r"(.+?)\.? \(?(?:Possible options:|Did you mean(?: one of)?:?) (.+?)\??\)?")


def is_misuse(error: Exception) -> bool:
    """Whether Typer says with `error` that the command line cannot be read. What only asks for the help is none."""
    return hasattr(error, "format_message") and type(error).__name__ != "NoArgsIsHelpError"


def report_misuse(error: Any, language: Language) -> None:
    """Print how the command is used and what is wrong, on standard error."""
    said = Text(zh=f"错误：{_complaint(error).zh}", en=f"Error: {_complaint(error).en}")
    if (at := getattr(error, "ctx", None)) is not None:
        usage = at.get_usage()
        usage = usage.replace("Usage: ", "用法：", 1) if language == "zh" else usage
        say(usage, err=True)
        hint = f"{at.command_path} {at.help_option_names[0]}"
        say(Text(zh=f"说明：{hint}", en=f"Try '{hint}' for help.").say(language) + "\n", err=True)
    say(said.say(language), err=True)
    if (advice := _advice(error)) is not None:
        say(f"  {advice.say(language)}", err=True)


def _advice(error: Any) -> Text | None:
    """Say where an option belongs that stands behind the command, and what does what was looked for."""
    at, option = getattr(error, "ctx", None), getattr(error, "option_name", "")
    if at is None:
        return None
    if at.command_path == "dlprep bank" and "'list'" in error.format_message():
        return Text(zh="dlprep cards 列出卡片", en="dlprep cards lists the cards")
    root = at.find_root()
    if at is not root and any(option in param.opts for param in root.command.params):
        name, _, rest = at.command_path.partition(" ")
        return Text(
            zh=f"{option} 写在命令前面：{name} {option} ... {rest}",
            en=f"{option} goes before the command: {name} {option} ... {rest}",
        )
    return None


def spoken(words: Sequence[str], here: Context) -> Language:
    """Return the language of the interface. A command line that cannot be read may ask for one all the same."""
    for word, after in pairwise([*words, ""]):
        name, _, value = word.partition("=")
        if name == "--lang" and (value or after) in ("zh", "en", "both"):
            return here.languages(value or after)[0]
    return here.interface_language()


def _complaint(error: Any) -> Text:
    en = error.format_message()
    if not (found := re.fullmatch(r"Invalid value(?: for (.+?))?: (.+)", en, re.DOTALL)):
        return Text(_in_chinese(en), en)
    place, rule = found[1] or "", Text(_in_chinese(found[2]), found[2])
    if hasattr(error.__cause__, "errors"):  # pydantic's, by which Typer reads values
        rule = broken(error.__cause__.errors()[0])
        rule = Text(_in_chinese(rule.zh), rule.en)
    return Text(zh=f"{place} 的值不对：{rule.zh}", en=f"Invalid value for {place}: {rule.en}")


def _in_chinese(said: str) -> str:
    if re.search("[\u4e00-\u9fff]", said):
        return said
    if found := _SUGGESTION.fullmatch(said):
        return f"{_in_chinese(found[1])}；是不是 {found[2].replace(', ', '、')}？"
    for pattern, meaning in _CHINESE.items():
        if found := re.fullmatch(pattern, said.rstrip(".")):
            return meaning.format(*found.groups()).replace("', '", "'、'")
    return f"命令行读不懂：{said}"
