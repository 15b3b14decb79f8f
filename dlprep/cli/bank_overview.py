"""`dlprep bank coverage`, `stats` and `search`: what is in the bank."""

from collections import Counter
from typing import Annotated

import typer

from dlprep.cli.context import context
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say, say_table
from dlprep.text import Text


def coverage(
    ctx: typer.Context,
    missing: Annotated[bool, typer.Option("--missing", help="List the units that no card covers.")] = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show how much of each document the cards cover.

    A unit is covered when a card asks it in words; computational cards are counted beside that. Exits with 1 while any
    unit is missing.

    Examples:
      dlprep bank coverage
      dlprep bank coverage --missing --lang zh
    """
    from dlprep.bank.coverage import coverage as cover
    from dlprep.bank.sources import read_units
    from dlprep.locations import shipped_bank

    here = context(ctx)
    language = here.languages(lang)[0]
    found = cover(read_units(shipped_bank()), here.bank().entries.values())
    units, asked, drilled = (sum(getattr(one, name) for one in found) for name in ("units", "asked", "drilled"))
    if json:
        print_json(
            {
                "units": units,
                "covered": asked,
                "drilled": drilled,
                "documents": [
                    {
                        "document": one.document,
                        "units": one.units,
                        "covered": one.asked,
                        "drilled": one.drilled,
                        "missing": [unit.id for unit in one.missing],
                    }
                    for one in found
                ],
            }
        )
    elif missing:
        for unit in (unit for one in found for unit in one.missing):
            say(f"{unit.id}  {unit.title.say(language)}")
    else:
        zh = language == "zh"
        head = ("文档", "条目", "有问答", "有计算") if zh else ("document", "units", "covered", "computed")
        rows = [(one.document, str(one.units), str(one.asked), str(one.drilled)) for one in found]
        total = ("合计" if zh else "all", str(units), str(asked), str(drilled))
        say_table([head, *rows, total], right=frozenset((1, 2, 3)))
    if asked < units:
        raise typer.Exit(1)


def stats(ctx: typer.Context, json: JsonOption = False, lang: LangOption = None) -> None:
    """Count the cards by topic, kind and level.

    Examples:
      dlprep bank stats
      dlprep bank stats --json
    """
    from dlprep.bank.numbers import by_topic
    from dlprep.render import words

    here = context(ctx)
    bank, language = here.bank(), here.languages(lang)[0]
    topics = by_topic(bank.entries.values())
    if json:
        print_json(
            {
                "cards": len(bank.entries),
                "topics": [
                    {"topic": one.topic, "cards": one.cards, "kinds": dict(one.kinds), "levels": dict(one.levels)}
                    for one in topics
                ],
            }
        )
        return
    zh = language == "zh"
    head = [
        "主题" if zh else "topic",
        "卡片" if zh else "cards",
        *(words.KINDS[kind].say(language) for kind in words.KINDS),
        "入门/中等/进阶" if zh else "basic/inter/adv",
    ]
    # In English the topic's name says it, in the room that there is.
    names = [bank.topic_title(one.topic).zh if zh else one.topic for one in topics]
    rows = [[name, str(one.cards), *_cells(one.kinds, one.levels)] for name, one in zip(names, topics, strict=True)]
    sums = [sum((getattr(one, counted) for one in topics), Counter[str]()) for counted in ("kinds", "levels")]
    total = ["合计" if zh else "all", str(len(bank.entries)), *_cells(*sums)]
    say_table([head, *rows, total], right=frozenset(range(1, len(head))), gap=1)


def search(
    ctx: typer.Context,
    text: Annotated[list[str], typer.Argument(help="What the card says, in either language; all words must be in it.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many.")] = 20,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Find cards by id, tag, question or any of their texts. Exits with 1 if there is none.

    Examples:
      dlprep bank search gradient clipping
      dlprep bank search 梯度裁剪 --limit 5
    """
    from dlprep.bank.search import search as find
    from dlprep.bank.search import spelled
    from dlprep.render.prose import plain

    here = context(ctx)
    language = here.languages(lang)[0]
    here.add_own_problems()
    bank, wanted, cache = here.bank(), " ".join(text), here.locations.cache / "bank-texts.json"
    hits = find(bank, wanted, cache)
    if not hits and (meant := spelled(bank, wanted, cache)) != wanted and (hits := find(bank, meant, cache)):
        said = Text(zh=f"没有“{wanted}”，按“{meant}”找：", en=f"no card says {wanted!r}; these say {meant!r}:")
        say(said.say(language), err=True)
    if json:
        print_json([{"card": hit.card, "question": {"zh": hit.zh, "en": hit.en}} for hit in hits[:limit]])
    else:
        for hit in hits[:limit]:
            say(f"{hit.card}\n  {plain(hit.zh if language == 'zh' else hit.en)}")
        more = len(hits) - limit
        if more > 0:
            say(f"另有 {more} 张；--limit 可以看更多" if language == "zh" else f"{more} more; see --limit")
        if not hits:
            say("没有找到" if language == "zh" else "no card says that")
    if not hits:
        raise typer.Exit(1)


def _cells(kinds: Counter[str], levels: Counter[str]) -> list[str]:
    from dlprep.compute.levels import LEVELS
    from dlprep.render import words

    return [*(str(kinds[kind] or "") for kind in words.KINDS), "/".join(str(levels[level]) for level in LEVELS)]
