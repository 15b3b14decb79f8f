from io import StringIO

import pytest
from rich.console import Console

from dlprep.cli.keys import ENTER
from dlprep.cli.paging import print_pages
from dlprep.render import plain

HEIGHT, BELOW = 24, 11
FITS = HEIGHT - BELOW - 1


@pytest.mark.parametrize(
    ("length", "keys", "stops", "returned"),
    [
        pytest.param(FITS, "", [], "", id="fits-with-what-comes-below"),
        pytest.param(FITS + 1, " ", [FITS + 1], "", id="fits-alone"),
        pytest.param(50, f" {ENTER}", [22, 44], "", id="space-and-enter-go-on"),
        pytest.param(50, ["", " "], [22, 44], "", id="an-arrow-goes-on"),
        pytest.param(90, " 4", [22, 44], "4", id="another-key-shows-the-rest-and-is-kept"),
    ],
)
def test_an_answer_stops_at_each_screenful(length: int, keys: list[str] | str, stops: list[int], returned: str) -> None:
    out, left, seen = StringIO(), list(keys), []

    def key() -> str:
        seen.append(out.getvalue().count("line"))
        assert out.getvalue().endswith("more")
        return left.pop(0)

    console = Console(file=out, width=60, height=HEIGHT)
    lines = [f"line {number}" for number in range(length)]
    assert print_pages(console, key, "more", BELOW, *lines) == returned
    assert (seen, left) == (stops, [])
    assert out.getvalue().replace("more\r\x1b[2K", "").splitlines() == lines


def test_a_plain_screen_is_printed_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_wanted", True)
    out = StringIO()
    print_pages(Console(file=out, width=60, height=HEIGHT), lambda: pytest.fail("asked"), "more", BELOW, "line\n" * 50)
    assert out.getvalue().count("line") == 50
