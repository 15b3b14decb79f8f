"""What a computed answer came to: the verdict, the slip's name, the right answer, the worked steps."""

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic.fields import FieldInfo
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from dlprep.compute.backend import References
from dlprep.compute.instance import Instance
from dlprep.compute.registry import AnyProblem
from dlprep.figures.registry import figure_of
from dlprep.grading.answer import expects, format_answer
from dlprep.grading.grade import Grade
from dlprep.markup.safe import printable
from dlprep.puzzles.puzzle import Puzzle
from dlprep.render import words
from dlprep.render.card import INDENT, heading, lettered, prose
from dlprep.render.figure import FigureView
from dlprep.text import Language, Text

_MARKS = {"correct": ("✓", "bold green"), "partial": ("~", "bold magenta"), "near_miss": ("≈", "bold magenta")}


def verdict(grade: Grade, languages: Sequence[Language]) -> RenderableType:
    """Show the verdict and, where there is one, the sentence that teaches."""
    mark, style = _MARKS.get(grade.verdict, ("✗", "bold red"))
    if grade.verdict == "unreadable":
        mark, style = "?", "bold magenta"
    said = words.VERDICTS[grade.verdict].say(languages[0])
    if grade.verdict == "partial":
        said += f" ({sum(grade.right)}/{len(grade.right)})"
    slip = f" · {grade.slip.replace('_', ' ')}" if grade.slip and languages[0] == "en" else ""  # zh: the lesson says it
    parts: list[RenderableType] = [Line(f"{mark} {said}{slip}", style=style)]
    if grade.message:
        parts.append(Padding(prose(grade.message, languages), INDENT))
    return Group(*parts)


def solution(instance: Instance, references: References, languages: Sequence[Language]) -> RenderableType:
    """Show the right answer, the worked steps, who vouches for them, and the line that replays them."""
    steps = instance.problem.steps(instance.params)
    numbered = [
        Text(*(f"{i}. {step.say(language)}" for language in ("zh", "en"))) for i, step in enumerate(steps, start=1)
    ]
    return Group(
        Line.assemble(
            (words.ANSWER.say(languages[0]) + "  ", "bold cyan"), (answer_text(instance, references), "bold")
        ),
        *(("",) if numbered else ()),
        heading(words.STEPS, languages),
        *(Padding(prose(step, languages), INDENT) for step in numbered),
        *_table(instance, languages[0]),
        "",
        *checked_by(references, languages[0]),
        _command_line(replay_line(instance)),
    )


def drawn(instance: Instance, languages: Sequence[Language]) -> Iterator[RenderableType]:
    """Show the numbers of `instance` as a picture, where there is one of such numbers."""
    figure = figure_of(instance.problem.name, instance.params)
    if figure is not None:
        yield from ("", Padding(FigureView(figure, languages), INDENT))


def solved(puzzle: Puzzle, languages: Sequence[Language]) -> RenderableType:
    """Show the right answer of a puzzle, and its options, steps or text with the answer in it."""
    return Group(
        Line.assemble((words.ANSWER.say(languages[0]) + "  ", "bold cyan"), (printable(puzzle.solution()), "bold")),
        "",
        lettered(puzzle.solved(), languages),
        "",
    )


def _table(instance: Instance, language: Language) -> list[RenderableType]:
    work = instance.problem.table(instance.params)
    if work is None:
        return []
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in work.header:
        table.add_column(header.say(language), justify="right")
    for row in work.rows:
        table.add_row(*map(printable, row))
    return ["", Padding(table, INDENT)]


def answer_text(instance: Instance, references: References) -> str:
    """Return the right answer as it would be typed."""
    return format_answer(references.answer, instance.answer_type)


def replay_line(instance: Instance) -> str:
    """Return the command that shows the same question again."""
    values = instance.params.model_dump(mode="json", exclude_defaults=True)
    return command(instance.problem, values)


def command(problem: AnyProblem, values: Mapping[str, Any]) -> str:
    """Return the command line that works a problem with these values, ready to paste."""
    pairs = (f"{name}={compact(value)}" for name, value in values.items())
    return " ".join(["dlprep compute", problem.name, *map(shlex.quote, pairs)])


def _command_line(text: str) -> Line:
    """A command to copy: the terminal wraps it, so that the copy has no line breaks."""
    return Line(text, style="dim", no_wrap=True, overflow="ignore")


def disagreement(instance: Instance, references: References, languages: Sequence[Language]) -> RenderableType:
    """Say that the two references do not agree, so that nobody is graded by either."""
    kind = instance.answer_type
    values = ((name, value) for name, value in (("numpy", references.numpy), ("torch", references.torch)))
    said = "; ".join(f"{name}: {format_answer(value, kind)}" for name, value in values if value is not None)
    text = Text(
        zh=f"两个参考实现不一致，所以不评分。{said}\n请把下面这一行报告给我们：",
        en=f"The two references disagree, so this is not graded. {said}\nPlease report it with this line:",
    )
    lines = [Line(text.say(languages[0]), style="bold red"), _command_line(replay_line(instance))]
    return Group(*lines)


def expected_form(instance: Instance) -> Text:
    """Say in what form and how exactly the answer is wanted."""
    return expects(instance.answer_type)


def checked_by(references: References, language: Language) -> list[RenderableType]:
    """Say what torch had to do with the answer, if it was asked."""
    if references.torch is None:
        return []
    zh = language == "zh"
    if references.agree:
        said = f"两个参考实现一致（numpy，torch {references.device}）。"
        return [Line(said if zh else f"Both references agree (numpy, torch on {references.device}).", style="green")]
    return [Line(f"torch {references.device}", style="green")]


def explanation(problem: AnyProblem, language: Language) -> RenderableType:
    """Explain a problem: what it computes, its parameters with their defaults, a line to paste."""
    grid = Table.grid(padding=(0, 2))
    for name, field in problem.params.model_fields.items():
        default = "" if field.is_required() else f"= {compact(field.default)}"
        grid.add_row(Line(f"  {name}", style="bold"), Line(default), Line(_meaning(field, language)))
    return Group(
        heading(problem.title, [language]),
        *_what_it_computes(problem, language),
        "",
        grid,
        "",
        _command_line(command(problem, problem.example)),
    )


def _what_it_computes(problem: AnyProblem, language: Language) -> list[RenderableType]:
    """Say it in the words of the source file, which are English; in Chinese the question of the example says it."""
    paragraphs = _paragraphs(problem.source)
    if language == "en":
        return [*map(Line, paragraphs)]
    asked = problem.prompt(problem.read_params(problem.example))
    sources = (Line(part.replace("Source: ", "出处：", 1)) for part in paragraphs if part.startswith("Source:"))
    return [prose(asked, [language]), *sources]


def _meaning(field: FieldInfo, language: Language) -> str:
    extra = field.json_schema_extra
    zh = extra.get("zh") if language == "zh" and isinstance(extra, dict) else None
    return str(zh or field.description or "")


def _paragraphs(docstring: str) -> list[str]:
    """Join the lines of each paragraph, which were broken for the width of a source file; the source stands alone."""
    parts = docstring.replace("\nSource:", "\n\nSource:").split("\n\n")
    return [" ".join(part.split()) for part in parts]


def compact(value: Any) -> str:
    """Write a parameter's value as it would be typed: a word as it is, all else as JSON."""
    if isinstance(value, str) and value.isidentifier() and value not in ("true", "false", "null"):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
