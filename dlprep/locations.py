"""Where things are: the learner's data, configuration and cache, and the bank that dlprep ships."""

import os
from dataclasses import dataclass
from pathlib import Path

from dlprep.errors import BankError
from dlprep.text import Text


@dataclass(frozen=True, slots=True)
class Locations:
    """The folders of one learner.

    Attributes:
        data: holds the review log, the one thing here that cannot be rebuilt.
        config: the configuration file, which need not exist.
        cache: holds only what can be rebuilt; may be deleted at any time.
    """

    data: Path
    config: Path
    cache: Path

    @property
    def database(self) -> Path:
        """The review log."""
        return self.data / "reviews.db"

    @property
    def backups(self) -> Path:
        """The folder of the review log's backups."""
        return self.data / "backups"

    @property
    def bank_index(self) -> Path:
        """The cache of the bank's index."""
        return self.cache / "bank-index.db"

    @property
    def quarantine(self) -> Path:
        """Damaged files that a repair put away."""
        return self.data / "quarantine"

    @property
    def overlay(self) -> Path:
        """The learner's versions of shipped cards."""
        return self.data / "overlay"


def find_locations(home: Path | None = None) -> Locations:
    """Return the learner's folders: `home`, else the environment's DLPREP_HOME, else the platform's places."""
    chosen = home or (Path(os.environ["DLPREP_HOME"]) if os.environ.get("DLPREP_HOME") else None)
    if chosen is not None:
        chosen = chosen.expanduser().absolute()
        return Locations(data=chosen, config=chosen / "config.toml", cache=chosen / "cache")
    import platformdirs  # 20 ms, not needed where a home is given

    dirs = platformdirs.PlatformDirs("dlprep", appauthor=False)
    return Locations(
        data=Path(dirs.user_data_dir),
        config=Path(dirs.user_config_dir) / "config.toml",
        cache=Path(dirs.user_cache_dir),
    )


def shipped_bank() -> Path:
    """Return the folder of the bank that came with dlprep.

    A wheel carries it inside the package; a checkout and an editable install have it beside the package.

    Raises:
        BankError: neither is there; the installation is damaged.
    """
    package = Path(__file__).parent
    for folder in (package / "quizbank", package.parent / "quizbank"):
        if (folder / "sources.yaml").is_file():
            return folder
    raise BankError(
        Text(zh="dlprep 自带的题库不见了", en="the question bank that belongs to dlprep is missing"),
        Text(zh="请重新安装 dlprep", en="install dlprep again"),
    )
