"""`dlprep compute NAME`: a worked example, or a single question, outside the schedule."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dlprep.cli.complete import problem_names, problem_parameters
from dlprep.cli.context import context
from dlprep.cli.options import Backend, BackendOption, Device, DeviceOption, JsonOption, LangOption, LevelName
from dlprep.cli.output import print_json
from dlprep.errors import UsageError
from dlprep.text import Language, Text

if TYPE_CHECKING:
    from dlprep.compute.backend import References
    from dlprep.compute.instance import Instance
    from dlprep.compute.registry import AnyProblem
    from dlprep.grading.grade import Grade


def work(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", autocompletion=problem_names, hidden=True)],
    parameters: Annotated[
        list[str] | None,
        typer.Argument(
            help="Your own numbers, as in size=224 kernel=7.",
            metavar="KEY=VALUE",
            autocompletion=problem_parameters,
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Draw the numbers; the same seed, the same ones.")] = None,
    level: Annotated[LevelName | None, typer.Option("--level", help="How hard the drawn numbers are.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask before showing the answer.")] = False,
    check: Annotated[str | None, typer.Option("--check", help="Grade this answer.", metavar="ANSWER")] = None,
    backend: BackendOption = None,
    device: DeviceOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Work a problem with your own numbers, or with drawn ones.

    Both references run where torch is installed, and must agree.

    Examples:
      dlprep compute conv_output_size
      dlprep compute conv_output_size size=224 kernel=7 stride=2 padding=3
      dlprep compute receptive_field "layers=[[7,2,3],[3,2,1]]"
      dlprep compute prelu_derivative --seed 7 --level intermediate
      dlprep compute stable_softmax "logits=[1000,1001]" --check "0.2689, 0.7311"
    """
    from dlprep.compute.registry import find_problem

    if ask and json:
        raise UsageError(
            Text(zh="--ask 是给人用的，--json 是给程序用的", en="--ask talks to a person, --json to a program"),
            Text(zh="用 --check ANSWER --json 评分", en="grade with --check ANSWER --json"),
        )
    languages = context(ctx).languages(lang)
    problem = find_problem(name)
    values = _values(parameters or ())
    drawn = seed is not None or level is not None or (ask and not values)
    if not values and not drawn and check is None:
        _explain(problem, languages[0], json)
        return
    instance = _instance(problem, values, seed, level) if drawn else _own(problem, values)
    references = _references(instance, backend, device or Device(context(ctx).settings.device))
    if ask:
        check = ask_until_read(instance, languages) or ""
    result = _grade(instance, references, check) if check is not None else None
    if json:
        print_json(_json(instance, references, result))
    else:
        _show(instance, references, result, languages, asked=ask)
    if references.agree is False:
        raise typer.Exit(1)


def _values(parameters: Sequence[str]) -> dict[str, Any]:
    from dlprep.bank.document import read_text

    values: dict[str, Any] = {}
    for parameter in parameters:
        key, equals, text = parameter.partition("=")
        if not equals or not key.isidentifier():
            raise UsageError(
                Text(zh=f"{parameter!r} 不是参数", en=f"{parameter!r} is not a parameter"),
                Text(zh="参数写成 名字=值，例如 kernel=3", en="write parameters as name=value, such as kernel=3"),
            )
        if key in values:
            raise UsageError(
                Text(zh=f"{key} 给了两次", en=f"{key}: is given twice"), Text(zh="只给一次", en="give it once")
            )
        document = read_text(text)
        for _, complaint in document.problems:
            raise UsageError(
                Text(zh=f"{key}：{text!r} {complaint.zh}", en=f"{key}: {text!r} {complaint.en}"),
                Text(zh="写数、词或列表，例如 [1000,1001]", en="write numbers, words, or lists such as [1000,1001]"),
            )
        values[key] = document.value
    return values


def _instance(problem: "AnyProblem", values: dict[str, Any], seed: int | None, level: LevelName | None) -> "Instance":
    import random

    from dlprep.compute.instance import draw

    unknown = [key for key in values if key not in problem.params.model_fields]
    if unknown:
        problem.read_params(values)  # raises, and says which names there are
    return draw(problem, seed if seed is not None else random.getrandbits(32), (level or LevelName.basic).value, values)


def _own(problem: "AnyProblem", values: dict[str, Any]) -> "Instance":
    from dlprep.compute.instance import Instance

    return Instance(problem, problem.read_params(values))


def _references(instance: "Instance", backend: Backend | None, device: Device) -> "References":
    from dlprep.compute.backend import has_torch, run_references

    if backend is None:
        backend = Backend.both if has_torch() else Backend.numpy
    return run_references(instance.problem, instance.params, backend.value, device.value)


def _grade(instance: "Instance", references: "References", text: str) -> "Grade | None":
    from dlprep.compute.grade import grade

    return grade(instance, references.answer, text) if references.agree is not False else None


def ask_until_read(instance: "Instance", languages: Sequence[Language]) -> str | None:
    """Ask until the answer can be read. Nothing typed gives up: ""; `q` or the end of the input: None."""
    from rich.text import Text as Line

    from dlprep.grading.read import read
    from dlprep.grading.unreadable import Unreadable
    from dlprep.render import feedback, words
    from dlprep.render.card import prose
    from dlprep.render.console import open_console

    console = open_console()
    console.print(prose(instance.problem.prompt(instance.params), languages, "bold"), "")
    console.print(prose(feedback.expected_form(instance), languages[:1], "italic"))
    console.print(Line(words.HELP_ASKED.say(languages[0]), style="dim"))
    while True:
        try:
            text = input(words.YOUR_ANSWER.say(languages[0])).strip()
        except EOFError:
            return None
        if not text:
            return ""
        if text.lower() == "q":
            return None
        try:
            read(text, instance.answer_type)
        except Unreadable as error:
            console.print(Line(error.message.say(languages[0]), style="magenta"))
        else:
            return text


def _show(
    instance: "Instance",
    references: "References",
    result: "Grade | None",
    languages: Sequence[Language],
    *,
    asked: bool,
) -> None:
    from dlprep.compute.backend import has_torch
    from dlprep.render import feedback, words
    from dlprep.render.card import prose
    from dlprep.render.console import open_console

    console = open_console()
    if not asked:
        console.print(prose(instance.problem.prompt(instance.params), languages, "bold"), "")
    if references.agree is False:
        console.print(feedback.disagreement(instance, references, languages), crop=False)
        return
    if result is not None and (not asked or result.verdict != "unreadable"):
        console.print(feedback.verdict(result, languages), "")
        if result.verdict == "unreadable":
            return
    if not has_torch():
        console.print(prose(words.NO_TORCH, languages[:1]), "")
    for shown in (feedback.solution(instance, references, languages), *feedback.drawn(instance, languages)):
        console.print(shown, crop=False)


def _json(instance: "Instance", references: "References", result: "Grade | None") -> dict[str, Any]:
    from dataclasses import asdict

    from dlprep.render.feedback import replay_line

    problem = instance.problem
    table = problem.table(instance.params)
    data: dict[str, Any] = {
        "kind": problem.name,
        "family": problem.family,
        "level": instance.level,
        "seed": instance.seed,
        "params": instance.values(),
        "prompt": asdict(problem.prompt(instance.params)),
        "answer": references.answer,
        "references": {"numpy": references.numpy, "torch": references.torch},
        "agree": references.agree,
        "device": references.device,
        "steps": [asdict(step) for step in problem.steps(instance.params)],
        "table": table and {"header": [asdict(header) for header in table.header], "rows": table.rows},
        "replay": replay_line(instance),
    }
    if result is not None:
        data |= {"verdict": result.verdict, "slip": result.slip, "right": list(result.right), "given": result.given}
        data["message"] = asdict(result.message) if result.message else None
    return data


def _explain(problem: "AnyProblem", language: Language, json: bool) -> None:
    from dlprep.render import feedback
    from dlprep.render.console import open_console

    if json:
        schema = problem.params.model_json_schema()
        print_json({"kind": problem.name, "family": problem.family, "params": schema, "example": problem.example})
        return
    open_console().print(feedback.explanation(problem, language), crop=False)
