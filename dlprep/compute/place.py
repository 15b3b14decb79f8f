"""Where, and in which precision, torch computes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import torch

DtypeName = Literal["float32", "float64"]


@dataclass(frozen=True, slots=True)
class Place:
    """A torch device and a floating-point type. Problems build their tensors through it."""

    device: str = "cpu"
    dtype: DtypeName = "float64"

    def torch_dtype(self) -> "torch.dtype":
        """Return the floating-point type as torch names it."""
        import torch

        return torch.float64 if self.dtype == "float64" else torch.float32

    def tensor(self, values: Any, *, grad: bool = False) -> "torch.Tensor":
        """Return `values`, a number or nested sequence of numbers, as a floating-point tensor here."""
        import torch

        return torch.tensor(values, dtype=self.torch_dtype(), device=self.device, requires_grad=grad)
