"""Draw the pictures of the tour: `python -m docs.pictures [NAME]...`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.pictures.learner import make_home
from docs.pictures.scenes import SCENES, draw

FOLDER = Path(__file__).parent


def main() -> None:
    """Write the pictures named, or all."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        make_home(home)
        for name in sys.argv[1:] or SCENES:
            (FOLDER / f"{name}.svg").write_text(draw(SCENES[name], home), encoding="utf-8")
            print(name)


if __name__ == "__main__":
    main()
