"""A day at a real terminal, in a pseudo-terminal: what is seen, what is in the log, what survives a kill."""

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlprep.scheduler.days import Instant, local_day
from dlprep.store.event import Event, fold
from dlprep.store.store import Store
from tests.banks import card, choice_card, cloze_card, compute_card, derive_card, order_card, write_bank
from tests.strategies import HOUR, START

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")

QUALITY_KEYS = "0-5 quality"


class Terminal:
    """dlprep at a terminal of `columns`, driven by keys and read as a person would."""

    def __init__(
        self, home: Path, *arguments: str, columns: int = 80, rows: int = 60, environment: dict[str, str] | None = None
    ) -> None:
        env = {**os.environ, "DLPREP_HOME": str(home), "TERM": "xterm-256color", **(environment or {})}
        command = ["-m", "dlprep", *arguments]
        self.child = pexpect.spawn(
            sys.executable, command, env=env, dimensions=(rows, columns), encoding="utf-8", timeout=30
        )
        self.columns, self.text = columns, ""

    def expect(self, *texts: str) -> None:
        """Wait for one of `texts`."""
        self.child.expect_exact([*texts])
        self.text += self.child.before + self.child.after

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.child.send(key)

    def end(self) -> int | None:
        """Wait for the end and return the exit status."""
        self.child.expect(pexpect.EOF)
        self.text += self.child.before
        self.child.close()
        status: int | None = self.child.exitstatus
        return status

    def screen(self) -> list[str]:
        """Return what the terminal shows: all that scrolled by, too."""
        screen = pyte.Screen(self.columns, 2000)
        pyte.Stream(screen).feed(self.text)
        return [line.rstrip() for line in screen.display]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two cards of its own, and nothing of the shipped bank today."""
    own = write_bank(tmp_path / "own", {"own/a.yaml": card("one") + compute_card("two") + card("three")})
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text(f"banks = ['{own}']\n", encoding="utf-8")
    return tmp_path / "home"


@pytest.fixture
def review(home: Path) -> Iterator[Terminal]:
    terminal = Terminal(home, "review", "--topic", "own", "--lang", "en")
    yield terminal
    terminal.child.close(force=True)


def qualities(home: Path) -> list[tuple[str, int | None]]:
    with Store(home / "reviews.db") as store:
        return [(event.card, event.quality) for event in store.events()]


def consistent(home: Path) -> bool:
    with Store(home / "reviews.db") as store:
        cached = store.all_progress()
        return cached == {name: fold(store.events(name)) for name in cached}


def test_a_long_answer_stops_at_each_screenful(home: Path) -> None:
    review = Terminal(home, "review", "--topic", "own", "--lang", "en", rows=14)
    review.expect("What is one?")
    review.keys(" ")
    review.expect("space more")
    review.keys(" ")
    review.expect(QUALITY_KEYS)
    review.keys("u")  # nothing to undo: the card stays
    review.expect("nothing to undo")
    review.keys("5")
    review.expect("your answer> ")
    review.keys("28x28\r")
    review.expect("Correct", "space more")
    review.keys("3")
    review.expect("What is three?")
    review.keys("Q")  # Caps Lock
    assert review.end() == 0
    assert qualities(home) == [("one", 5), ("two", 3)]


def test_keys_are_single_keys_again_after_ctrl_z(home: Path, review: Terminal) -> None:
    import termios

    review.expect("? help")
    *modes, local, ispeed, ospeed, chars = termios.tcgetattr(review.child.child_fd)
    lines = [*modes, local | termios.ICANON | termios.ECHO, ispeed, ospeed, chars]  # as the shell leaves it
    termios.tcsetattr(review.child.child_fd, termios.TCSANOW, lines)
    os.kill(review.child.pid, signal.SIGCONT)  # what `fg` sends
    review.keys(" ")
    review.expect(QUALITY_KEYS)
    review.keys("q")
    assert review.end() == 0


def test_three_cards_an_undo_and_quit(home: Path, review: Terminal) -> None:
    review.expect("What is one?")
    review.keys(" ")
    review.expect("The answer")
    review.keys("4")
    review.expect("your answer> ")
    review.keys("what?\r")
    review.expect("Could not be read")
    review.expect("your answer> ")
    review.keys("24\r")
    review.expect("padding ignored")
    review.expect(QUALITY_KEYS)
    review.keys("\r")  # takes the suggested 2
    review.expect("What is three?")
    review.keys("u")
    review.expect("Taken back: two (2)")
    review.expect("your answer> ")
    review.keys("28x28\r")
    review.expect("Correct")
    review.expect(QUALITY_KEYS)
    review.keys("5")
    review.expect("What is three?")
    review.keys("q")
    assert review.end() == 0
    assert "2 answers" in review.text
    assert qualities(home) == [("one", 4), ("two", 2), ("two", None), ("two", 5)]
    assert consistent(home)
    assert max(len(line) for line in review.screen()) <= 80


def test_a_kill_in_the_middle_loses_nothing(home: Path, review: Terminal) -> None:
    review.expect("What is one?")
    review.keys(" ", "5")
    review.expect("your answer> ")
    review.child.kill(signal.SIGKILL)
    review.child.wait()
    assert qualities(home) == [("one", 5)]
    again = Terminal(home, "review", "--topic", "own", "--lang", "en")
    again.expect("your answer> ")  # the second card: the first is done for today
    again.keys("\r")
    again.expect("Enter once more shows")
    again.keys("\r")
    again.expect(QUALITY_KEYS)
    again.keys("1")
    again.expect("What is three?")
    again.keys("q")
    assert again.end() == 0
    assert qualities(home) == [("one", 5), ("two", 1)]
    assert consistent(home)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_loses_nothing_and_leaves_without_traceback(
    home: Path, review: Terminal, number: signal.Signals
) -> None:
    review.expect("What is one?")
    review.keys(" ", "3")
    review.expect("your answer> ")
    review.child.kill(number)
    assert review.end() == 128 + number
    assert "Traceback" not in review.text
    assert qualities(home) == [("one", 3)]


def test_a_closed_terminal_loses_nothing(home: Path, review: Terminal) -> None:
    review.expect("What is one?")
    review.keys(" ", "4")
    review.expect("your answer> ")
    review.child.close(force=False)
    for _ in range(50):
        if not review.child.isalive():
            break
        time.sleep(0.1)
    assert not review.child.isalive()
    assert qualities(home) == [("one", 4)]


def test_typing_ahead_loses_no_key(home: Path, review: Terminal) -> None:
    review.expect("What is one?")
    review.keys(" 4")
    review.keys("28\r")
    review.keys("5")
    review.expect("What is three?")
    review.keys("q")
    assert review.end() == 0
    assert qualities(home) == [("one", 4), ("two", 5)]


def test_enter_behind_a_quality_does_not_give_the_next_card_up(home: Path, review: Terminal) -> None:
    review.expect("What is one?")
    review.keys(" 4\r")  # as where a quality were typed as a line
    review.expect("Enter once more shows the answer")
    review.keys("28\r")
    review.expect("Correct")
    review.keys("5")
    review.expect("What is three?")
    review.keys("q")
    assert review.end() == 0
    assert qualities(home) == [("one", 4), ("two", 5)]


def test_hint_help_ticks_skip_and_suspend(home: Path, review: Terminal) -> None:
    review.expect("What is one?")
    review.keys("h")
    review.expect("point one")
    review.keys("?")
    review.expect("the key points you said")
    review.keys(" ")
    review.expect(QUALITY_KEYS)
    review.keys("a", "b")
    review.expect("[x] a b → 3")  # a hint gave half of one point away: 2/3 of the weight
    review.keys("\r")
    review.expect("your answer> ")
    review.keys("n\r")
    review.expect("Skipped")
    review.expect("What is three?")
    review.keys("s")
    review.expect("dlprep resume three")
    review.expect("What is one?")  # again: it was below 4
    review.keys("\x03")
    assert review.end() == 130
    with Store(home / "reviews.db") as store:
        events = store.events()
    assert [(event.card, event.kind) for event in events] == [("one", "review"), ("three", "suspend")]
    assert events[0].detail == {"hints": 1, "ticked": [0, 1], "suggested": 3, "suggested_by": "points"}


def test_an_edit_shows_at_once(home: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/What is one/Edited/" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    terminal = Terminal(home, "review", "--topic", "own", "--lang", "en", environment={"EDITOR": str(editor)})
    terminal.expect("What is one?")
    terminal.keys("v")
    terminal.expect("Edited?")
    terminal.keys("q")
    assert terminal.end() == 0


def test_an_edit_that_breaks_the_card_says_where(home: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "0,/level: basic/s//level: hard/" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    terminal = Terminal(home, "review", "--topic", "own", "--lang", "en", environment={"EDITOR": str(editor)})
    terminal.expect("What is one?")
    terminal.keys("v")
    terminal.expect("a.yaml:3")
    terminal.keys(" ", "4")
    terminal.expect("your answer> ")
    terminal.keys("q\r")
    assert terminal.end() == 0
    assert qualities(home) == [("one", 4)]


def test_an_edit_of_a_shipped_card_is_a_copy_and_shows_at_once(home: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/^  level: .*/  level: $(cat $0.level)/" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    level = tmp_path / "editor.sh.level"
    level.write_text("hard", encoding="utf-8")
    shipped = ("--topic", "activations", "--tag", "saturation", "--limit", "1", "--lang", "en")
    terminal = Terminal(home, "review", *shipped, environment={"EDITOR": str(editor)})
    terminal.expect("space answer")
    terminal.keys("v")
    terminal.expect("level: must be one of")
    terminal.expect("v opens it again")
    level.write_text("advanced", encoding="utf-8")
    terminal.keys("v")
    terminal.expect("· advanced")
    terminal.expect("space answer")
    terminal.keys("v")
    terminal.expect("Nothing was changed")
    terminal.keys("q")
    assert terminal.end() == 0
    (copy,) = (home / "overlay").iterdir()
    assert "level: advanced" in copy.read_text(encoding="utf-8")


def test_edit_asks_whether_to_go_on(home: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/basic/hard/;t;s/hard/basic/" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    again = Terminal(home, "edit", "one", "--lang", "en", environment={"EDITOR": str(editor)})
    again.expect("level: must be one of")
    again.expect("Edit it again?")
    again.keys("\r")
    again.expect("no problems")
    assert again.end() == 0
    enough = Terminal(home, "edit", "one", "--lang", "en", environment={"EDITOR": str(editor)})
    enough.expect("Edit it again?")
    enough.keys("n\r")
    assert enough.end() == 1


def test_a_day_with_undo_edit_suspend_bury_and_resume(home: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/What is three/What then is three/" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    day = Terminal(home, "review", "--topic", "own", "--lang", "en", environment={"EDITOR": str(editor)})
    day.expect("What is one?")
    day.keys(" ", "2")
    day.expect("your answer> ")
    day.keys("t\r")
    day.expect("put off until tomorrow")
    day.expect("What is three?")
    day.keys("u")
    day.expect("Taken back: two (bury)")
    day.expect("your answer> ")
    day.keys("t\r")
    day.expect("What is three?")
    day.keys("v")
    day.expect("What then is three?")
    day.keys(" ")
    day.expect("t tomorrow")
    day.keys("s")  # while grading, too
    day.expect("dlprep resume three")
    day.expect("What is one?")  # once more: it was below 4
    day.keys(" ")
    day.expect(QUALITY_KEYS)
    day.keys("4")
    assert day.end() == 0
    assert "2 answers" in day.text
    assert consistent(home)
    nothing = Terminal(home, "review", "--topic", "own", "--lang", "en")
    nothing.expect("No card of this selection is due.")
    nothing.end()

    for command, said in (("resume two three", "three: taken up again"), ("undo", "2 cards (resume)")):
        shell = Terminal(home, *command.split(), "--lang", "en")
        shell.expect(said)
        shell.end()
    shell = Terminal(home, "resume", "two", "--lang", "en")
    shell.expect("two: taken up again")
    shell.end()
    again = Terminal(home, "review", "--topic", "own", "--lang", "en")
    again.expect("your answer> ")
    again.keys("28x28\r")
    again.expect(QUALITY_KEYS)
    again.keys("5")
    assert again.end() == 0
    with Store(home / "reviews.db") as store:
        known = store.all_progress()
    assert (known["one"].state.interval, known["two"].state.repetitions) == (1, 1)
    assert known["three"].suspended
    assert consistent(home)


def test_a_cram_moves_nothing(home: Path, tmp_path: Path) -> None:
    cram = ("review", "--cram", "--topic", "own", "--lang", "en")
    assert "no card has the tag" in terminal_error(Terminal(home, *cram, "--tag", "x"))
    write_bank(tmp_path / "own", {"own/a.yaml": card("one") + card("three")})
    terminal = Terminal(home, *cram, columns=60)
    terminal.expect("cram, the schedule stays")
    terminal.keys("s")
    terminal.expect("dlprep resume")
    terminal.expect("2/2")
    terminal.keys(" ", "1")
    terminal.expect("once more in this cram (1)")
    terminal.keys(" ", "4")
    terminal.expect("moved nothing in the schedule")
    assert terminal.end() == 0
    assert max(len(line) for line in terminal.screen()) <= 60
    with Store(home / "reviews.db") as store:
        assert [event.kind for event in store.events()] == ["suspend", "cram", "cram"]
        assert all(known.state.is_new for known in store.all_progress().values())
    assert consistent(home)


def terminal_error(terminal: Terminal) -> str:
    assert terminal.end() == 2
    return terminal.text


def test_a_leech_is_pointed_out_at_once_and_at_the_end(home: Path) -> None:
    with Store(home / "reviews.db") as store:
        for number in range(16):
            at = Instant(START + number * 24 * HOUR, 0)
            quality = (4, 1)[number % 2] if number < 15 else 4
            store.append(Event(f"e{number}", "review", "one", at, local_day(at), quality))
        known = store.progress("one")
        assert known is not None
        assert known.state.lapses == 7
    terminal = Terminal(home, "review", "--topic", "own", "--new", "0", "--lang", "en")
    terminal.expect("What is one?")
    terminal.keys(" ", "0")
    terminal.expect("A leech: forgotten 8 times")
    terminal.expect("dlprep suspend one")
    terminal.expect("once more today")
    terminal.keys("q")
    terminal.expect("Leeches, forgotten 8 times or more: one")
    assert terminal.end() == 0


def test_a_backlog_is_spread_over_days(home: Path) -> None:
    with Store(home / "reviews.db") as store:
        for number, name in enumerate(("one", "two", "three")):
            at = Instant(START + number * HOUR, 0)
            store.append(Event(name, "review", name, at, local_day(at), 4))
    terminal = Terminal(home, "review", "--catch-up", "2", "--topic", "own", "--lang", "en")
    terminal.expect("3 cards are due, spread over 2 days: 2 today")
    terminal.expect("1/2")
    terminal.keys(" \r", "4")
    terminal.expect("2/2")
    terminal.expect("help")
    terminal.keys("q", "\r")  # a line where the answer is typed
    terminal.expect("1 more are due and wait")
    terminal.expect("dlprep review --catch-up 1")
    assert terminal.end() == 0
    rest = Terminal(home, "review", "--catch-up", "2", "--topic", "own", "--lang", "en")
    rest.expect("1/1")  # not another half of what is left
    rest.expect("help")
    rest.keys("q", "\r")
    rest.end()


@pytest.mark.parametrize(
    "options", [("--cram", "--ahead", "3"), ("--cram", "--new", "1"), ("--ahead", "1", "--catch-up", "2")]
)
def test_ways_that_exclude_each_other(home: Path, options: tuple[str, ...]) -> None:
    assert "ways of their own" in terminal_error(Terminal(home, "review", *options))


def test_chinese_on_sixty_columns_without_colour(home: Path) -> None:
    terminal = Terminal(home, "review", "--topic", "own", "--lang", "zh", columns=60, environment={"NO_COLOR": "1"})
    terminal.expect("one 是什么")
    terminal.keys(" ")
    terminal.expect("0-5 评分")
    terminal.keys("4")
    terminal.expect("你的答案> ")
    terminal.keys("\x04")
    terminal.end()
    assert not re.search(r"\x1b\[[349]\d", terminal.text)
    assert "得分要点" in "".join(terminal.screen())


def test_when_nothing_is_left_it_says_so(home: Path) -> None:
    terminal = Terminal(home, "review", "--new", "0", "--lang", "en")
    assert terminal.end() == 0
    assert "Nothing is left for today" in terminal.text


def test_a_choice_a_cloze_an_order_and_a_derivation(tmp_path: Path) -> None:
    texts = choice_card("choice") + cloze_card("cloze") + order_card("order") + derive_card("derive")
    own = write_bank(tmp_path / "own", {"own/a.yaml": texts})
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(f"banks = ['{own}']\n", encoding="utf-8")
    review = Terminal(home, "review", "--topic", "own", "--lang", "en")
    review.expect("one letter")
    letter = re.findall(r"([a-d]) first", review.text)[0]
    review.expect("your answer> ")
    review.keys("zz\r")
    review.expect("Could not be read")
    review.keys(f"{letter}\r")
    review.expect("Correct")
    review.expect("third because")
    review.expect(QUALITY_KEYS)
    review.keys("\r")
    review.expect("called ____2")
    review.expect("your answer> ")
    review.keys("v*b; nothing\r")
    review.expect("Partly right (1/2)")
    review.expect(QUALITY_KEYS)
    review.keys("4")
    review.expect("all 4 letters")
    review.expect("your answer> ")
    review.keys("\r\r")
    review.expect("1. one")
    review.expect(QUALITY_KEYS)
    review.keys("4")
    review.expect("First?")
    review.keys(" ")
    review.expect("I missed it")
    review.keys("m")
    review.expect("Then?")
    review.keys("u")
    review.expect("Taken back: order (4)")
    review.keys("\r\r")
    review.expect(QUALITY_KEYS)
    review.keys("5")
    review.expect("First?")
    review.keys("  ")
    review.expect("Then?")
    review.keys(" m")
    review.expect("Hence")
    review.expect(QUALITY_KEYS)
    review.keys("b\r")
    assert review.end() == 0
    assert qualities(home) == [
        ("choice", 5),
        ("cloze", 4),
        ("order", 4),
        ("order", None),
        ("order", 5),
        ("derive", 5),
    ]
