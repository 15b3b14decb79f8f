"""Two ways of writing the same brought to one: case, width, spelling, inflection, signs of mathematics."""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from dlprep.interview.synonyms import ENGLISH, one_name

if TYPE_CHECKING:
    from snowballstemmer import stemmer

HAN = "\u3400-\u9fff"
WORD = re.compile(r"[a-zα-ω]+(?:'[a-z]+)?")
_GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon eta theta lambda mu nu pi rho sigma tau phi".split(),
        "αβγδεηθλμνπρστφ",
        strict=True,
    )
) | {"eps": "ε", "sigmoid": "σ", "ϵ": "ε", "ϕ": "φ"}
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "′": "'", "×": "x", "≤": "<=", "≥": ">=", "⊤": "T", "√": " sqrt", "。": "\n"}
    | dict.fromkeys("−‐‑‒–—―﹣", "-")
    | dict.fromkeys("·⋅∙•∗*", " ")
    | dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", (f"^{i}" for i in range(10)), strict=True))
    | dict.fromkeys("$`{}\\", " ")
)
_COMMANDS = re.compile(r"\\(?:text|mathrm|mathbf|left|right|bigl|bigr|,|;|!)|(?<=\d)。(?=\d)")
_BRACED = re.compile(r"_\{[^{}]*\}")
_FRACTION = re.compile(r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ABBREVIATIONS = re.compile(r"\b(?:w\.r\.t|i\.e|e\.g|etc|vs|approx|resp|cf)\.", re.IGNORECASE)
_SENTENCE = re.compile(rf"[!?;\n]+|\.(?=\s|$|[A-Z{HAN}])")
_TIGHT = re.compile(r"\s*([=+/^<>|,(])\s*|\s+(\))|(?<=[\w)]) ?- ?(?=[\w(])")
_SUBSCRIPT = re.compile(r"(?<=[a-zα-ω)])_ ?(?:\([^()]*\)|[a-z0-9]+)")
_ARGUMENT = re.compile(r"(?<=[σφ'])\((?:x|z|a)\)")
_RAISED = re.compile(r"exp\(([^()]*)\)|\be?\^\(([^()]*)\)")
_ROOT = re.compile(r"sqrt\s*\(?([a-zα-ω0-9^]+)\)?")
_NUMBERS = {
    word: str(i)
    for i, words in enumerate("zero,zeros,zeroes one two three four five six seven eight nine ten".split())
    for word in words.split(",")
}
_SIGN_OF = _GREEK | _NUMBERS

# Spellings and forms that the stemmer does not bring together.
_SPELLINGS = (
    (re.compile("iz(?=e|ing|ation|er)"), "is"),
    (re.compile("yz(?=e|ing)"), "ys"),
    (re.compile(r"(?<=...)our(?=$|s$|ed$|ing$|al$|hood|able)"), "or"),
    (re.compile("centr(?=e|ing)"), "center"),
    (re.compile("(?<=[a-z]{3})(?<![pi])ly$"), ""),  # slowly, but not apply
    (re.compile(r"(cancel|label|model|travel|level|equal|signal|channel)l(?=ing|ed|er)"), r"\1"),
)
_IRREGULAR = {
    form: plain
    for plain, forms in (
        line.split(":")
        for line in """
        be:is are was were been being am|become:became|begin:began begun|break:broke broken|bring:brought|build:built
        choose:chose chosen|come:came|do:does did done|draw:drew drawn|drive:drove driven|fall:fell fallen|feed:fed
        find:found|forget:forgot forgotten|freeze:froze frozen|get:got gotten|give:gave given|go:goes went gone
        grow:grew grown|have:has had having|hold:held|keep:kept|know:knew known|learn:learnt|leave:left|lose:lost loss
        make:made|mean:meant|pay:paid|rise:rose risen|run:ran|say:said|see:saw seen|send:sent|shrink:shrank shrunk
        show:shown|speak:spoke spoken|spend:spent|stick:stuck|take:took taken|tell:told|think:thought|throw:threw thrown
        write:wrote written|die:dying dead|blow:blew blown|sparse:sparsity|symmetric:symmetry|large:larger largest
        small:smaller smallest|big:bigger biggest|high:higher highest|low:lower lowest|fast:faster fastest
        """.replace("\n", "|").split("|")
        if ":" in line
    )
    for form in forms.split()
}
_IRREGULAR = {form.strip(): plain.strip() for form, plain in _IRREGULAR.items()}


def sentences(text: str) -> list[str]:
    """Return the sentences of an answer, each as `unified`. They end at 。！？；.!?; and line breaks."""
    text = _ABBREVIATIONS.sub(lambda found: found[0].replace(".", ""), _spelled_out(text))
    return [unified(part) for part in _SENTENCE.split(text) if part.strip()]


def unified(text: str) -> str:
    """Return `text` in lower case and half width, with Greek letters and mathematics written in one way.

    Subscripts and the arguments of sigma are left out; there are no spaces around operators.
    """
    text = _spelled_out(text).casefold()
    text = one_name(text.replace("one hot", "one-hot"))
    text = re.sub(r"[a-z]+", lambda word: _SIGN_OF.get(word[0], word[0]), text)
    text = re.sub("[ϵϕ]", lambda sign: _GREEK[sign[0]], text)
    text = _SUBSCRIPT.sub("", text)
    text = _TIGHT.sub(lambda found: found[1] or found[2] or "-", text)
    text = _RAISED.sub(lambda found: f"e^{found[1]}" if found[1] else f"^{found[2]}", _ARGUMENT.sub("", text))
    return " ".join(_ROOT.sub(r"sqrt\1", text).split())


def _spelled_out(text: str) -> str:
    text = _FRACTION.sub(r"\1/\2", _BRACED.sub("", text))
    text = _COMMANDS.sub(lambda found: "." if found[0] == "。" else " ", text)
    return unicodedata.normalize("NFKC", text.translate(_SIGNS))


@cache
def keys(word: str) -> frozenset[str]:
    """Return under which names an English word is looked up: what its inflections and spellings have in common, and
    the like of a synonym, if it has one.
    """
    word = word.removesuffix("'s")
    plain = _IRREGULAR.get(word, word)
    stem = _stem(plain)
    synonym = _synonyms().get(_stem(word)) or _synonyms().get(stem)
    return frozenset({stem} if synonym is None else {stem, synonym})


def _stem(word: str) -> str:
    word = re.sub("(?<=^[^aeiouy]{3})s$|(?<=^[^aeiouy]{2})s$", "", word)  # RNNs
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word)
    return str(_stemmer().stemWord(word))


@cache
def _synonyms() -> dict[str, str]:
    return {_stem(word): f"={first}" for word, first in ENGLISH.items()}


@cache
def _stemmer() -> "stemmer":
    from snowballstemmer import stemmer

    return stemmer("english")
