"""Odd words on the command line: ids, names, queries, parameters, answers and names of files."""

import shutil
from contextlib import chdir
from pathlib import Path
from random import Random

from dlprep.compute.registry import find_problem, problem_families
from tests.fuzz.campaign import Campaign
from tests.fuzz.mutate import as_text, mutate
from tests.fuzz.screen import command, new_home

WORDS = [
    word.encode()
    for word in (
        *(
            "../../x",
            "/etc/passwd",
            "/dev/zero",
            "~/x",
            "a/b",
            ".",
            "..",
            "-",
            "--",
            "--json",
            "-x",
            "--lang",
            "C:\\x",
            "x" * 5000,
        ),
        *(
            "[1,2]",
            "[[7,2,3],[3,2,1]]",
            "{a: 1}",
            "&a [*a]",
            "!!python/object:os.system",
            "1e999",
            "nan",
            "true",
            "null",
            "~",
            "'",
        ),
        *(
            "=",
            "size=",
            "kernel=3",
            "__class__=1",
            "梯度",
            "梯度消失怎么办",
            "sigmoid-max-slope",
            "relu",
            "％",
            "*",
            "?",
            "[a-z]",
        ),
    )
]
READING = (
    *(
        ("show",),
        ("suspend",),
        ("bury",),
        ("reset",),
        ("cards",),
        ("cards", "--tag"),
        ("due", "--topic"),
        ("due", "--json"),
    ),
    *(
        ("edit", "--print"),
        ("edit", "--revert"),
        ("log", "-n"),
        ("stats", "--topic"),
        ("figure",),
        ("compute",),
        ("--lang",),
        (),
    ),
    *(("bank", "search"), ("bank", "check"), ("bank", "add"), ("bank", "remove"), ("bank", "new"), ("import", "log")),
    *(
        ("import", "anki"),
        ("interview", "report"),
        ("compute", "verify", "--problem"),
        ("config", "get"),
        ("config", "unset"),
    ),
    *(("config", "set", "banks"), ("config", "set", "lang"), ("--bank",)),
)
WRITING = (
    *(
        ("figure", "relu", "--svg"),
        ("bank", "new", "x", "--to"),
        ("export", "log"),
        ("export", "markdown"),
        ("backup",),
    ),
    *(
        ("export", "anki", "--topic", "numerics"),
        ("export", "csv"),
        ("sync",),
        ("--home",),
        ("import", "anki", "--cards", "deck.apkg", "--to"),
    ),
)
"""Commands that write where they are told to: there no word leads out of the folder."""


class Arguments(Campaign[tuple[str, ...]]):
    """A command and a word or two that it has to take or to refuse."""

    share = 600
    calls = 2

    def __init__(self, scratch: Path) -> None:
        """Know what each problem takes."""
        super().__init__(scratch)
        self.home = new_home(scratch / "home")
        self.examples = {
            name: [f"{key}={value}".encode() for key, value in find_problem(name).example.items()]
            for name in problem_families()
        }

    def make(self, rng: Random) -> tuple[str, ...]:
        """Damage a parameter, or what stands behind a command."""
        if rng.random() < 0.5:
            name = rng.choice([*self.examples])
            parameters = list(self.examples[name])
            place = rng.randrange(len(parameters))
            parameters[place] = mutate(rng, parameters[place], parameters, WORDS)
            more = ("--check", _word(rng, b"1, 2")) if rng.random() < 0.3 else ()
            return ("compute", name, *(_clean(as_text(rng, one)) for one in parameters), *more, "--backend", "numpy")
        words = [_word(rng, rng.choice(WORDS)) for _ in range(rng.choice((1, 1, 1, 2)))]
        if rng.random() < 0.7:
            return (*rng.choice(READING), *words)
        return (*rng.choice(WRITING), *(word.replace("/", "_").replace("..", "_").replace("~", "_") for word in words))

    def read(self, made: tuple[str, ...]) -> bool:
        """Run it in a folder where nothing else is."""
        here = self.scratch / "here"
        here.mkdir()
        try:
            with chdir(here):
                return command(self.home, made).exit_code == 0
        finally:
            shutil.rmtree(here)
            (self.home / "config.toml").unlink(missing_ok=True)


def _word(rng: Random, data: bytes) -> str:
    return _clean(as_text(rng, mutate(rng, data, WORDS, WORDS)))


def _clean(text: str) -> str:
    """Return what the operating system can pass on: no NUL, and not any length."""
    return text.replace("\x00", "")[:20_000]
