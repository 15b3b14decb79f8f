"""Options that several commands share."""

from enum import StrEnum
from typing import Annotated

import typer

from dlprep.cli.complete import card_ids, families, problem_names, tags, topics
from dlprep.cli.context import Context


class Lang(StrEnum):
    """A choice of languages."""

    zh = "zh"
    en = "en"
    both = "both"


class LevelName(StrEnum):
    """A choice of level."""

    basic = "basic"
    intermediate = "intermediate"
    advanced = "advanced"


class Backend(StrEnum):
    """A choice of reference."""

    numpy = "numpy"
    torch = "torch"
    both = "both"


class Device(StrEnum):
    """A choice of device for torch."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _remember(ctx: typer.Context, lang: Lang | None) -> Lang | None:
    """Let what goes wrong later be said in this language, too."""
    here = ctx.find_object(Context)
    if here is not None and lang is not None:
        here.lang = lang
    return lang


LangOption = Annotated[
    Lang | None, typer.Option("--lang", help="Language of the cards and the interface.", callback=_remember)
]
TopicOption = Annotated[
    list[str] | None,
    typer.Option("--topic", metavar="TOPIC", help="Only this topic; may be repeated.", autocompletion=topics),
]
TagOption = Annotated[
    list[str] | None,
    typer.Option("--tag", metavar="TAG", help="Only cards with this tag; may be repeated.", autocompletion=tags),
]
LevelOption = Annotated[
    list[LevelName] | None,
    typer.Option("--level", metavar="LEVEL", help="Only basic, intermediate or advanced; may be repeated."),
]
CardArgument = Annotated[str, typer.Argument(help="The card's id.", metavar="CARD", autocompletion=card_ids)]
FamilyOption = Annotated[
    list[str] | None, typer.Option("--family", help="Only this family; may be repeated.", autocompletion=families)
]
ProblemOption = Annotated[
    list[str] | None, typer.Option("--problem", help="Only this one; may be repeated.", autocompletion=problem_names)
]
BackendOption = Annotated[
    Backend | None, typer.Option("--backend", help="Which reference grades computed answers. Default: numpy.")
]
DeviceOption = Annotated[Device | None, typer.Option("--device", help="Where torch computes. Default: auto.")]
