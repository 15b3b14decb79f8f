from datetime import date, timedelta
from pathlib import Path

from benchmarks.material import answers, card_ids, make_bank, make_log
from dlprep.bank.check import check_banks
from dlprep.locations import shipped_bank
from dlprep.store.store import Store

TODAY = date(2026, 3, 2)


def test_a_generated_bank_is_a_good_one(tmp_path: Path) -> None:
    assert check_banks([make_bank(tmp_path / "bank", 120)], shipped_bank()) == (120, [])


def test_nine_tenths_of_the_cards_have_the_answers() -> None:
    made = list(answers(card_ids(100), 1003, TODAY))
    assert [events[0].card for events in made] == card_ids(90)
    assert sum(map(len, made)) == 1003
    assert {len(events) for events in made} == {11, 12}


def test_the_log_is_one_of_a_learner_who_is_not_behind(tmp_path: Path) -> None:
    with Store(make_log(tmp_path / "reviews.db", card_ids(1000), 9000, TODAY)) as store:
        events, progress = store.events(), store.all_progress()
        assert store.differing() == []
    assert len(events) == 9000
    assert events == sorted(events, key=lambda event: event.order)
    assert len({event.id for event in events}) == 9000
    assert max(event.day for event in events) <= TODAY
    due = [known.state.due for known in progress.values()]
    assert 0 < sum(day is not None and day <= TODAY for day in due) < 20
    assert all(day is not None and day > TODAY - timedelta(days=4) for day in due)
