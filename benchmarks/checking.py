"""`dlprep bank check`, against parsing the same YAML with PyYAML's C loader and doing nothing with it."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.homes import Homes
from benchmarks.material import make_bank
from benchmarks.measure import Row, call, in_turn
from dlprep.bank.check import check_banks
from dlprep.bank.index import Index, card_files
from dlprep.locations import shipped_bank

GROUP = "check"
LIMIT = 1.5
CARDS = 10_000


def rows(homes: Homes, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Measure with a bank of ten thousand cards, and with the shipped one."""
    own, cache = make_bank(homes.folder / "checked", CARDS), homes.folder / "checked.db"
    for bank, limit in ((own, LIMIT), (shipped_bank(), None)):
        texts = [path.read_text(encoding="utf-8") for path in card_files(bank)]
        found = in_turn(
            {
                "bank check": call(partial(check_banks, [bank], shipped_bank())),
                "the index, from nothing": call(partial(_index, bank, cache)),
                "C loader": call(partial(_parse, texts)),
            },
            min(runs, 3),
            say,
        )
        cards = CARDS if bank == own else len(Index([bank], cache).entries)
        for name in ("bank check", "the index, from nothing"):
            ratio = found[name].ratio(found["C loader"])
            yield Row(
                *(GROUP, name, found[name].median, cards),
                against="C loader",
                ratio=ratio,
                limit=limit if name == "bank check" else None,
            )


def _parse(texts: list[str]) -> None:
    import yaml

    for text in texts:
        yaml.load(text, Loader=yaml.CSafeLoader)


def _index(bank: Path, cache: Path) -> None:
    cache.unlink(missing_ok=True)
    Index([bank], cache)
