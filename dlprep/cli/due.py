"""`dlprep due` and `dlprep` alone: what today asks for."""

from collections.abc import Sequence
from typing import Any

import typer

from dlprep.cli.context import Context, context
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say, say_table
from dlprep.render import words
from dlprep.text import Language


def due(ctx: typer.Context, json: JsonOption = False, lang: LangOption = None) -> None:
    """Count the cards that today asks for, topic by topic.

    "due" are cards seen before whose day has come; "new" those the day still takes; "again" those answered today
    with less than 4.

    Examples:
      dlprep due
      dlprep due --json
    """
    here = context(ctx)
    data = _count(here, upcoming=json)
    if json:
        print_json(data)
        return
    language = here.languages(lang)[0]
    titles = here.bank().topic_title
    head = ("主题", "到期", "新卡", "再来") if language == "zh" else ("topic", "due", "new", "again")
    rows: list[Sequence[str]] = [head]
    for topic, counts in data["topics"].items():
        rows.append((titles(topic).say(language), *(str(counts[key]) for key in ("due", "new", "again"))))
    rows.append(("合计" if language == "zh" else "total", *(str(data[key]) for key in ("due", "new", "again"))))
    say_table(rows, right=frozenset({1, 2, 3}))


def at_a_glance(here: Context, json: bool, lang: str | None) -> None:
    """Today in a few lines: what is left, what was done, what comes next."""
    data = _count(here)
    if json:
        print_json(data)
        return
    language = here.languages(lang)[0]
    for line in _lines(data, here, language):
        say(line)


def _lines(data: dict[str, Any], here: Context, language: Language) -> list[str]:
    left, done = data["due"] + data["new"] + data["again"], data["done"]
    zh = language == "zh"
    lines = [
        f"今天要做：到期 {data['due']}，新卡 {data['new']}，再来 {data['again']}。"
        if zh
        else f"Today: {data['due']} due, {data['new']} new, {data['again']} again."
    ]
    if done["answers"]:
        spent = words.minutes(done["minutes"], language)
        lines.append(
            f"已做：{done['answers']} 次作答，{spent}，{done['passed']} 次答对。"
            if zh
            else f"Done: {done['answers']} answers in {spent}, {done['passed']} right."
        )
    if data["next"]:
        from datetime import date

        day, count = next(iter(data["next"].items()))
        when = words.day(date.fromisoformat(day), date.fromisoformat(data["today"]), language)
        number = words.cards(count, language)
        lines.append(f"下一批：{when} {number}。" if zh else f"Next: {number} {when}.")
    if left:
        lines.append("开始：dlprep review" if zh else "Start: dlprep review")
    else:
        more = "dlprep review --new 5"
        lines.append(f"今天完成了。还想多学：{more}" if zh else f"Nothing is left today. For more: {more}")
    if not (data["due"] or data["again"] or data["next"]):
        with here.store() as store:
            if here.has_lost_log(store):
                lines.append(words.LOG_GONE.say(language))
    for path in here.bank().index.broken:
        lines.append(f"{path}：有问题，见 dlprep bank check" if zh else f"{path}: has problems, see dlprep bank check")
    return lines


def _count(here: Context, *, upcoming: bool = True) -> dict[str, Any]:
    """Count what is left and what was done today, and, unless nobody asks, what comes on which day."""
    from collections import Counter

    from dlprep.review.day import candidates, cards_of_day, next_due
    from dlprep.stats.history import counted_ms

    today, bank = here.today(), here.bank()
    with here.store() as store:
        new = max(0, here.settings.new_per_day - store.introduced_on(today))
        day = cards_of_day(*candidates(bank, store, today, new=new), today, new=new)
        answers = store.answers_on(today)
        following = next_due(store.all_progress(), bank.entries, today) if upcoming else {}
    kinds = {"due": day.due, "new": day.new, "again": day.repeats}
    counts = {kind: Counter(entry.topic for entry in entries) for kind, entries in kinds.items()}
    return {
        "today": today.isoformat(),
        **{kind: count.total() for kind, count in counts.items()},
        "topics": {
            topic: {kind: count[topic] for kind, count in counts.items()}
            for topic in bank.index.topics
            if any(topic in count for count in counts.values())
        },
        "done": {
            "answers": len(answers),
            "passed": sum((answer.quality or 0) >= 3 for answer in answers),
            "minutes": round(sum(map(counted_ms, answers)) / 60_000, 1),
        },
        "next": {day.isoformat(): count for day, count in following.items()},
    }
