"""Every kind of finding, all at once, each with its place."""

from pathlib import Path

import pytest

from dlprep.bank.check import check_banks
from dlprep.errors import BankError
from dlprep.locations import shipped_bank
from tests.banks import card, choice_card, cloze_card, compute_card, order_card, write_bank

SHIPPED = shipped_bank()


def findings(folder: Path) -> list[str]:
    return [str(finding).replace(f"{folder}/", "") for finding in check_banks([folder], SHIPPED)[1]]


def test_the_shipped_bank_is_clean() -> None:
    count, found = check_banks([SHIPPED], SHIPPED)
    assert found == []
    assert count >= 45


def test_a_good_bank_has_no_findings(tmp_path: Path) -> None:
    write_bank(tmp_path, {"cnn/a.yaml": card("one") + compute_card("two")})
    assert check_banks([tmp_path], SHIPPED) == (2, [])


@pytest.mark.parametrize(
    "text", ["`$HOME` is set.", r"It costs \$5.", "```\n  $ ls\n  ```"], ids=["code", "dollars", "fence"]
)
def test_a_dollar_sign_that_begins_no_formula(tmp_path: Path, text: str) -> None:
    made = card("one")
    write_bank(
        tmp_path, {"cnn/a.yaml": made.replace("answer:", f"details: {{zh: {text!r}, en: {text!r}}}\n  answer:", 1)}
    )
    assert check_banks([tmp_path], SHIPPED) == (1, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            card("one").replace("level: basic", "levle: basic"),
            ["a.yaml:1  one: `level` is missing; add it", "a.yaml:3  one: unknown key `levle`; did you mean `level`?"],
            id="misspelt-key",
        ),
        pytest.param(
            card("one") + card("one"),
            ["a.yaml:11  one: id already used at {}/a.yaml:1; choose another"],
            id="repeated-id",
        ),
        pytest.param(
            card("one") + "  level: basic\n",
            ["a.yaml:11  one: the key 'level' is there twice; remove one"],
            id="repeated-key",
        ),
        pytest.param(
            card("one").replace(', en: "The answer $x^2$"', ""),
            ["a.yaml:7  one: answer.en: the translation is missing; add `en:`"],
            id="missing-translation",
        ),
        pytest.param(
            card("one").replace('en: "point two"', 'en: " "'),
            ["a.yaml:10  one: points.1.en: is empty; write it"],
            id="empty-translation",
        ),
        pytest.param(
            card("one", sources="db42d314-99"),
            ["a.yaml:4  one: sources.0: unknown unit db42d314-99; the units are in sources.yaml"],
            id="unknown-unit",
        ),
        pytest.param(
            card("one").replace('"The answer $x^2$"', '"The answer $x^2"').replace('"答案 $x^2$"', '"答案 x"'),
            [r"a.yaml:7  one: answer.en: a $ has no partner; close the formula, or write \$ for a dollar"],
            id="open-formula",
        ),
        pytest.param(
            card("one").replace("$x^2$", "$x^{2$"),
            [
                "a.yaml:7  one: answer.en: the formula $x^{2$ opens 1 braces and closes 0; balance them",
                "a.yaml:7  one: answer.zh: the formula $x^{2$ opens 1 braces and closes 0; balance them",
            ],
            id="open-brace",
        ),
        pytest.param(
            card("one").replace("答案 $x^2$", "答案 $x^3$"),
            [
                "a.yaml:7  one: answer.en: $x^2$ is in en alone; the two languages have the same formulas",
                "a.yaml:7  one: answer.zh: $x^3$ is in zh alone; the two languages have the same formulas",
            ],
            id="formulas-differ",
        ),
        pytest.param(
            compute_card("one").replace("conv_output_size", "yolo_gird"),
            ["a.yaml:4  one: problem: there is no problem called 'yolo_gird'; did you mean yolo_grid?"],
            id="unknown-problem",
        ),
        pytest.param(
            card("one") + "  figure: sigmiod\n",
            ["a.yaml:11  one: figure: there is no figure sigmiod; did you mean sigmoid?"],
            id="unknown-figure",
        ),
        pytest.param(
            card("One"), ["a.yaml:1  One: id: 'One' must be lower-case words and digits joined by hyphens"], id="id"
        ),
        pytest.param(
            card("one").replace("recall", "essay"),
            ["a.yaml:1  one: kind must be one of recall, choice, cloze, order, derive, compute"],
            id="kind",
        ),
        pytest.param("- just text\n", ["a.yaml:1  (no id): must be a card: begin with `id:`"], id="not-a-card"),
        pytest.param("cards: []\n", ["a.yaml:1  must be a list of cards; begin each with `- id:`"], id="not-a-list"),
        pytest.param(
            card("one").replace("weight: 2", "weight: heavy"),
            ["a.yaml:9  one: points.0.weight: must be a whole number"],
            id="weight",
        ),
        pytest.param(
            card("one").replace("The answer $x^2$", "word " * 191 + "$x^2$"),
            ["a.yaml:7  one: answer.en: 192 words cannot be said in two minutes; 190 at most, the rest into details"],
            id="too-long-in-english",
        ),
        pytest.param(
            card("one").replace("答案 $x^2$", "字" * 351 + "$x^2$"),
            ["a.yaml:7  one: answer.zh: 351 characters cannot be said in two minutes; 350 at most, see details"],
            id="too-long-in-chinese",
        ),
        pytest.param(
            card("one").replace("The answer $x^2$", "The answer $x^2$ in `eps`"),
            ["a.yaml:7  one: answer.en: `eps` is in en alone; the two languages say the same"],
            id="code-lost-in-translation",
        ),
        pytest.param(
            card("one").replace('en: "point two"', 'en: "- a\\n- b"'),
            ["a.yaml:10  one: points.1: lists 0 items in zh and 2 in en; the two languages say the same"],
            id="list-lost-in-translation",
        ),
        pytest.param(
            card("one").replace("x^2", "\\\\foo"),
            [
                f"a.yaml:7  one: answer.{language}: the terminal cannot show \\foo in $\\foo$; write it another way"
                for language in ("en", "zh")
            ],
            id="formula-that-cannot-be-shown",
        ),
        pytest.param(
            card("one") + card("two").replace("What is two?", "Is “one” what?"),
            ["a.yaml:16  two: question.en: asks the same as one; ask something else, or join the two"],
            id="asked-twice",
        ),
        pytest.param(
            card("one") + "  follow_ups: [{zh: 然后, en: then, card: tow}]\n" + card("two"),
            ["a.yaml:11  one: follow_ups.0.card: there is no card tow; did you mean two?"],
            id="dead-follow-up",
        ),
        pytest.param(
            card("one") + "  follow_ups: [{zh: 然后, en: then, card: one}]\n",
            ["a.yaml:11  one: follow_ups.0.card: follows itself; take `card` out"],
            id="follows-itself",
        ),
        pytest.param(
            compute_card("one") + "  sources: [ab7772fd-064, db42d314-50]\n",
            [
                "a.yaml:6  one: sources.1: conv_output_size computes nothing of db42d314-50; "
                "cite the units whose topics it covers"
            ],
            id="problem-beside-the-point",
        ),
        pytest.param(
            choice_card("one").replace(", right: true", ', why: {zh: "不对", en: "no"}'),
            ["a.yaml:1  one: options: needs at least one with `right: true` and one without"],
            id="choice-without-a-right-option",
        ),
        pytest.param(
            choice_card("one").replace(', why: {zh: "丙因为", en: "third because"}', ""),
            ["a.yaml:8  one: options.2: is wrong and does not say why; add `why:`, or `right: true`"],
            id="wrong-option-without-a-reason",
        ),
        pytest.param(
            cloze_card("one").replace("[[动量]]", "动量"),
            ["a.yaml:1  one: text.zh: marks 1 gaps [[...]], and `gaps` has 2"],
            id="gaps-that-do-not-match",
        ),
        pytest.param(
            cloze_card("one").replace("accept: [momentum, 动量法]", "accept: []"),
            ["a.yaml:8  one: gaps.1: has `formula` with `for`, or `accept`, and not both"],
            id="gap-that-takes-nothing",
        ),
        pytest.param(
            cloze_card("one").replace("b*v", "b*w"),
            [
                'a.yaml:7  one: gaps.0.formula: "w" is unknown: use numbers, + - * / ^, brackets, pi, e, '
                "functions such as sqrt, and no units"
            ],
            id="gap-with-an-unknown-name",
        ),
        pytest.param(
            cloze_card("one").replace("{b: [0.1", "{B: [0.1"),
            ["a.yaml:7  one: gaps.0.for.B.[key]: 'B' must be lower-case words and digits joined by hyphens"],
            id="gap-with-an-upper-case-name",
        ),
        pytest.param(
            cloze_card("one").replace("$v=[[\\\\beta v]]+g$", "[[b*v]]"),
            [
                f"a.yaml:5  one: text.{language}: [[b*v]] stands outside of a formula; "
                "write it as LaTeX between dollar signs"
                for language in ("en", "zh")
            ],
            id="gap-outside-of-a-formula",
        ),
        pytest.param(
            order_card("one").replace('    - {zh: "三", en: "three"}\n    - {zh: "四", en: "four"}\n', ""),
            ["a.yaml:5  one: steps: needs at least 3"],
            id="two-steps-are-no-order",
        ),
    ],
)
def test_each_finding(tmp_path: Path, text: str, expected: list[str]) -> None:
    write_bank(tmp_path, {"a.yaml": text})
    assert findings(tmp_path) == [line.replace("{}/", "") for line in expected]


def test_all_findings_come_at_once(tmp_path: Path) -> None:
    write_bank(tmp_path, {"a.yaml": card("one") + card("Two"), "b.yaml": card("one"), "c.yaml": "["})
    places = [line.split("  ")[0] for line in findings(tmp_path)]
    assert places == ["a.yaml:11", "b.yaml:1", "c.yaml:2"]


def test_one_file_can_be_checked(tmp_path: Path) -> None:
    write_bank(tmp_path, {"a.yaml": card("one"), "b.yaml": "["})
    assert check_banks([tmp_path / "a.yaml"], SHIPPED) == (1, [])


def test_a_bank_with_documents_wants_sources(tmp_path: Path) -> None:
    write_bank(
        tmp_path,
        {
            "sources.yaml": '- {id: d, title: {zh: a, en: a}, units: [{id: d-1, place: "1", title: {zh: b, en: b}}]}',
            "a.yaml": card("one") + card("two", sources="d-1"),
        },
    )
    wordless = "has no words by which it is recognised; add `words: {zh: [...], en: [...]}`"
    assert findings(tmp_path) == [
        "a.yaml:1  one: names no source; add `sources: [...]` with units of sources.yaml",
        f"a.yaml:9  one: points.0: {wordless}",
        f"a.yaml:10  one: points.1: {wordless}",
        f"a.yaml:19  two: points.0: {wordless}",
        f"a.yaml:20  two: points.1: {wordless}",
    ]


def test_topics_name_files_that_exist(tmp_path: Path) -> None:
    write_bank(
        tmp_path, {"topics.yaml": "- {name: cnn, zh: 卷积, en: CNN, subjects: [a, b]}", "cnn/a.yaml": card("one")}
    )
    assert findings(tmp_path) == ["topics.yaml:1  cnn: there is no cnn/b.yaml; take it out"]


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="no such file or folder"):
        check_banks([tmp_path / "none"], SHIPPED)


def test_words_of_another_text_are_found(tmp_path: Path) -> None:
    theirs = "批量归一化把每一层的输入拉回到均值为零方差为一的标准正态分布上去"
    english = "the quick brown fox jumps over the lazy dog again"
    write_bank(tmp_path / "texts", {"a.txt": f"前言。{theirs}。\n{english}"})
    borrowed = (
        card("one").replace("答案", theirs[:12] + "，" + theirs[12:24]).replace("The answer", english[:40].title())
    )
    bank = write_bank(tmp_path / "bank", {"a.yaml": borrowed + card("two").replace("答案", theirs[:23])})
    found = [str(finding) for finding in check_banks([bank], SHIPPED, tmp_path / "texts")[1]]
    assert found == [
        f"{bank}/a.yaml:7  one: answer.en: stands in a text of texts: 'the quick brown fox jumps over the lazy'; "
        "say it in your own words",
        f"{bank}/a.yaml:7  one: answer.zh: stands in a text of texts: '{theirs[:24]}'; say it in your own words",
    ]
    assert check_banks([bank], SHIPPED)[1] == []


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"a.yaml": card("one")})
    with pytest.raises(BankError, match="no text to compare with"):
        check_banks([bank], SHIPPED, bank)
