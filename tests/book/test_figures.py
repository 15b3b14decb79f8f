"""Figures of the book: files beside the pages, only those that are shown."""

import re
from pathlib import Path

from dlprep.bank.bank import Bank
from dlprep.book.pages import pages
from tests.banks import card, compute_card, write_bank


def test_pages_show_their_figures(tmp_path: Path) -> None:
    texts = (
        card("one") + "  figure: sigmoid\n",
        card("two") + "  figure: sigmoid\n",
        card("three") + "  figure: none_such\n",
        compute_card("four") + "  figure: conv_output_size\n",
    )
    bank = Bank([write_bank(tmp_path / "bank", {"cnn/a.yaml": "".join(texts)})], tmp_path / "index.json")
    found = pages(bank, list(bank.entries.values()), ("zh", "en"))
    assert [*found] == ["README.md", "01-cnn.md", "figures/conv_output_size-zh.svg", "figures/sigmoid-zh.svg"]
    page = found["01-cnn.md"]
    assert page.count("![sigmoid 和它的导数](figures/sigmoid-zh.svg)\n\n*") == 2
    assert set(re.findall(r"\]\((figures/[^)]+)\)", page)) <= set(found)
    assert found["figures/sigmoid-zh.svg"].startswith("<svg ")
