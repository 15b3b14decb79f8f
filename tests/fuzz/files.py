"""Damaged files that dlprep keeps: versions of cards, interviews, the machine's name, caches, a shared folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.banks import card, write_bank
from tests.fuzz.banks import WORDS as CARD_WORDS
from tests.fuzz.campaign import Broken, Campaign
from tests.fuzz.logs import LINES
from tests.fuzz.logs import WORDS as LINE_WORDS
from tests.fuzz.mutate import mutate, mutate_page
from tests.fuzz.screen import command, new_home

INTERVIEW = b"""\
{"type":"begin","version":1,"id":"20260301-200000","at":"2026-03-01T20:00:00+08:00","minutes":30,"seed":7,"plan":["relu"]}
{"type":"ask","card":"relu","topic":"activations","level":"basic","kind":"recall","seed":1,"used":0.0}
{"type":"answer","text":"it is max(0, x)","matched":[0],"seconds":20.5,"used":20.5}
{"type":"why","point":1,"used":21.0}
{"type":"score","at_ms":1772366400000,"offset":480,"day":"2026-03-01","ticked":[0],"missed":[{"point":1,"weight":2,"words":\
{"zh":"x","en":"y"}}],"got":3.0,"of":5.0,"quality":3,"used":40.0}
{"type":"end","reason":"quit","used":41.0}
"""
MACHINE = b'{"id": "0a1b2c3d", "host": "laptop"}\n'
_OVERLAY = "overlay/sigmoid-max-slope.yaml"
_INTERVIEW = "interviews/20260301-200000.jsonl"
_CACHE = "cache/bank-index.db"
_TELLING = (b"alpha", b"own/one.yaml", b"CREATE TABLE")
_SHARED = "shared/dlprep-log-0a1b2c3d-0001.jsonl"
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    _OVERLAY: (
        ("show", "sigmoid-max-slope"),
        ("due",),
        ("bank", "check", "{home}/overlay"),
        ("cards", "--state", "edited"),
    ),
    _INTERVIEW: (
        *(("interview", "list"), ("interview", "report"), ("interview", "report", "--json"), ("interview", "--resume")),
        *(
            ("interview", "report", "--markdown", "{home}/report.md"),
            ("interview", "report", "--html", "{home}/report.html"),
        ),
    ),
    "machine.json": (("sync", "{home}/shared"),),
    _SHARED: (("sync", "{home}/shared"), ("sync", "{home}/shared", "--json")),
    _CACHE: (
        *(("--bank", "{home}/own", "due", "--json"), ("--bank", "{home}/own", "cards", "--json", "--topic", "one")),
        *(
            ("--bank", "{home}/own", "show", "alpha"),
            ("--bank", "{home}/own", "bank", "search", "What", "alpha", "--json"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the home, its content, and the command to run."""

    name: str
    content: bytes
    arguments: tuple[str, ...]


class Files(Campaign[Kept]):
    """One file at a time. A cache also may not mislead: what is shown is what is shown without it."""

    share = 400
    calls = 2

    def __init__(self, scratch: Path) -> None:
        """Make a home in which everything is sound, and see what it shows."""
        super().__init__(scratch)
        self.home = new_home(scratch / "home")
        write_bank(self.home / "own", {"one.yaml": card("alpha") + card("beta")})
        (self.home / "shared").mkdir()
        self.sound: dict[tuple[str, ...], str] = {}
        self.seeds = {_OVERLAY: card("sigmoid-max-slope").encode(), _INTERVIEW: INTERVIEW, "machine.json": MACHINE}
        self.seeds[_SHARED] = b"".join(LINES)
        for arguments in COMMANDS[_CACHE]:
            self.sound[arguments] = self._run(arguments)
        self.seeds[_CACHE] = (self.home / _CACHE).read_bytes()

    def make(self, rng: Random) -> Kept:
        """Damage one file."""
        name = rng.choice([*COMMANDS])
        if name == _CACHE:
            return Kept(name, mutate_page(rng, self.seeds[name], LINES, _TELLING), rng.choice(COMMANDS[name]))
        words = [*CARD_WORDS, *LINE_WORDS, b'"stamp"', b'"facts"', b'"version"', b'"groups"', b'"cards"', b'"host"']
        content = self.seeds[name]
        return Kept(name, mutate(rng, content, [content, *LINES], words), rng.choice(COMMANDS[name]))

    def read(self, made: Kept) -> bool:
        """Run the command with the damaged file, and put things right again."""
        path = self.home / made.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made.content)
        try:
            result = command(self.home, self._filled(made.arguments))
            if made.name == _CACHE and result.stdout != self.sound[made.arguments]:
                raise Broken(f"a damaged cache misleads: {result.stdout[:300]!r}")
        finally:
            for folder in ("overlay", "interviews", "shared"):
                shutil.rmtree(self.home / folder, ignore_errors=True)
            (self.home / "shared").mkdir()
            path.unlink(missing_ok=True)
            (self.home / _CACHE).write_bytes(self.seeds[_CACHE])
            for database in self.home.glob("reviews.db*"):
                database.unlink()
        return result.exit_code == 0

    def _run(self, arguments: tuple[str, ...]) -> str:
        return command(self.home, self._filled(arguments)).stdout

    def _filled(self, arguments: tuple[str, ...]) -> list[str]:
        return [argument.replace("{home}", str(self.home)) for argument in arguments]
