"""A bank for interviews: cards of every kind, points with words, follow-ups."""

from pathlib import Path

from dlprep.bank.bank import Bank
from tests.banks import card, choice_card, compute_card, derive_card, write_bank

DEEP = """\
- id: deep
  kind: recall
  level: basic
  question: {zh: "深在哪里？", en: "Why deep?"}
  answer: {zh: "因为", en: "Because"}
  points:
    - {weight: 3, zh: "梯度消失", en: "gradients vanish", words: {zh: [梯度 消失], en: [gradient vanish]}}
    - {weight: 2, zh: "学得慢", en: "learning is slow", words: {zh: [学 慢], en: [learn slow]}}
    - {weight: 1, zh: "连乘", en: "a product", words: {zh: [连乘], en: [product]}}
  follow_ups:
    - {zh: "那怎么办？", en: "What then?", card: remedy}
    - {zh: "没有卡片的追问", en: "A follow-up without a card"}
- id: remedy
  kind: recall
  level: intermediate
  question: {zh: "对策？", en: "Which remedies?"}
  answer: {zh: "残差", en: "Residuals"}
  points:
    - {weight: 1, zh: "残差", en: "residual connections", words: {zh: [残差], en: [residual]}}
"""

PLAIN = """\
- id: plain
  kind: recall
  level: advanced
  question: {zh: "说说看", en: "Tell me"}
  answer: {zh: "好", en: "Well"}
"""


def interview_bank(folder: Path) -> Bank:
    """Return a bank of seven cards in three topics."""
    files = {
        "depth/a.yaml": DEEP,
        "cnn/b.yaml": compute_card("compute") + choice_card("choice") + derive_card("derive"),
        "other/c.yaml": PLAIN + card("spoken", level="intermediate"),
    }
    return Bank([write_bank(folder / "bank", files)], folder / "index.json")
