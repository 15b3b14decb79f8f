"""A card to begin with, of each kind: it passes the check, and wants its texts replaced."""

from dlprep.compute.levels import Level

_HEAD = """\
- id: {id}
  kind: {kind}
  level: {level}
  tags: []
"""
_QUESTION = """\
  question:
    zh: |
      {id}：写一个问题
    en: |
      {id}: write a question
"""
_ANSWER = """\
  answer:
    zh: |
      第一句就回答问题。公式写成 $\\sigma(x)$。
    en: |
      The first sentence answers the question. Formulas are written as $\\sigma(x)$.
"""
_BODIES = {
    "recall": """\
  points:
    - weight: 2
      zh: 面试官想听到的一点
      en: Something an interviewer listens for
      words:
        zh: [关键词]
        en: [key word]
    - weight: 1
      zh: 另一点
      en: Something else
      words:
        zh: [另一个 关键词]
        en: [other word]
""",
    "choice": """\
  options:
    - zh: 正确的选项
      en: The right option
      right: true
    - zh: 错误的选项
      en: A wrong option
      why:
        zh: 错在哪里
        en: What is wrong with it
""",
    "cloze": """\
  text:
    zh: $\\sigma'(x)=\\sigma(x)([[1-\\sigma(x)]])$
    en: $\\sigma'(x)=\\sigma(x)([[1-\\sigma(x)]])$
  gaps:
    - {formula: "1-sigmoid(x)", for: {x: [-3, 3]}}
""",
    "order": """\
  steps:
    - zh: 第一步
      en: The first step
    - zh: 第二步
      en: The second step
    - zh: 第三步
      en: The third step
""",
    "derive": """\
  lines:
    - ask:
        zh: 第一行要写什么？
        en: What is the first line?
      show:
        zh: $a=b$
        en: $a=b$
    - ask:
        zh: 第二行呢？
        en: And the second?
      show:
        zh: $b=c$
        en: $b=c$
""",
}
_COMPUTE = """\
  problem: conv_output_size
  fix: {dilation: 1}
  choose: {kernel: [1, 3, 5, 7]}
"""


def scaffold(name: str, kind: str, level: Level) -> str:
    """Return a card of this kind in YAML with the id `name`."""
    head = _HEAD.format(id=name, kind=kind, level=level)
    if kind == "compute":
        return head + _COMPUTE
    return head + _QUESTION.format(id=name) + _BODIES[kind] + _ANSWER
