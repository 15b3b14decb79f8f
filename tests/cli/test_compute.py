import pytest

from tests.cli.test_commands import data, run

CONV = ("compute", "conv_output_size", "size=224", "kernel=7", "stride=2", "padding=3")


def test_the_list() -> None:
    assert "conv_output_size" in run("compute").stdout
    kinds = {problem["kind"] for problem in data("compute")["problems"]}
    assert {"conv_output_size", "receptive_field", "prelu_derivative", "naive_softmax_overflow"} <= kinds


def test_a_name_alone_explains_the_parameters_with_a_line_to_paste() -> None:
    text = run("compute", "conv_output_size").stdout
    assert "dlprep compute conv_output_size size=224 kernel=7 stride=2 padding=3" in text
    assert "dilation" in text
    assert data("compute", "conv_output_size")["example"]["size"] == 224


def test_the_explanation_is_in_the_language_of_the_screen() -> None:
    english, _, source = run("compute", "stable_softmax").stdout.partition("Source: ")
    chinese = run("compute", "stable_softmax", "--lang", "zh").stdout
    assert "The maximum is subtracted first" in english
    assert "The maximum" not in chinese
    assert "[1000, 1001, 1002]" in chinese.partition("出处：")[0]
    assert source.split()[0] in chinese.partition("出处：")[2]


def test_a_worked_example() -> None:
    text = run(*CONV, "--backend", "numpy").stdout
    assert "112" in text
    assert "Worked steps" in text
    assert " ".join(("dlprep", *CONV)) in text


def test_json_has_all_that_is_known() -> None:
    pytest.importorskip("torch")
    found = data(*CONV)
    assert found["kind"] == "conv_output_size"
    assert found["params"] == {"size": 224, "kernel": 7, "stride": 2, "padding": 3, "dilation": 1}
    assert found["answer"] == found["references"]["numpy"] == found["references"]["torch"] == [112, 112]
    assert found["agree"] is True
    assert found["device"] in ("cpu", "cuda")
    assert found["steps"]


def test_without_torch_the_rest_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlprep.compute.backend.has_torch", lambda: False)
    found = data(*CONV)
    assert (found["answer"], found["references"]["torch"], found["agree"]) == ([112, 112], None, None)
    assert "dlprep[torch]" in run(*CONV).stdout
    assert "dlprep[torch]" in run(*CONV, "--backend", "torch", code=2).stderr


def test_the_seed_draws() -> None:
    one, same = (data("compute", "conv_output_size", "--seed", "7", "--backend", "numpy") for _ in range(2))
    other = data("compute", "conv_output_size", "--seed", "8", "--backend", "numpy")
    assert one == same
    assert one["params"] != other["params"]
    fixed = data("compute", "conv_output_size", "size=50", "--seed", "7", "--backend", "numpy")
    assert fixed["params"]["size"] == 50


@pytest.mark.parametrize(
    ("answer", "verdict", "slip"),
    [
        pytest.param("112", "correct", None, id="right"),
        pytest.param("112x112", "correct", None, id="both-sides"),
        pytest.param("（112，112）", "correct", None, id="full-width"),
        pytest.param("109", "near_miss", "padding_ignored", id="slip"),
        pytest.param("112x90", "partial", None, id="half"),
        pytest.param("7", "wrong", None, id="wrong"),
        pytest.param("__import__('os')", "unreadable", None, id="code"),
        pytest.param("9**9**9**9", "unreadable", None, id="tower"),
    ],
)
def test_an_answer_is_graded(answer: str, verdict: str, slip: str | None) -> None:
    found = data(*CONV, "--check", answer, "--backend", "numpy")
    assert (found["verdict"], found["slip"]) == (verdict, slip)
    shown = run(*CONV, "--check", answer, "--backend", "numpy").stdout
    assert ("Worked steps" in shown) == (verdict != "unreadable")


def test_it_asks_until_it_can_read() -> None:
    from typer.testing import CliRunner

    from dlprep.cli.app import app

    result = CliRunner().invoke(app, [*CONV, "--ask", "--backend", "numpy"], input="eh?\n112\n")
    assert result.exit_code == 0
    assert "Correct" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["size=224", "kernel=0"], "kernel: ", id="bound"),
        pytest.param(["size=5", "kernel=9"], "must fit the padded input", id="cross-field"),
        pytest.param(["size=5", "kernel=3", "pad=1"], "pad: no such parameter", id="unknown"),
        pytest.param(["size=5"], "kernel: is needed", id="missing"),
        pytest.param(["size=x", "kernel=3"], "size: ", id="word"),
        pytest.param(["size"], "'size' is not a parameter", id="no-equals"),
        pytest.param(["size=5", "size=6"], "given twice", id="twice"),
        pytest.param(["size=[1"], "size: ", id="open-list"),
        pytest.param(["size=!!python/name:os.system"], "tags", id="tag"),
    ],
)
def test_wrong_parameters_are_one_line(arguments: list[str], message: str) -> None:
    error = run("compute", "conv_output_size", *arguments, code=2).stderr
    assert message in error
    assert error.count("dlprep: ") == 1


def test_a_question_is_not_mixed_into_json() -> None:
    assert "--check" in run(*CONV, "--ask", "--json", code=2).stderr


def test_an_unknown_problem_names_the_nearest() -> None:
    assert "conv_output_size" in run("compute", "conv_output_sise", code=2).stderr


def test_a_missing_gpu_is_one_line() -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is one")
    assert "no CUDA device" in run(*CONV, "--device", "cuda", code=2).stderr


def test_disagreement_is_said_instead_of_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr("dlprep.compute.convolution.conv_output_size.ConvOutputSize.torch_reference", lambda *_: (1, 1))
    result = run(*CONV, "--check", "112", code=1)
    assert "references disagree" in result.stdout
    found = data(*CONV, "--check", "112", code=1)
    assert found["agree"] is False
    assert "verdict" not in found
