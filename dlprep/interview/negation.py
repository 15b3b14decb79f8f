"""What a sentence denies: the stretches of it that stand under a "not"."""

import re
from dataclasses import dataclass

from dlprep.interview.wording import HAN, WORD

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Denial:
    """One negation in a sentence.

    Attributes:
        word: where the "not" itself stands.
        scope: what it denies.
        near: where the first words of the scope end: "no gradient" is said where "gradient" ends before.
        weak: it only nears a denial ("hardly"): it makes "no gradient" true, but "gradient" not false.
    """

    word: Span
    scope: Span
    near: int
    weak: bool = False

    def covers(self, span: Span) -> bool:
        """Whether what stands at `span` is denied. A word that itself holds the "not" says what it says."""
        if span[0] <= self.word[0] < span[1]:
            return False
        return self.scope[0] <= span[0] < self.scope[1]


NOT_WORDS = frozenset("not no never cannot without neither nor none nothing hardly barely scarcely".split())
"""English words that deny; an entry that holds one wants a denial, by whichever of them."""
NOT_SIGNS = ("没有", "无法", "并非", "不是", "不会", "不能", "不再", "不用", "不需", "毫无", "没", "不")
"""Chinese words that deny, the longest first."""

_ENGLISH = re.compile(
    r"\b(?:(?P<weak>hardly|barely|scarcely|rarely)"
    r"|(?P<short>no(?! guarantee)|without|none|neither|nor|non|instead of|rather than)"
    r"|(?P<long>no(?= guarantee)|not|never|cannot|nothing|[a-z]+n't"
    r"|(?:do|does|did|is|are|was|ca|wo|could|would|should)nt))\b"
)
# Of these, no word denies what follows.
_ENGLISH_IDIOMS = re.compile(
    r"\b(?:no matter|no (?:better|worse|more|less|larger|greater|longer|other|different) than|no idea|not only|not just"
    r"|not merely|(?:does|do|can|is|need) ?n[o']t (?:exceed|more|less|larger|greater)"
    r"|not (?:more|less|larger|greater|exceed)\w*)\b"
)
_ENGLISH_STOP = re.compile(
    r"[,:()]|\b(?:but|so|because|since|whereas|while|although|though|until|unless|if|when|and|nor|which|just|only)\b"
)
_LIGHT = frozenset("a an the of any be been being is are to at all that in for by on with really even".split())
_PRONOUNS = frozenset("it this that them these those".split())
_REACH = {"long": 7, "short": 3, "weak": 3}  # words that count
_NEAR = 2
_UNDONE = re.compile(r" (?:needed|required|necessary|used|true|there|the case|so)\b")

# In these, 不 or 没 belongs to the word: it denies the rest of the word and nothing that follows.
_CHINESE_WORDS = """
    不得不 差不多 不仅 不但 不管 不论 不只 不止 不光 不妨 不断 不过 不等式 不动点 不确定 不变 不同
    不足 不稳定 不稳 不均衡 不平衡 不对称 不相交 不连续 不规则 不可导 不可微 不光滑 不超过 不大于 不小于 不低于 不少于
    不高于 不多于 不良 不利 不然 不如 没准
    """.split()
_IDIOMS = frozenset("不得不 差不多 不仅 不但 不管 不论 不只 不止 不光 不妨 不断 不过 不然".split())
_CHINESE = re.compile(
    "(?P<word>" + "|".join(_CHINESE_WORDS) + ")"
    "|(?P<weak>几乎没有|几乎不|几乎没|很难|难以|很少)"
    "|(?P<short>毫无|没有|并没有|没|而不是|而非)"
    "|(?P<long>并不是|并不|并非|绝非|从不|无法|无需|无须|不是|不会|不能|不需要|不一定|不见得|未必|不必|不再|未能|不)"
)
_CHINESE_STOP = re.compile(r"[,:()]|的话|而是|但|却|所以|因此|因为|从而|就|则|只|也|又|时")
_CHINESE_REACH = {"long": 12, "short": 7, "weak": 7}  # characters
_CHINESE_NEAR = 6
_AFTER_VERB = re.compile(f"[{HAN}]{{2}}(?P<not>不(?:了|到|出|动|掉|起来))")


def denials(sentence: str) -> list[Denial]:
    """Return the negations of a sentence that is `unified`."""
    return [*_english(sentence), *_chinese(sentence)]


def _english(sentence: str) -> list[Denial]:
    idioms = [found.span() for found in _ENGLISH_IDIOMS.finditer(sentence)]
    found = []
    for each in _ENGLISH.finditer(sentence):
        if any(start <= each.start() < end for start, end in idioms):
            continue
        kind = each.lastgroup or "long"
        until = _after_words(sentence, each.end(), 1 if each[0] == "non" else _REACH[kind])
        near = _after_words(sentence, each.end(), _NEAR)
        found.append(Denial(each.span(), (each.end(), until), near, weak=kind == "weak"))
        if _UNDONE.match(sentence, each.end()):  # "a proposal stage is not needed": what stands before
            start = max((stop.end() for stop in _ENGLISH_STOP.finditer(sentence, 0, each.start())), default=0)
            found.append(Denial(each.span(), (start, each.start()), each.start()))
    return found


def _after_words(sentence: str, start: int, count: int) -> int:
    """Return the end of the `count`-th word that counts after `start`, or of the clause, whichever comes first."""
    stop = _ENGLISH_STOP.search(sentence, start)
    limit = stop.start() if stop else len(sentence)
    for place, word in enumerate(WORD.finditer(sentence, start, limit)):
        if place == 0 and word[0] in _PRONOUNS:  # "without it the state grows"
            return word.end()
        count -= word[0] not in _LIGHT
        if count == 0:
            return word.end()
    return limit


def _chinese(sentence: str) -> list[Denial]:
    found = []
    for each in _CHINESE.finditer(sentence):
        kind, end = each.lastgroup or "long", each.end()
        if kind == "word":
            if each[0] not in _IDIOMS:
                found.append(Denial((each.start(), each.start() + 1), (each.start() + 1, end), end))
            continue
        stop = _CHINESE_STOP.search(sentence, end + (sentence[end : end + 1] not in ",:()"))
        until = min(stop.start() if stop else len(sentence), end + _CHINESE_REACH[kind])
        found.append(Denial(each.span(), (end, until), end + _CHINESE_NEAR, weak=kind == "weak"))
    for after in _AFTER_VERB.finditer(sentence):
        found.append(Denial(after.span("not"), (after.start(), after.start("not")), after.end()))
    return found
