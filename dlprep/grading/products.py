"""Products written without a sign: 2x, k(k+1), (a+b)(a-b), bv for b*v."""

import re
from collections.abc import Iterator, Set

from dlprep.grading.functions import CONSTANTS, FUNCTIONS
from dlprep.grading.unreadable import Unreadable

_ENDS = frozenset(("number", "factor", "name", "close"))
_BEGINS = frozenset(("number", "factor", "name", "function", "open"))

_TOKEN = re.compile(
    r"(?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[-+]?\d[\d_]*)?(?![\w.]))"
    r"|(?P<factor>(?:\d+\.?\d*|\.\d+))"  # a number with a name right behind it: 2x
    r"|(?P<operator>\*\*|[-+*/,])"
    r"|(?P<name>[a-z_]\w*)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<space>\s+)|(?P<other>.)",
    re.ASCII | re.DOTALL,
)


def with_signs(text: str, variables: Set[str]) -> str:
    """Put `*` where two factors stand side by side. A name is cut into `variables` of one letter if it is none itself.

    A function keeps its bracket, and what is not a product is left as it is, to be refused by whoever reads it.

    Raises:
        Unreadable: it could be meant in two ways: 1/2x, e^2x.
    """
    parts: list[str] = []
    before = ""  # the kind of the last token that is not a blank
    operators = [""]  # the last operator at each depth of brackets
    for kind, word in _tokens(text, variables):
        if kind == "space":
            parts.append(word)
            continue
        if before in _ENDS and kind in _BEGINS:
            if operators[-1] in ("/", "**"):
                raise Unreadable(
                    "除号或乘方后面省略了乘号，有歧义：请写出括号，如 1/(2*x)、e^(2*x)",
                    "a product without a sign after / or ^ is ambiguous: use brackets, as in 1/(2*x), e^(2*x)",
                )
            parts.append("*")
        if kind == "operator" and before in _ENDS:  # a sign in front of a number is part of it: e^-2x
            operators[-1] = word
        elif kind == "open":
            operators.append("")
        elif kind == "close" and len(operators) > 1:
            operators.pop()
        parts.append(word)
        before = kind
    return "".join(parts)


def _tokens(text: str, variables: Set[str]) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "other"
        word = found[0]
        if kind != "name":
            yield kind, word
        elif word in FUNCTIONS:
            yield "function", word
        elif word in variables or word in CONSTANTS or not all(letter in variables for letter in word):
            yield "name", word
        else:
            yield from (("name", letter) for letter in word)
