import pytest
from rich.text import Text

from dlprep.render.wrap import GLUE, wrap

STOP, COMMA = "。", "\N{FULLWIDTH COMMA}"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        pytest.param("ab cd ef", 5, ["ab cd", "ef"], id="at a space"),
        pytest.param("ab  cd ", 4, ["ab", "cd"], id="spaces at a break are gone"),
        pytest.param("中文中文", 4, ["中文", "中文"], id="between Chinese"),
        pytest.param("用GPU算", 5, ["用GPU", "算"], id="between Chinese and Latin"),
        pytest.param(f"中文中{COMMA}文", 6, ["中文", f"中{COMMA}文"], id="comma never first"),
        pytest.param(f"用 GPU{STOP}", 6, ["用", f"GPU{STOP}"], id="stop stays with a Latin word"),
        pytest.param("中文《书》", 6, ["中文", "《书》"], id="bracket never last"),
        pytest.param("中文(书)", 5, ["中文", "(书)"], id="ASCII brackets too"),
        pytest.param('中文"书"', 6, ["中", '文"书"'], id="straight quotes"),
        pytest.param("中文——文", 5, ["中", "文——", "文"], id="dash never first"),
        pytest.param("ab cd .", 5, ["ab", "cd ."], id="no break before a sign after a space"),
        pytest.param("ab ( cd", 4, ["ab", "( cd"], id="no break after an opening sign and a space"),
        pytest.param("abcdefg", 3, ["abc", "def", "g"], id="long word"),
        pytest.param("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"], id="accents stay on their letters"),
        pytest.param(f"a b{GLUE}c", 3, ["a", "b c"], id="glue"),
        pytest.param("a\n\nb", 3, ["a", "", "b"], id="given line breaks"),
        pytest.param("", 3, [""], id="empty"),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert [line.plain for line in wrap(Text(text), width)] == lines


def test_styles_survive() -> None:
    text = Text.assemble(("中文", "bold"), ("中", "cyan"))
    assert [[span.style for span in line.spans] for line in wrap(text, 4)] == [["bold"], ["cyan"]]
