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
