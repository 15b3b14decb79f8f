"""The tools of those who write cards."""

import json
from pathlib import Path

import pytest

from dlprep.bank.card import KINDS
from dlprep.bank.load import load_file
from tests.banks import card, choice_card, compute_card, write_bank
from tests.cli.test_commands import data, home, run

__all__ = ["home"]


def test_coverage_counts_units_by_document(home: Path) -> None:
    found = data("bank", "coverage")
    assert [one["document"] for one in found["documents"]] == [
        "db42d314",
        "9d1d6480",
        "ab7772fd",
        "19be066f",
        "64382150",
    ]
    assert found["units"] == found["covered"] == sum(one["units"] for one in found["documents"]) == 320
    assert run("bank", "coverage").stdout.splitlines()[-1].split()[:3] == ["all", "320", "320"]
    assert run("bank", "coverage", "--lang", "zh").stdout.startswith("文档")


def test_missing_units_are_listed_and_fail(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    units = (
        '- {id: d, title: {zh: 文, en: D}, units: [{id: d-1, place: "1", title: {zh: 甲, en: first}},'
        ' {id: d-2, place: "2", title: {zh: 乙, en: second}, topics: [entropy]}]}'
    )
    shipped = write_bank(
        tmp_path / "shipped",
        {"sources.yaml": units, "a/a.yaml": card("one", sources="d-1") + compute_card("two") + "  sources: [d-2]\n"},
    )
    monkeypatch.setattr("dlprep.locations.shipped_bank", lambda: shipped)
    monkeypatch.setattr("dlprep.cli.context.shipped_bank", lambda: shipped)
    (document,) = data("bank", "coverage", code=1)["documents"]
    assert (document["covered"], document["drilled"], document["missing"]) == (1, 1, ["d-2"])
    assert run("bank", "coverage", "--missing", code=1).stdout == "d-2  second\n"
    assert run("bank", "coverage", "--missing", "--lang", "zh", code=1).stdout == "d-2  乙\n"


def test_statistics_count_kinds_and_levels(home: Path, tmp_path: Path) -> None:
    own = write_bank(
        tmp_path / "own", {"own/a.yaml": card("one") + card("two", level="advanced") + choice_card("three")}
    )
    found = data("--bank", str(own), "bank", "stats")
    (topic,) = (one for one in found["topics"] if one["topic"] == "own")
    assert topic == {
        "topic": "own",
        "cards": 3,
        "kinds": {"recall": 2, "choice": 1},
        "levels": {"basic": 2, "advanced": 1},
    }
    assert found["cards"] == sum(one["cards"] for one in found["topics"])
    lines = run("--bank", str(own), "bank", "stats").stdout.splitlines()
    assert lines[-1].split()[:2] == ["all", str(found["cards"])]
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param(["sigmoid-max-slope"], "sigmoid-max-slope", id="id"),
        pytest.param(["各张量缩小的倍数不同"], "clipping-that-keeps-the-direction", id="chinese-in-an-option"),
        pytest.param(
            ["TENSORS", "shrink", "by", "different", "factors"], "clipping-that-keeps-the-direction", id="english"
        ),
        pytest.param(["ｓｉｇｍｏｉｄ－max-slope"], "sigmoid-max-slope", id="full-width"),
    ],
)
def test_search_finds_in_both_languages(home: Path, text: list[str], first: str) -> None:
    assert data("bank", "search", *text)[0]["card"] == first
    assert run("bank", "search", *text, "--lang", "zh").stdout.splitlines()[0] == first


def test_chinese_words_need_neither_blanks_nor_their_order(home: Path) -> None:
    found = {hit["card"] for hit in data("bank", "search", "梯度裁剪", "--limit", "50")}
    assert {"gradient-clip-by-value", "gradient-clip-by-norm", "gradient-clip-threshold"} <= found
    assert data("bank", "search", "sigmoid导数", "--limit", "99")


def test_search_sees_an_edit_and_says_when_there_is_nothing(home: Path, tmp_path: Path) -> None:
    own = write_bank(tmp_path / "own", {"a.yaml": card("one")})
    assert run("--bank", str(own), "bank", "search", "xylophone", code=1).stdout == "no card says that\n"
    write_bank(own, {"a.yaml": card("one").replace("The answer", "A xylophone [bold]")})
    assert run("--bank", str(own), "bank", "search", "xylophone").stdout == "one\n  What is one?\n"


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_card_of_each_kind_passes_the_check(home: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "own" / "a.yaml"
    assert run("bank", "new", "first", "--kind", "recall", "--to", str(path)).stdout == f"{path}:1\n"
    run("bank", "new", "mine", "--kind", kind, "--level", "advanced", "--to", str(path))
    assert run("bank", "check", str(path)).stdout == "no problems in 2 cards\n"
    assert [(entry.card.id, entry.card.level) for entry in load_file(path).cards] == [
        ("first", "basic"),
        ("mine", "advanced"),
    ]
    assert run("bank", "new", "other", "--kind", kind).stdout.startswith("- id: other\n")


def test_a_new_card_wants_an_id_that_is_free_and_well_formed(home: Path, tmp_path: Path) -> None:
    assert "lower-case words" in run("bank", "new", "Mine", code=2).stderr
    assert "used already" in run("bank", "new", "sigmoid-max-slope", code=2).stderr
    path = write_bank(tmp_path, {"a.yaml": card("one").rstrip()}) / "a.yaml"
    assert "is in" in run("bank", "new", "one", "--to", str(path), code=2).stderr
    assert run("bank", "new", "two", "--to", str(path)).stdout == f"{path}:12\n"
    assert path.read_text(encoding="utf-8").splitlines()[11] == "- id: two"
    assert "ends in .yaml" in run("bank", "new", "mine", "--to", str(tmp_path / "a.txt"), code=2).stderr


def test_a_bank_of_ones_own_is_added_and_removed(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("# mine\nnew_per_day = 3\n", encoding="utf-8")
    own = write_bank(tmp_path / "own", {"own/a.yaml": card("one") + card("sigmoid-max-slope"), "own/b.yaml": "- ["})
    notes = write_bank(tmp_path, {"notes.md": "## What is a zyzzyva?\nA weevil.\n"}) / "notes.md"
    said = run("bank", "add", str(own)).stdout
    assert "own/b.yaml:2  is not YAML" in said
    assert "sigmoid-max-slope: another bank has this id" in said
    assert said.endswith(f"{own}: 1 card\n")
    assert run("bank", "add", str(notes), "--lang", "zh").stdout == f"{notes}：1 张卡片\n"
    assert (home / "config.toml").read_text(encoding="utf-8").startswith("# mine\nnew_per_day = 3\n")
    assert data("show", "one")["topic"] == "own"
    assert data("bank", "search", "ZYZZYVA")[0]["question"]["zh"] == "What is a zyzzyva?"
    run("bank", "add", str(own))
    assert (home / "config.toml").read_text(encoding="utf-8").count(str(own)) == 1
    run("bank", "remove", str(own))
    run("show", "one", code=2)
    assert "not among your banks" in run("bank", "remove", str(own), code=2).stderr


def test_what_holds_no_card_is_not_added(home: Path, tmp_path: Path) -> None:
    assert "No such file" in run("bank", "add", str(tmp_path / "none"), code=2).stderr
    assert "no YAML file" in run("bank", "add", str(write_bank(tmp_path / "empty", {"a.txt": ""})), code=1).stderr
    broken = write_bank(tmp_path / "broken", {"a.yaml": "- ["})
    assert "a.yaml:2  is not YAML" in run("bank", "add", str(broken), code=1).stderr
    assert not (home / "config.toml").exists()


def test_claims_are_verified_and_a_false_one_fails(home: Path, tmp_path: Path) -> None:
    true = card("one") + '  claims: [{formula: "1+1 = 2"}, {experiment: no_such, shows: "a > 1"}]\n'
    own = write_bank(tmp_path / "own", {"own/a.yaml": true})
    said = run("--bank", str(own), "bank", "verify", "--topic", "own").stdout
    assert said == "1 claims of 1 cards: 0 do not hold; 1 about experiments left out, see --experiments\n"
    write_bank(own, {"own/b.yaml": card("two") + '  claims: [{formula: "1+1 = 3"}]\n'})
    found = data("--bank", str(own), "bank", "verify", "--topic", "own", code=1)
    assert [one["claim"] for one in found["refuted"]] == ["1+1 = 3"]
    assert (
        "two: 1+1 = 3: 1+1 = 2.0, 3 = 3.0" in run("--bank", str(own), "bank", "verify", "--topic", "own", code=1).stdout
    )


def test_an_experiment_that_is_not_there_is_one_line(home: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    own = write_bank(
        tmp_path / "own", {"own/a.yaml": card("one") + '  claims: [{experiment: no_such, shows: "a > 1"}]\n'}
    )
    arguments = ["--bank", str(own), "bank", "verify", "--topic", "own", "--experiments"]
    assert "there is no experiment 'no_such'" in run(*arguments, code=1).stderr


def test_json_of_the_check_names_the_place(home: Path, tmp_path: Path) -> None:
    path = write_bank(tmp_path, {"a.yaml": card("One")}) / "a.yaml"
    found = json.loads(run("bank", "check", str(path), "--json", code=1).stdout)
    assert [(one["line"], one["card"]) for one in found["findings"]] == [(1, "One")]


@pytest.mark.parametrize(("lang", "said"), [("en", "these say 'gradient clipping'"), ("zh", "按“gradient clipping”找")])
def test_a_slip_of_spelling_finds_what_was_meant(lang: str, said: str) -> None:
    found = run("bank", "search", "gradiant", "cliping", "--lang", lang)
    assert said in found.stderr
    assert found.stdout == run("bank", "search", "gradient", "clipping", "--lang", lang).stdout
