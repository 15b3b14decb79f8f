"""Choose cards by topic, tag and level."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dlprep.bank.index import Entry
from dlprep.compute.levels import LEVELS
from dlprep.errors import UsageError
from dlprep.text import Text

_KINDS = {"topic": "主题", "tag": "标签", "level": "难度"}

_MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Selection:
    """Cards of any of the topics, with any of the tags, of any of the levels; empty means no restriction."""

    topics: Collection[str] = ()
    tags: Collection[str] = ()
    levels: Collection[str] = ()

    def has(self, entry: Entry) -> bool:
        """Whether a card is among those selected."""
        return (
            (not self.topics or entry.topic in self.topics)
            and (not self.tags or any(tag in self.tags for tag in entry.tags))
            and (not self.levels or entry.level in self.levels)
        )

    def check(self, entries: Iterable[Entry]) -> None:
        """Refuse a name that no card of the bank has: it is a slip, not an empty day.

        Raises:
            UsageError: names the unknown one and the known ones.
        """
        from difflib import get_close_matches

        entries = list(entries)
        known: dict[str, set[str]] = {
            "topic": {entry.topic for entry in entries},
            "tag": {tag for entry in entries for tag in entry.tags},
            "level": set(LEVELS),
        }
        for kind, chosen in (("topic", self.topics), ("tag", self.tags), ("level", self.levels)):
            for name in chosen:
                if name not in known[kind]:
                    near = ", ".join(get_close_matches(name, known[kind], n=3))
                    names = near or ", ".join(sorted(known[kind])[:_MOST_NAMES])
                    hint = Text(zh=f"是不是 {names}？", en=f"did you mean {names}?")
                    if not near:
                        more = " ..." if len(known[kind]) > _MOST_NAMES else ""
                        hint = Text(zh=f"有这些：{names}{more}", en=f"there are: {names}{more}")
                    raise UsageError(
                        Text(zh=f"没有卡片属于{_KINDS[kind]} {name!r}", en=f"no card has the {kind} {name!r}"), hint
                    )
