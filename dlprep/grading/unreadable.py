"""What a typed text is when it is no answer: asked again, never marked."""

from dlprep.text import Text


class Unreadable(Exception):
    """A text that cannot be read, or that could be read in two ways.

    Not a `DlprepError`: nothing went wrong, the learner is simply asked again. `message` says what was not
    understood and what can be typed instead; it never repeats characters that a terminal might obey.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.message = Text(zh, en)

    def __str__(self) -> str:
        return self.message.en
