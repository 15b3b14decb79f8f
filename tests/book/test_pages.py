from pathlib import Path

from dlprep.bank.bank import Bank
from dlprep.book.pages import pages
from tests.anki.banks import small_bank


def test_a_page_a_topic_in_their_order_and_contents(tmp_path: Path) -> None:
    bank: Bank = small_bank(tmp_path / "bank")
    found = pages(bank, list(bank.entries.values()), ("en",))
    assert list(found) == ["README.md", "01-beta.md", "02-alpha.md"]
    assert found["README.md"].endswith("1. [Beta](01-beta.md) (3)\n2. [Alpha](02-alpha.md) (3)\n")
    assert found["01-beta.md"].startswith(
        "# Beta\n\n## What is recall-one?\n\nThe answer $x^2$\n\n### Key points\n\n- point one\n"
    )
    assert "$v={\\beta v}+g$ is called momentum" in found["01-beta.md"]
    assert "third because" in found["01-beta.md"]
    assert "1. First?\n\n   $a=b$\n2. Then?\n\n   $b=c$" in found["02-alpha.md"]
    assert "`dlprep compute conv_output_size`" in found["02-alpha.md"]


def test_both_languages_one_below_the_other(tmp_path: Path) -> None:
    bank = small_bank(tmp_path / "bank")
    page = pages(bank, list(bank.entries.values()), ("zh", "en"))["01-beta.md"]
    assert "## recall-one 是什么？\n\nWhat is recall-one?\n\n答案 $x^2$\n\nThe answer $x^2$" in page
