"""The report of an interview as a page: Markdown, or HTML that needs nothing beside itself."""

from collections.abc import Iterator, Sequence

from dlprep.interview.report import Report
from dlprep.markup.html import escaped
from dlprep.markup.safe import printable
from dlprep.render.interview import words
from dlprep.render.interview.screen import Titles, overview
from dlprep.render.prose import plain
from dlprep.text import Language, Text

Rows = Sequence[Sequence[str]]
Section = tuple[str, Rows | Sequence[str]]
"""A heading, and under it a table, its head first, or a list."""

_STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #222;
  background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } th, td { padding: .15rem .8rem .15rem 0; text-align: right; }
th:first-child, td:first-child { text-align: left; } th { border-bottom: 1px solid #999; } h2 { font-size: 1.15rem; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b; } }
""".strip()


def markdown_page(found: Report, titles: Titles, language: Language) -> str:
    """Return the report as Markdown."""
    parts = [f"# {_in_markdown(_title(found, language))}"]
    parts.append("\n".join(f"- {_in_markdown(line)}" for line in overview(found, language)))
    for heading, content in _sections(found, titles, language):
        parts.append(f"## {heading}")
        if content and isinstance(content[0], str):
            parts.append("\n".join(f"- {_in_markdown(str(item))}" for item in content))
        else:
            head, *rows = ([_in_markdown(cell) for cell in row] for row in content)
            lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
            parts.append("\n".join(f"| {' | '.join(row)} |" for row in lines))
    return "\n\n".join(parts) + "\n"


def html_page(found: Report, titles: Titles, language: Language) -> str:
    """Return the report as one HTML file: no script, nothing fetched, every text escaped."""
    title = escaped(_title(found, language))
    parts = [f"<h1>{title}</h1>", _list(overview(found, language))]
    for heading, content in _sections(found, titles, language):
        parts.append(f"<h2>{escaped(heading)}</h2>")
        is_list = bool(content) and isinstance(content[0], str)
        parts.append(_list([str(item) for item in content]) if is_list else _table([list(row) for row in content]))
    body = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _title(found: Report, language: Language) -> str:
    return f"{words.TITLE.say(language)} {printable(found.record.begin.id)}"


def _sections(found: Report, titles: Titles, language: Language) -> Iterator[Section]:
    if not found.questions:
        return
    say = [each.say(language) for each in (words.TOPIC, words.QUESTIONS, words.SCORE, words.EARLIER)]
    topics = [
        [titles(topic).say(language), str(each.count), words.percent(each.value), words.percent(each.earlier)]
        for topic, each in found.topics.items()
    ]
    yield words.BY_TOPIC.say(language), [say, *topics]
    head = [each.say(language) for each in (words.CARD, words.TIME, words.SCORE, words.QUALITY)]
    yield words.BY_QUESTION.say(language), [head, *_questions(found)]
    missed = [_missed(each.text, each.weight, each.card, each.before, language) for each in found.missed]
    yield words.MISSED_POINTS.say(language), missed or [words.NOTHING_MISSED.say(language)]
    if found.review:
        yield words.REVIEW.say(language), list(found.review)
    if found.earlier:
        yield words.COMPARED.say(language), [f"{name}: {words.percent(value)}" for name, value in found.earlier]


def _questions(found: Report) -> Iterator[Sequence[str]]:
    for each in found.questions:
        score = each.score
        assert score is not None
        share = f"{words.number(score.got)}/{words.number(score.of)}" if score.of else "-"
        quality = "-" if score.quality is None else str(score.quality)
        yield f"{'↳ ' if each.ask.follows else ''}{each.ask.card}", words.clock(each.seconds), share, quality


def _missed(text: Text, weight: int, card: str, before: int, language: Language) -> str:
    again = f", {words.AGAIN.say(language).format(count=before)}" if before else ""
    return f"{'•' * weight} {plain(text.say(language))} ({card}{again})"


def _list(items: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escaped(printable(item))}</li>" for item in items) + "</ul>"


def _table(rows: Rows) -> str:
    head, *body = rows
    cells = "".join(f"<th>{escaped(printable(cell))}</th>" for cell in head)
    lines = ("".join(f"<td>{escaped(printable(cell))}</td>" for cell in row) for row in body)
    return f"<table>\n<tr>{cells}</tr>\n" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>"


def _in_markdown(text: str) -> str:
    """Show what Markdown would take for its own as it is."""
    shown = printable(text).replace("\\", "\\\\")
    for sign in "|*_`<>[]#":
        shown = shown.replace(sign, f"\\{sign}")
    return " ".join(shown.split())
