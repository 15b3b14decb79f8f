from dlprep.stats.history import history
from dlprep.stats.trouble import hardest, leeches
from tests.stats.samples import Log, bank

BANK = bank({"often": "cnn", "once": "cnn", "never": "cnn", "new": "cnn"})


def failures(card: str, qualities: str, log: Log) -> None:
    """Write one answer a day."""
    for number, quality in enumerate(qualities):
        log.add(card, f"2026-03-{number + 1:02}", int(quality))


def test_those_failed_most_often_come_first() -> None:
    log = Log()
    failures("once", "442", log)
    failures("often", "4242", log)
    failures("never", "444", log)
    failures("new", "0", log)  # a first answer tests nothing
    failures("gone", "42222", log)
    found = hardest(history(log.events), BANK, log.progress())
    assert [(one.entry.id, one.failed, one.kept.reviews) for one in found] == [("often", 2, 3), ("once", 1, 2)]
    assert found[0].state == log.progress()["often"].state


def test_repeats_do_not_make_a_card_hard() -> None:
    log = Log()
    for quality in (4, 1, 1, 1):
        log.add("once", "2026-03-01" if quality == 4 else "2026-03-02", quality)
    (one,) = hardest(history(log.events), BANK, log.progress())
    assert (one.failed, one.kept.reviews) == (1, 1)


def test_leeches() -> None:
    log = Log()
    failures("often", "4242424", log)  # three lapses
    failures("once", "424242", log)  # three, and then
    log.add("once", "2026-03-20", kind="suspend", ms=None)
    failures("never", "42424", log)  # two
    failures("gone", "42424242", log)
    assert leeches(BANK, log.progress(), 3) == ["often"]
    assert leeches(BANK, log.progress(), 2) == ["often", "never"]
    assert leeches(BANK, log.progress()) == []
