import re
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dlprep.rules import RULES, broken


class Sample(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    share: float = Field(0.5, ge=0, lt=1e6)
    size: int = Field(1, ge=1, multiple_of=2)
    numbers: tuple[int, ...] = Field((1,), min_length=1, max_length=2)
    table: dict[str, int] = Field({})
    url: Any = None


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        pytest.param({"share": -1}, "不能小于 0", "must be 0 or more", id="whole-bounds-have-no-fraction"),
        pytest.param({"share": 1e6}, "必须小于 1000000", "must be less than 1000000", id="bounds-are-written-out"),
        pytest.param({"share": float("nan")}, "必须是有限的数", "must be a finite number", id="nan"),
        pytest.param({"size": 3}, "必须是 2 的倍数", "must be a multiple of 2", id="multiple"),
        pytest.param({"size": "x"}, "要写一个整数", "must be a whole number", id="no-number"),
        pytest.param({"numbers": []}, "至少要有 1 个", "needs at least 1", id="none"),
        pytest.param({"numbers": [1, 2, 3]}, "最多 2 个", "has at most 2", id="too-many"),
        pytest.param({"table": 5}, "要写成 {键: 值}", "must be a mapping such as {key: value}", id="no-mapping"),
        pytest.param({"colour": 1}, "没有这个参数", "no such parameter", id="unknown"),
    ],
)
def test_a_rule_is_said_in_both_languages(given: dict[str, Any], zh: str, en: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Sample(**given)
    (said,) = map(broken, caught.value.errors())
    assert (said.zh, said.en) == (zh, en)


def test_a_rule_without_words_of_ours_is_passed_on() -> None:
    said = broken({"type": "url_parsing", "msg": "Input should be a URL {}", "ctx": {"error": "empty"}})
    assert (said.zh, said.en) == ("不合要求：Input should be a URL {}", "Input should be a URL {}")


def test_every_rule_has_the_same_gaps_in_both_languages() -> None:
    for said in RULES.values():
        assert re.findall(r"{\w+}", said.zh) == re.findall(r"{\w+}", said.en)
