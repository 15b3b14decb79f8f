"""A text in both of the languages that dlprep speaks."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text, said in Chinese and in English."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.zh if language == "zh" else self.en

    def at(self, place: object) -> "Text":
        """Return the text with the file, card or parameter that it is about before it."""
        return Text(f"{place}：{self.zh}", f"{place}: {self.en}")
