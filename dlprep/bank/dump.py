"""Cards as YAML, written as a person would: long texts as blocks, Chinese as it is."""

from collections.abc import Sequence
from typing import Any


def dump(cards: Sequence[dict[str, Any]]) -> str:
    """Return cards, as dicts of YAML's types, as the text of a file of cards."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)

    Dumper.add_representer(str, text)
    out: str = yaml.dump(list(cards), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=120)
    return out
