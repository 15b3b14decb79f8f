"""`dlprep config`: show and change the settings."""

import json as jsonlib
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli.complete import setting_names, setting_values
from dlprep.cli.context import Context, context
from dlprep.cli.help import App
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import broken, print_json, say, say_whole
from dlprep.errors import ConfigError, trouble
from dlprep.text import Language, Text

if TYPE_CHECKING:
    from dlprep.config import Setting

app = App()
KeyArgument = Annotated[
    str, typer.Argument(help="The setting's name.", metavar="KEY", autocompletion=setting_names, show_default=False)
]
ORIGINS = {
    "default": Text(zh="默认值", en="default"),
    "file": Text(zh="来自配置文件", en="from the file"),
    "environment": Text(zh="来自环境变量 {variable}", en="from {variable}"),
}


@app.callback(invoke_without_command=True)
def config(ctx: typer.Context, json: JsonOption = False, lang: LangOption = None) -> None:
    """Show every setting: its value, where the value comes from, and what it means.

    A flag overrides an environment variable (DLPREP_LANG for `lang`, and so on), which overrides the file, which
    overrides the default.

    Examples:
      dlprep config
      dlprep config set new_per_day 5
      dlprep config get new_per_day
      dlprep config unset new_per_day
      dlprep config path
      dlprep config --json
    """
    if ctx.invoked_subcommand is None:
        _list(context(ctx), json, lang)


@app.command()
def get(ctx: typer.Context, key: KeyArgument, json: JsonOption = False) -> None:
    """Print the value of one setting; of several folders, one a line.

    Examples:
      dlprep config get lang
      dlprep config get banks --json
    """
    from dlprep.config import known_name

    value = getattr(context(ctx).settings, known_name(key))
    if json:
        print_json({"key": key, "value": value})
        return
    for line in value if isinstance(value, tuple) else [value]:
        say_whole(line if isinstance(line, str) else jsonlib.dumps(line))


@app.command("set")
def set_(
    ctx: typer.Context,
    key: KeyArgument,
    values: Annotated[
        list[str],
        typer.Argument(
            help="Its value; of `banks` and `problems`, each folder.", metavar="VALUE", autocompletion=setting_values
        ),
    ],
    lang: LangOption = None,
) -> None:
    """Set one setting in the configuration file; comments and all else in the file stay.

    Examples:
      dlprep config set lang zh
      dlprep config set rollover_hour 3
      dlprep config set banks ~/cards ~/more-cards.md
    """
    from dlprep.config import Settings, known_name, write_setting

    here = context(ctx)
    several = isinstance(getattr(Settings(), known_name(key)), tuple)
    if len(values) > 1 and not several:
        raise ConfigError(
            Text(zh=f"{key} 只有一个值，给了 {len(values)} 个", en=f"{key} takes one value, got {len(values)}"),
            Text(zh="带空格的值要加引号", en="quote a value with spaces"),
        )
    write_setting(here.locations.config, key, values if several else values[0])
    _say(here, key, lang)


@app.command()
def unset(ctx: typer.Context, key: KeyArgument, lang: LangOption = None) -> None:
    """Take one setting out of the configuration file, so that its default holds.

    Examples:
      dlprep config unset lang
    """
    from dlprep.config import meanings, remove_setting

    here = context(ctx)
    remove_setting(here.locations.config, key)
    if key in meanings():
        _say(here, key, lang)


@app.command()
def path(ctx: typer.Context, json: JsonOption = False) -> None:
    """Print where the configuration file is, whether it exists or not.

    Examples:
      dlprep config path
      dlprep config path --json
    """
    file = context(ctx).locations.config
    if json:
        print_json({"path": str(file), "exists": file.exists()})
    else:
        say_whole(str(file))


@app.command()
def edit(ctx: typer.Context, lang: LangOption = None) -> None:
    """Open the configuration file in $VISUAL or $EDITOR (else vi), and check it afterwards.

    Where there is none yet, it begins with every setting at its default, commented out.

    Examples:
      EDITOR=nano dlprep config edit
    """
    from dlprep.cli.editor import edit as open_editor
    from dlprep.config import first_file, load_settings
    from dlprep.files import write_whole

    here = context(ctx)
    file = here.locations.config
    if not file.exists():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, first_file(here.interface_language()))
        except OSError as error:
            why = trouble(error)
            raise ConfigError(Text(zh=f"不能写入：{why.zh}", en=f"cannot be written: {why.en}").at(file)) from None
    open_editor(file, 1)
    load_settings(file)
    say_whole(str(file))


def _list(here: Context, json: bool, lang: str | None) -> None:
    from dlprep.config import read_settings

    file = here.locations.config
    settings = read_settings(file)
    if json:
        print_json({"path": str(file), "exists": file.exists(), "settings": [_json(one) for one in settings]})
        return
    from rich.padding import Padding
    from rich.text import Text as Line

    from dlprep.render.card import INDENT, prose
    from dlprep.render.console import open_console

    console, language = open_console(), here.languages(lang)[0]
    for one in settings:
        for line in broken(_line(one, language)):
            console.print(Line(line, style="bold"), soft_wrap=True)
        console.print(Padding(prose(one.meaning, [language]), INDENT, expand=False))
    missing = "" if file.exists() else ("（还没有）" if language == "zh" else " (not there yet)")
    for line in broken(f"{file}{missing}"):
        console.print(Line(line, style="dim"), soft_wrap=True)


def _say(here: Context, key: str, lang: str | None) -> None:
    """Say what holds after a change: an environment variable may still override the file."""
    from dlprep.cli.boundary import report
    from dlprep.config import read_settings

    try:
        (setting,) = (one for one in read_settings(here.locations.config) if one.name == key)
    except ConfigError as error:  # the change was made; something else is still wrong
        report(error, here.interface_language())
        return
    say(_line(setting, Context(here.home, lang=here.lang).interface_language()))


def _line(setting: "Setting", language: Language) -> str:
    origin = ORIGINS[setting.origin].say(language).format(variable=setting.variable)
    return f"{setting.name} = {jsonlib.dumps(setting.value, ensure_ascii=False)}  # {origin}"


def _json(setting: "Setting") -> dict[str, object]:
    return {
        "key": setting.name,
        "value": setting.value,
        "default": setting.default,
        "from": setting.origin,
        "variable": setting.variable,
        "meaning": {"zh": setting.meaning.zh, "en": setting.meaning.en},
    }
