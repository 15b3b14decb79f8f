"""What a line break of the source stands for: a space, or nothing where Chinese needs none."""

import unicodedata

_ALSO_CHINESE = "“”‘’—…"  # beside a Chinese character, though one cell wide


def is_wide(char: str) -> bool:
    """Tell whether `char` is two cells wide, as Chinese characters and their punctuation are."""
    return unicodedata.east_asian_width(char) in "WF"


def joins(left: str, right: str) -> bool:
    """Tell whether nothing stands between: two Chinese characters, or full-width punctuation and anything."""
    wide = is_wide(left), is_wide(right)
    if any(is_wide(char) and not char.isalnum() for char in (left, right)):
        return True
    return any(wide) and (wide[0] or left in _ALSO_CHINESE) and (wide[1] or right in _ALSO_CHINESE)
