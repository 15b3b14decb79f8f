"""What a check comes to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dlprep.errors import DlprepError
from dlprep.text import Text

Verdict = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: what it is called, in English and as a key of JSON.
        verdict: warning: something is missing or odd, and all else works; wrong: something does not work.
        said: what was found.
        advice: what to do about it, if anything.
        facts: what was found, for programs.
    """

    name: str
    verdict: Verdict
    said: Text
    advice: Text | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def run_check(name: str, check: Callable[[], Check]) -> Check:
    """Return what `check` finds; what it raises is what is wrong, since a doctor may not fall ill."""
    try:
        return check()
    except DlprepError as error:
        return Check(name, "wrong", error.said, error.advice if error.hint else None)
    except Exception as error:  # noqa: BLE001 -- see above
        said = f"{type(error).__name__}: {error}"
        return Check(name, "wrong", Text(said, said))


def worst(checks: Iterable[Check]) -> Verdict:
    """Return the gravest verdict."""
    found = {check.verdict for check in checks}
    return "wrong" if "wrong" in found else "warning" if "warning" in found else "ok"
