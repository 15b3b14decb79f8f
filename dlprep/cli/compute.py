"""`dlprep compute`: the list of the problems, and the group of its commands."""

from typing import Any

import typer

from dlprep.cli import drill, verify, work
from dlprep.cli.context import context
from dlprep.cli.help import App
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say, say_table
from dlprep.text import Language


class _ProblemGroup(typer.core.TyperGroup):
    """A word that is no command is the name of a problem to work."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        _, command, rest = super().resolve_command(ctx, ["work", *args])
        return args[0], command, rest  # by the problem's name it goes in the usage, too

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        name = self.commands["work"].params[0]
        return [*super().shell_complete(ctx, incomplete), *name.shell_complete(ctx, incomplete)]


class _Work(typer.core.TyperCommand):
    """Its first argument is its name."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return [piece for piece in super().collect_usage_pieces(ctx) if "NAME" not in piece]


app = App(cls=_ProblemGroup)
app.command(hidden=True, cls=_Work)(work.work)
app.command()(drill.drill)
app.command()(verify.verify)


@app.callback(invoke_without_command=True)
def compute(ctx: typer.Context, json: JsonOption = False, lang: LangOption = None) -> None:
    """List the computational problems; with a NAME, explain or work one.

    `dlprep compute NAME --help` says what can be done with one.

    Examples:
      dlprep compute                                   # list them
      dlprep compute conv_output_size                  # explain one, with an example
      dlprep compute conv_output_size size=8 kernel=3  # work it with your own numbers
      dlprep compute conv_output_size --seed 7         # with drawn ones
      dlprep compute conv_output_size --ask            # ask first
      dlprep compute conv_output_size size=8 kernel=3 --check 6x6
    """
    here = context(ctx)
    here.add_own_problems()
    if ctx.invoked_subcommand is None:
        _list(here.languages(lang)[0], json)


def _list(language: Language, json: bool) -> None:
    from dlprep.compute.families import family_title
    from dlprep.compute.registry import find_problem, problem_families
    from dlprep.compute.topics import TOPICS

    problems = [find_problem(name) for name in problem_families()]
    covered = {topic for problem in problems for topic in problem.covers} & set(TOPICS)
    if json:
        listed = [
            {"kind": p.name, "family": p.family, "title": {"zh": p.title.zh, "en": p.title.en}, "covers": p.covers}
            for p in problems
        ]
        print_json({"problems": listed, "topics": len(TOPICS), "topics_covered": len(covered)})
        return
    width = max(len(problem.name) for problem in problems)
    for family in dict.fromkeys(problem.family for problem in problems):
        title = family_title(family).say(language)
        say(f"{title}（{family}）" if language == "zh" else f"{title} ({family})")  # --family takes the name
        rows = [(f"  {p.name:{width}}", p.title.say(language)) for p in problems if p.family == family]
        say_table(rows, titled=False)
    count, topics, all_topics = len(problems), len(covered), len(TOPICS)
    say(
        f"{count} 个题型，覆盖资料中 {all_topics} 个可计算主题里的 {topics} 个"
        if language == "zh"
        else f"{count} problems cover {topics} of the {all_topics} computable topics of the documents"
    )
