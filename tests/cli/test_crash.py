"""The review itself, killed at random moments while it is answered, two at once, and on a disk that fills up."""

import random
import re
import signal
import time
from pathlib import Path

import pytest

from dlprep.store.store import Store
from tests.banks import card, write_bank
from tests.cli.test_terminal import Terminal
from tests.disks import mounted
from tests.store.crashes import check

pexpect = pytest.importorskip("pexpect")

CARDS = 60
ANSWERED = re.compile(r"→ 4 · ")
"""What the screen says of an answer once it is on the disk."""


def home_with_cards(folder: Path, cards: int = CARDS) -> Path:
    """Return a home whose review asks `cards` cards of its own."""
    own = write_bank(folder / "own", {"own/a.yaml": "".join(card(f"card-{number}") for number in range(cards))})
    home = folder / "home"
    home.mkdir()
    (home / "config.toml").write_text(f"banks = ['{own}']\nnew_per_day = {cards}\n", encoding="utf-8")
    return home


def review(home: Path) -> Terminal:
    return Terminal(home, "review", "--topic", "own", "--lang", "en")


def answers(home: Path) -> list[str]:
    with Store(home / "reviews.db") as store:
        return [event.card for event in store.events()]


def kill_somewhere(home: Path, chance: random.Random) -> int:
    """Answer as fast as the keys go, kill the review at a random moment; return how many answers it had shown."""
    terminal = review(home)
    if chance.random() < 0.2:
        time.sleep(chance.uniform(0, 1.5))  # while it starts
    else:
        terminal.expect("space answer")
    for _ in range(chance.randrange(25)):
        terminal.keys(" 4")
    time.sleep(chance.uniform(0, 0.2))
    terminal.child.kill(signal.SIGKILL)
    try:
        terminal.child.expect(pexpect.EOF)
    finally:
        terminal.text += terminal.child.before
        terminal.child.close(force=True)
    assert "Traceback" not in terminal.text
    return len(ANSWERED.findall(terminal.text))


@pytest.mark.slow
def test_a_review_killed_at_a_random_moment_loses_no_answer_it_showed(tmp_path: Path) -> None:
    chance = random.Random()
    home, shown, total = home_with_cards(tmp_path), 0, 0
    for number in range(30):
        shown += kill_somewhere(home, chance)
        there = answers(home) if (home / "reviews.db").exists() else []
        assert shown <= len(there), "an answer was shown as taken and is not in the log"
        assert len(set(there)) == len(there), "a card was asked again that had been answered"
        check(home / "reviews.db", set())
        if len(there) > CARDS - 25:
            total += shown
            (tmp_path / f"{number}").mkdir()
            home, shown = home_with_cards(tmp_path / f"{number}"), 0
    assert total + shown > 60


def test_two_reviews_at_once_answer_no_card_twice(tmp_path: Path) -> None:
    home = home_with_cards(tmp_path, 4)
    one, two = review(home), review(home)
    for terminal in (one, two):
        terminal.expect("What is card-0?")
    one.keys(" 4")
    one.expect("What is card-1?")
    one.keys(" 4")
    one.expect("What is card-2?")
    two.keys(" 5")  # to the card that it still shows
    two.expect("Another terminal answered this card meanwhile")
    two.expect("What is card-2?")  # card-1 is done, too
    two.keys(" 4q")
    assert two.end() == 0
    one.keys(" 4")
    one.expect("Another terminal answered this card meanwhile")
    one.keys("q")
    assert one.end() == 0
    assert answers(home) == ["card-0", "card-1", "card-2"]
    check(home / "reviews.db", set())


def test_two_reviews_at_once_as_fast_as_they_go(tmp_path: Path) -> None:
    home = home_with_cards(tmp_path, 30)
    both = [review(home), review(home)]
    for terminal in both:
        terminal.expect("space answer")
    for terminal in both:
        terminal.keys(" 4" * 30)
    for terminal in both:
        assert terminal.end() == 0
        assert "Traceback" not in terminal.text
    assert sorted(answers(home)) == sorted(f"card-{number}" for number in range(30))
    assert sum(len(ANSWERED.findall(terminal.text)) for terminal in both) == 30
    check(home / "reviews.db", set())


def test_a_disk_that_fills_up_during_a_review_is_one_line(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "4m") as disk:
        home = home_with_cards(disk.path)
        terminal = review(home)
        terminal.expect("space answer")
        terminal.keys(" 4")
        terminal.expect("→ 4 · ")
        filler = disk.fill()
        terminal.keys(" 4" * (CARDS - 1))
        assert terminal.end() == 1
        assert "Traceback" not in terminal.text
        assert re.search(r"dlprep:\s+\S+:\s+(database or disk is full|disk I/O error)\r\n  \S", terminal.text)
        filler.unlink()
        shown = 1 + len(ANSWERED.findall(terminal.text.partition("→ 4 · ")[2]))
        assert check(home / "reviews.db", set()) == shown
        again = review(home)
        again.expect("space answer")
        again.keys(" 4q")
        assert again.end() == 0
        assert check(home / "reviews.db", set()) == shown + 1


def test_a_review_syncs_when_it_ends_and_says_where_it_cannot(tmp_path: Path) -> None:
    home = home_with_cards(tmp_path, 4)
    with (home / "config.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"sync = '{tmp_path / 'away' / 'shared'}'\n")
    terminal = review(home)
    terminal.expect("space answer")
    terminal.keys(" 4q")
    assert terminal.end() == 0
    assert "make " in "".join(terminal.text.splitlines()[-2:])
    (tmp_path / "away").mkdir()
    terminal = review(home)
    terminal.expect("space answer")
    terminal.keys(" 4q")
    assert terminal.end() == 0
    assert "Received 0 lines, sent 2 lines; 0 other machines in the folder." in terminal.text
