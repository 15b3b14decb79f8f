"""Which reference answers, and where: NumPy, torch on a device, or both against each other."""

from dataclasses import dataclass, replace
from typing import Literal

from dlprep.compute.place import DtypeName, Place
from dlprep.compute.problem import Params
from dlprep.compute.registry import AnyProblem
from dlprep.errors import BackendError
from dlprep.grading.answer import AnswerType, AnswerValue, Formula, Matrix, Number, Parts, SingleType, Vector
from dlprep.grading.compare import compare
from dlprep.text import Text

BackendName = Literal["numpy", "torch", "both"]
DeviceName = Literal["auto", "cpu", "cuda"]
DTYPE_AGREEMENT: dict[DtypeName, float] = {"float64": 0.0, "float32": 1e-4}


@dataclass(frozen=True, slots=True)
class References:
    """What the references say of one set of parameters.

    Attributes:
        numpy: the answer of the plain Python or NumPy reference, None if it was not asked.
        torch: the answer of the torch reference, None if it was not asked.
        device: where torch ran, None if it was not asked.
        agree: whether the two agree, None unless both were asked.
    """

    numpy: AnswerValue | None
    torch: AnswerValue | None
    device: str | None
    agree: bool | None

    @property
    def answer(self) -> AnswerValue:
        """The answer to grade against."""
        answer = self.torch if self.numpy is None else self.numpy
        assert answer is not None
        return answer


def run_references(
    problem: AnyProblem, params: Params, backend: BackendName, device: DeviceName, dtype: DtypeName = "float64"
) -> References:
    """Run the reference that `backend` names, or both.

    Raises:
        BackendError: torch or the device is not there.
    """
    place = Place(torch_device(device), dtype) if backend != "numpy" else None
    numpy = problem.reference(params) if backend != "torch" else None
    torch = problem.torch_reference(params, place) if place is not None else None
    agree = None
    if numpy is not None and torch is not None:
        agree = compare(numpy, torch, agreement_type(problem, params, dtype)).outcome == "correct"
    return References(numpy, torch, place.device if place else None, agree)


def agreement_type(problem: AnyProblem, params: Params, dtype: DtypeName) -> AnswerType:
    """Return the answer's type with the tolerance that the two references owe each other in this precision."""
    return tightened(problem.answer_type(params), max(problem.agreement, DTYPE_AGREEMENT[dtype]))


def torch_device(device: DeviceName) -> str:
    """Return the name of the torch device to run on: "cpu", or "cuda" where there is one and it may be used.

    Raises:
        BackendError: torch is not installed, or CUDA was asked for and is not there.
    """
    if not has_torch():
        raise BackendError(
            Text(zh="没有安装 torch", en="torch is not installed"),
            Text(zh="安装：pip install 'dlprep[torch]'", en="install it with: pip install 'dlprep[torch]'"),
        )
    if device == "cpu":
        return "cpu"
    import torch

    if torch.cuda.is_available():
        return "cuda"
    if device == "cuda":
        raise BackendError(
            Text(zh="torch 在这里找不到 CUDA 设备", en="torch finds no CUDA device here"),
            Text(zh="用 --device cpu，或去掉 --device", en="use --device cpu, or leave --device out"),
        )
    return "cpu"


def has_torch() -> bool:
    """Whether torch is installed, without paying a second for its import."""
    from importlib.util import find_spec

    return find_spec("torch") is not None


def tightened(kind: AnswerType, rtol: float) -> AnswerType:
    """Return `kind` with the tolerance that two references owe each other instead of a learner's."""
    if isinstance(kind, Parts):
        return Parts(tuple(replace(part, type=_tightened(part.type, rtol)) for part in kind.parts))
    return _tightened(kind, rtol)


def _tightened(kind: SingleType, rtol: float) -> SingleType:
    if isinstance(kind, Number | Vector | Matrix):
        return replace(kind, rtol=rtol, atol=min(kind.atol, rtol))
    if isinstance(kind, Formula):
        return replace(kind, rtol=max(kind.rtol, rtol))
    return kind
