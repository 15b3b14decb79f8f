"""Card texts and typed answers are data: none of it may steer the terminal."""

import unicodedata

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_TAB = "    "
# Control characters and escapes, half surrogates, line and paragraph separators, and invisible format characters,
# among them the bidi overrides that make a line read differently from what it says.
_UNSAFE = {"Cc", "Cs", "Zl", "Zp", "Cf"}
# Emoji and Indic scripts are spelled with these two; they show nothing and move nothing.
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"


def printable(text: str) -> str:
    """Return `text` with U+FFFD for every character a terminal would act on; newlines stay, tabs become spaces."""
    if all(line.isprintable() for line in text.split("\n")):
        return text  # as nearly all are
    return "".join(_shown(char) for char in text)


def escaped(json: str) -> str:
    """Return JSON that says the same and has an escape for every character that a terminal would act on."""
    if all(line.isprintable() for line in json.split("\n")):
        return json
    return "".join(char if char == "\n" or _shown(char) == char else _escape(char) for char in json)


def _escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _shown(char: str) -> str:
    if char == "\t":
        return _TAB
    if char == "\n" or char in _JOINERS or unicodedata.category(char) not in _UNSAFE:
        return char
    return _REPLACEMENT
