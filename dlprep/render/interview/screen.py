"""An interview on the terminal: the head of a question, its points with ticks, the report, the list of interviews."""

from collections.abc import Callable, Collection, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Line

from dlprep.interview.asked import Asked
from dlprep.interview.record import Question, Record, Score
from dlprep.interview.report import Report, share
from dlprep.markup.safe import printable
from dlprep.render import card as cards
from dlprep.render.headline import Headline
from dlprep.render.interview import words
from dlprep.render.words import LEVELS
from dlprep.text import Language, Text

Titles = Callable[[str], Text]


def head(asked: Asked, title: Text, used: float, left: float, language: Language) -> RenderableType:
    """Show which question this is, the clock, its topic and level."""
    question = asked.question
    parts = [words.QUESTION.say(language).format(number=question.number)]
    if question.ask.follows:
        parts.append(words.FOLLOW_UP.say(language))
    parts += [words.clock_line(used, left, language), printable(title.say(language))]
    parts.append(LEVELS[question.ask.level].say(language))
    return Headline(*parts)


def question(asked: Asked, languages: Sequence[Language]) -> RenderableType:
    """Show what is asked, behind the follow-up that led to it where one did."""
    shown = cards.question(asked.card, languages, asked.instance, asked.puzzle)
    if asked.question.ask.words is None:
        return shown
    return Group(cards.prose(asked.question.ask.words.text, languages, "italic"), "", shown)


def points(asked: Asked, languages: Sequence[Language], ticked: Collection[int]) -> RenderableType:
    """Show the points with a tick at those that were said."""
    return cards.points(asked.points, languages, ticked)


def scored(score: Score, missed: bool, language: Language) -> RenderableType:
    """Show what an answer is worth."""
    if score.quality is None:
        return Line(words.UNGRADED.say(language), style="magenta")
    said = words.WORTH.say(language).format(
        got=words.number(score.got), of=words.number(score.of), quality=score.quality
    )
    later = f" · {words.TOMORROW.say(language)}" if missed else ""
    return Line(f"→ {said}{later}", style="magenta" if missed else "green")


def report_screen(found: Report, titles: Titles, languages: Sequence[Language]) -> Iterator[RenderableType]:
    """Yield the report, part by part."""
    language = languages[0]
    yield Headline(words.TITLE.say(language), printable(found.record.begin.id))
    for line in overview(found, language):
        yield Line(line)
    if not found.questions:
        return
    yield ""
    yield cards.heading(words.BY_TOPIC, languages)
    yield _topics(found, titles, language)
    yield ""
    yield cards.heading(words.BY_QUESTION, languages)
    yield _questions(found.questions, language)
    yield ""
    yield from _missed(found, languages)
    if found.review:
        yield ""
        yield cards.heading(words.REVIEW, languages)
        yield from (Line(f"  {printable(card)}") for card in found.review)
    if found.earlier:
        yield ""
        yield cards.heading(words.COMPARED, languages)
        yield from (Line(f"  {printable(name)}  {words.percent(value)}") for name, value in found.earlier)


def overview(found: Report, language: Language) -> list[str]:
    """Return the report's first lines: the score beside earlier ones, the time."""
    record = found.record
    lines = []
    if found.questions:
        total = found.total
        score = f"{words.SCORE.say(language)} {words.percent(total.value)}"
        score += f" ({words.number(total.got)}/{words.number(total.of)})"
        if total.earlier is not None:
            score += f" · {words.EARLIER.say(language)} {words.percent(total.earlier)}"
        lines.append(score)
    else:
        lines.append(words.NO_QUESTIONS.say(language))
    used = f"{words.TIME.say(language)} {words.clock(record.used)}/{words.clock(record.begin.minutes * 60)}"
    if found.seconds_a_question is not None:
        used += f" · {words.MEAN_TIME.say(language).format(time=words.clock(found.seconds_a_question))}"
    ended = words.ENDED[record.end.reason if record.end else None].say(language)
    role = words.ROLES[record.begin.role].say(language) if record.begin.role in words.ROLES else record.begin.role
    return [*lines, used, f"{printable(role)} · {ended}"]


def listing(records: Sequence[Record], language: Language) -> list[Sequence[str]]:
    """Return the rows of a list of interviews, the head first."""
    head = [each.say(language) for each in (words.ROLE, words.QUESTIONS, words.TIME, words.SCORE)]
    rows: list[Sequence[str]] = [["id", *head, ""]]
    for record in records:
        role = words.ROLES.get(record.begin.role)
        rows.append(
            [
                printable(record.begin.id),
                role.say(language) if role else printable(record.begin.role),
                str(len(record.scored)),
                words.clock(record.used),
                words.percent(share(record.scored).value),
                words.ENDED[record.end.reason if record.end else None].say(language),
            ]
        )
    return rows


def _topics(found: Report, titles: Titles, language: Language) -> Table:
    table = _table((words.TOPIC, words.QUESTIONS, words.SCORE, words.EARLIER), language)
    for topic, each in found.topics.items():
        table.add_row(
            f"  {printable(titles(topic).say(language))}",
            str(each.count),
            words.percent(each.value),
            words.percent(each.earlier),
        )
    return table


def _questions(questions: Sequence[Question], language: Language) -> Table:
    table = _table((words.CARD, words.TIME, words.SCORE, words.QUALITY), language)
    for each in questions:
        assert each.score is not None
        score = each.score
        share_ = f"{words.number(score.got)}/{words.number(score.of)}" if score.of else "-"
        arrow = "↳ " if each.ask.follows else ""
        quality = "-" if score.quality is None else str(score.quality)
        table.add_row(f"  {arrow}{printable(each.ask.card)}", words.clock(each.seconds), share_, quality)
    return table


def _table(titles: Sequence[Text], language: Language) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    first, *others = titles
    table.add_column(f"  {first.say(language)}", overflow="fold")
    for title in others:
        table.add_column(title.say(language), justify="right", no_wrap=True)
    return table


def _missed(found: Report, languages: Sequence[Language]) -> Iterator[RenderableType]:
    language = languages[0]
    yield cards.heading(words.MISSED_POINTS, languages)
    if not found.missed:
        yield Line(f"  {words.NOTHING_MISSED.say(language)}")
    for each in found.missed:
        yield cards.lettered([("•" * each.weight, each.text)], languages)
        again = f" · {words.AGAIN.say(language).format(count=each.before)}" if each.before else ""
        yield Line(f"      {printable(each.card)}{again}", style="dim")
