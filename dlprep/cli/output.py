"""JSON out."""

import json
import math
from typing import Any

import typer


def print_json(data: Any) -> None:
    """Print `data` as JSON. Infinite numbers and NaN, which JSON does not have, become "inf", "-inf" and "nan"."""
    typer.echo(json.dumps(_finite(data), ensure_ascii=False, indent=2, allow_nan=False))


def _finite(data: Any) -> Any:
    if isinstance(data, float) and not math.isfinite(data):
        return str(data)
    if isinstance(data, dict):
        return {key: _finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_finite(value) for value in data]
    return data
