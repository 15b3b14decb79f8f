"""Products written without a sign: 2x, k(k+1), (a+b)(a-b), bv for b*v."""

import re
from collections.abc import Iterator, Set

from dlprep.grading.functions import CONSTANTS, FUNCTIONS
from dlprep.grading.unreadable import Unreadable

_ENDS = frozenset(("number", "factor", "name", "constant", "close"))
_BEGINS = frozenset(("number", "factor", "name", "constant", "function", "open"))
_WHOLE = re.compile(r"\(*\d+\)*\s*")  # an exponent that is over when a letter follows
_NEVER = 10**9
_NUMBERS = frozenset(("number", "factor"))

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
    open_power = [0]  # at each depth of brackets, where the exponent began; 0 where the last operator is another
    after_slash = [False]
    for kind, word in _tokens(text, variables):
        if kind == "space":
            parts.append(word)
            continue
        if before in _NUMBERS and kind in _NUMBERS:
            raise Unreadable("两个数之间少了运算符", "an operator is missing between two numbers")
        if before in _ENDS and kind in _BEGINS:
            if after_slash[-1] or (open_power[-1] and not _WHOLE.fullmatch("".join(parts[open_power[-1] :]))):
                raise Unreadable(
                    "除号或乘方后面省略了乘号，有歧义：请写出括号，如 1/(2*x)、e^(2*x)",
                    "a product without a sign after / or ^ is ambiguous: use brackets, as in 1/(2*x), e^(2*x)",
                )
            parts.append("*")
            open_power[-1] = 0
        parts.append(word)
        if kind == "operator" and before in _ENDS:  # a sign in front of a number is part of it: e^-2x
            # k^2cm is (k^2)*c*m to everybody, but e^2x is not (e^2)*x
            is_power = word == "**"
            open_power[-1] = (len(parts) if before in ("name", "close") else _NEVER) if is_power else 0
            after_slash[-1] = word == "/" or (is_power and after_slash[-1])
        elif kind == "open":
            open_power.append(0)
            after_slash.append(False)
        elif kind == "close" and len(open_power) > 1:
            open_power.pop()
            after_slash.pop()
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
        elif word in variables or not all(letter in variables for letter in word):
            yield ("constant" if word in CONSTANTS else "name"), word
        else:
            yield from (("name", letter) for letter in word)
