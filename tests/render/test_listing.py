"""The list of cards, at each width and in both languages."""

from datetime import timedelta

import pytest
from rich.cells import cell_len

from dlprep.render.listing import table
from dlprep.review.listing import Listed
from dlprep.scheduler.state import CardState
from dlprep.store.event import Progress
from dlprep.text import LANGUAGES, Language
from tests.render.screens import check_snapshot
from tests.review.test_day import TODAY, entry

STATE = CardState(ease=236, interval=15, repetitions=3, lapses=1, due=TODAY + timedelta(days=9), answered_on=TODAY)
CARDS = [
    Listed(entry("batch-norm-inference-statistics"), Progress(STATE), ("known",)),
    Listed(
        entry("lstm-forget-gate"),
        Progress(STATE._replace(lapses=11, due=TODAY - timedelta(days=120), ease=130)),
        ("due", "known", "leech", "edited"),
    ),
    Listed(entry("relu"), Progress(buried=TODAY), ("buried", "new")),
    Listed(entry("card\x1b[2J", "rnn"), Progress(STATE, suspended=True), ("suspended", "known")),
]
TITLES = {
    "cnn": {"zh": "卷积网络", "en": "Convolutional networks"},
    "rnn": {"zh": "循环网络", "en": "Recurrent networks"},
}


def lines(language: Language, width: int | None, keep: str | None = None) -> list[str]:
    titles = {name: title[language] for name, title in TITLES.items()}
    return table(CARDS, TODAY, titles, language, width=width, keep=keep)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list(language: Language, width: int) -> None:
    check_snapshot(f"cards-{language}-{width}", "".join(f"{line}\n" for line in lines(language, width)))


@pytest.mark.parametrize("width", [40, 50, 60, 70, 80, 100, 120])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("keep", [None, "ease", "lapses", "due", "id"])
def test_no_line_is_wider_and_the_column_of_the_order_stays(language: Language, width: int, keep: str | None) -> None:
    found = lines(language, width, keep)
    assert max(map(cell_len, found)) <= width
    titles = {"ease": "易度", "lapses": "遗忘", "due": "到期"} if language == "zh" else {}
    if keep not in (None, "id"):
        assert titles.get(keep, keep) in " ".join(found).split()
    assert not any("\x1b" in line or "…" in line for line in found)


def test_what_goes_to_a_file_is_whole() -> None:
    (head, first, *_) = lines("en", None)
    assert head.split() == ["card", "state", "due", "ivl", "ease", "lapses", "topic"]
    assert first.split()[-2:] == ["Convolutional", "networks"]
