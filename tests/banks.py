"""Small banks for tests."""

from pathlib import Path

CARD = """\
- id: {id}
  kind: recall
  level: {level}
  sources: [{sources}]
  tags: [{tags}]
  question: {{zh: "{id} 是什么？", en: "What is {id}?"}}
  answer: {{zh: "答案 $x^2$", en: "The answer $x^2$"}}
  points:
    - {{weight: 2, zh: "要点一", en: "point one"}}
    - {{weight: 1, zh: "要点二", en: "point two"}}
"""

COMPUTE = """\
- id: {id}
  kind: compute
  level: basic
  problem: conv_output_size
  fix: {{dilation: 1, size: 28, kernel: 5, stride: 1, padding: 2}}
"""


def card(id_: str, *, level: str = "basic", tags: str = "", sources: str = "") -> str:
    """Return a recall card in YAML."""
    return CARD.format(id=id_, level=level, tags=tags, sources=sources)


def compute_card(id_: str) -> str:
    """Return a compute card in YAML, whose answer is always 28x28."""
    return COMPUTE.format(id=id_)


def write_bank(folder: Path, files: dict[str, str]) -> Path:
    """Write `files`, by relative path, and return the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


CHOICE = """\
- id: {id}
  kind: choice
  level: basic
  question: {{zh: "哪些对？", en: "Which are right?"}}
  options:
    - {{zh: "甲", en: "first", right: true}}
    - {{zh: "乙", en: "second", right: {second}, why: {{zh: "乙因为", en: "second because"}}}}
    - {{zh: "丙", en: "third", why: {{zh: "丙因为", en: "third because"}}}}
    - {{zh: "丁", en: "fourth", why: {{zh: "丁因为", en: "fourth because"}}}}
  answer: {{zh: "解释", en: "The reason"}}
"""

CLOZE = """\
- id: {id}
  kind: cloze
  level: basic
  question: {{zh: "填空", en: "Fill the gaps"}}
  text: {{zh: "$v=[[\\\\beta v]]+g$ 叫作[[动量]]", en: "$v=[[\\\\beta v]]+g$ is called [[momentum]]"}}
  gaps:
    - {{formula: "b*v", for: {{b: [0.1, 0.9], v: [-2, 2]}}}}
    - {{accept: [momentum, 动量法]}}
  answer: {{zh: "解释", en: "The reason"}}
"""

ORDER = """\
- id: {id}
  kind: order
  level: basic
  question: {{zh: "排序", en: "Put in order"}}
  steps:
    - {{zh: "一", en: "one"}}
    - {{zh: "二", en: "two"}}
    - {{zh: "三", en: "three"}}
    - {{zh: "四", en: "four"}}
  answer: {{zh: "解释", en: "The reason"}}
"""

DERIVE = """\
- id: {id}
  kind: derive
  level: basic
  question: {{zh: "推导", en: "Derive it"}}
  lines:
    - {{ask: {{zh: "先", en: "First?"}}, show: {{zh: "$a=b$", en: "$a=b$"}}, weight: 3}}
    - {{ask: {{zh: "再", en: "Then?"}}, show: {{zh: "$b=c$", en: "$b=c$"}}}}
  answer: {{zh: "所以 $a=c$", en: "Hence $a=c$"}}
"""


def choice_card(id_: str, *, two_right: bool = False) -> str:
    """Return a choice card in YAML whose first option, or first two, are right."""
    return CHOICE.format(id=id_, second="true" if two_right else "false")


def cloze_card(id_: str) -> str:
    """Return a cloze card in YAML with a formula and a word."""
    return CLOZE.format(id=id_)


def order_card(id_: str) -> str:
    """Return an order card in YAML with four steps."""
    return ORDER.format(id=id_)


def derive_card(id_: str) -> str:
    """Return a derivation in YAML with two lines of weights 3 and 1."""
    return DERIVE.format(id=id_)
