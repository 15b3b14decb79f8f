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
