"""Damaged settings: config.toml and the environment."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from dlprep.config import first_file, meanings
from tests.fuzz.campaign import Broken, Campaign
from tests.fuzz.mutate import NASTY, NUMBERS, as_text, mutate
from tests.fuzz.screen import command, new_home

FILE = b"""# my settings
lang = "both"
new_per_day = 10
rollover_hour = 4
banks = ["cards", 'more']
problems = []
backend = "numpy"
sync = ""
plain = false
"""
COMMANDS = (
    *(("config",), ("config", "--json"), ("due",), ("config", "set", "new_per_day", "5"), ("config", "unset", "lang")),
    *(
        ("config", "set", "lang", "zh"),
        ("config", "unset", "plain"),
        ("doctor",),
        ("bank", "remove", "cards"),
        ("config", "path"),
    ),
)
WORDS = [
    word.encode()
    for word in (
        *meanings(),
        *(
            " = ",
            '"""',
            "'''",
            "[table]",
            "[[table]]",
            "a.b.c = 1",
            "{a = 1}",
            "1979-05-27T07:32:00Z",
            "true",
            "0x_1",
            "inf",
        ),
        *(
            '["a", 1]',
            '"\\u001b[2J"',
            '"\\U00110000"',
            '"\\ud800"',
            "#",
            "\\",
            "lang.x = 1",
            '"\\u0000"',
            '["\\u0000"]',
        ),
    )
]


@dataclass(frozen=True, slots=True)
class Set:
    """A configuration file, variables, and the command to run."""

    file: bytes
    variables: dict[str, str]
    arguments: tuple[str, ...]


class Settings(Campaign[Set]):
    """The file with every setting, and one variable or two."""

    share = 1500
    calls = 2

    def __init__(self, scratch: Path) -> None:
        """Take the file with every setting, and the one to begin with."""
        super().__init__(scratch)
        self.files = [FILE, first_file("zh").encode(), first_file("en").replace("# ", "").encode()]
        self.home = new_home(scratch / "home")
        for arguments in COMMANDS:  # what they import stays in memory
            self.read(Set(b'banks = ["cards"]', {}, arguments))

    def make(self, rng: Random) -> Set:
        """Damage the file, and now and then the environment."""
        file = mutate(rng, rng.choice(self.files), self.files, WORDS) if rng.random() < 0.9 else b""
        variables = {}
        for name in rng.sample([*meanings(), "home"], k=rng.choice((0, 0, 0, 1, 2))):
            value = rng.choice((*NASTY, *NUMBERS, *WORDS, mutate(rng, b"zh:10:true", self.files, WORDS)))
            text = as_text(rng, value).replace("\x00", "")[:20_000]  # no environment holds a NUL
            variables[f"DLPREP_{name.upper()}"] = text if name != "home" else f"{self.scratch}/{text[:300]}"
        return Set(file, variables, rng.choice(COMMANDS))

    def read(self, made: Set) -> bool:
        """Run the command. What is refused stays as it is."""
        path = self.home / "config.toml"
        path.write_bytes(made.file)
        result = command(self.home, made.arguments, variables=made.variables)
        if result.exit_code == 2 and path.read_bytes() != made.file:
            raise Broken(f"{made.arguments} is refused and changed the file")
        return result.exit_code == 0
