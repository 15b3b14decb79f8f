import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.anki.identity import Origin, guid, origin_of, pinned_number
from dlprep.anki.notetypes import note_type
from dlprep.bank.card import KINDS

slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda slug: len(slug) <= 80 and slug.isascii())


@given(slugs, st.sampled_from(["zh", "en", "both"]), st.integers(0, 99))
def test_a_guid_says_what_it_was_made_of(card: str, lang: str, variant: int) -> None:
    assert origin_of(guid(Origin(card, lang, variant))) == Origin(card, lang, variant)


def test_guids_are_pinned() -> None:
    assert guid(Origin("relu-slope", "zh")) == "dlprep:zh:relu-slope"
    assert guid(Origin("conv-drill", "en", 2)) == "dlprep:en:conv-drill:2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "k^X9]pQ",
        "dlprep",
        "dlprep:zh",
        "dlprep:fr:a",
        "dlprep:zh:",
        "dlprep:zh:A b",
        "dlprep:zh:re\x1b]0;hi\x07",
        f"dlprep:zh:{'a' * 81}",
        "dlprep:zh:a:x",
        "dlprep:zh:a:1:2",
        "x:zh:a",
    ],
)
def test_what_is_not_ours_is_nobody(text: str) -> None:
    assert origin_of(text) is None


def test_numbers_are_pinned_and_apart() -> None:
    assert pinned_number("deck", "losses") == 1_305_696_942_347
    assert {kind: note_type(kind).id for kind in KINDS} == {
        "recall": 1_459_557_426_602,
        "choice": 1_504_468_573_617,
        "cloze": 1_489_245_006_106,
        "order": 1_428_389_414_337,
        "derive": 1_549_912_269_198,
        "compute": 1_324_379_186_922,
    }
    numbers = {pinned_number("deck", str(number)) for number in range(1000)}
    assert len(numbers) == 1000
    assert all(1_300_000_000_000 <= number < 1_600_000_000_000 for number in numbers)
