"""A disk that is full, a quota, a home that is read-only: one clear line, and nothing is lost."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlprep.cli.app import app
from dlprep.errors import StoreError
from dlprep.store.backup import backups
from dlprep.store.store import Store
from tests.disks import Disk, mounted
from tests.store.crashes import check
from tests.store.test_store import answer

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with mounted(tmp_path / "disk", "2m") as made:
        yield made


def fill_with_answers(path: Path) -> set[str]:
    """Answer until the disk is full; return the ids of the answers that were taken."""
    done: set[str] = set()

    def answer_on() -> None:
        while len(done) < 10_000:
            store.append(answer(f"{len(done)}", 4, card=f"card-{len(done) % 50}", hours=len(done)))
            done.add(f"{len(done)}")

    with Store(path) as store:
        with pytest.raises(StoreError) as caught:
            answer_on()
        assert "\n" not in caught.value.message
        assert "space" in caught.value.hint
    return done


def dlprep(home: Path, *arguments: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(app, ["--home", str(home), *arguments])
    assert "Traceback" not in result.output
    return result.exit_code, result.stderr.splitlines()


def test_a_full_disk_takes_no_answer_that_it_loses(disk: Disk) -> None:
    path = disk.path / "reviews.db"
    done = fill_with_answers(path)
    assert len(done) > 50
    disk.remount("size=20m")
    assert check(path, done) == len(done)
    with Store(path) as store:
        store.append(answer("after", 5))
    assert check(path, {*done, "after"}) == len(done) + 1


def test_a_quota_takes_no_answer_that_it_loses(tmp_path: Path) -> None:
    """A limit on the size of files stands for it, which needs no root."""
    program = """
import resource, signal, sys
from pathlib import Path
from tests.cli.test_disk import fill_with_answers
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
print(len(fill_with_answers(Path(sys.argv[1]))))
"""
    pytest.importorskip("resource")
    path = tmp_path / "reviews.db"
    command = [sys.executable, "-c", program, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    count = int(done.stdout)
    assert count > 50
    assert check(path, {f"{number}" for number in range(count)}) == count


def test_commands_on_a_full_disk_say_so(disk: Disk, tmp_path: Path) -> None:
    home = disk.path / "home"
    assert dlprep(home, "due")[0] == 0
    disk.fill()
    code, said = dlprep(home, "suspend", "sigmoid-max-slope")
    assert code == 1
    assert len(said) == 2
    assert "space" in said[1]
    code, said = dlprep(tmp_path / "other", "sync", str(disk.path))
    assert (code, said) == (0, [])  # nothing to write yet
    dlprep(tmp_path / "other", "suspend", "sigmoid-max-slope")
    code, said = dlprep(tmp_path / "other", "sync", str(disk.path))
    assert code == 1
    assert said[0].endswith("No space left on device")
    assert len(said) == 2
    (disk.path / "filler").unlink()
    assert dlprep(home, "suspend", "sigmoid-max-slope") == (0, [])
    assert dlprep(tmp_path / "other", "sync", str(disk.path)) == (0, [])


def test_a_backup_on_a_full_disk_leaves_those_before_it(disk: Disk) -> None:
    home = disk.path
    with Store(home / "reviews.db") as store:
        store.append(answer("a", 4))
        assert dlprep(home, "backup") == (0, [])
        store.append(answer("b", 4))
        disk.fill()
        code, said = dlprep(home, "backup")
    assert code == 1
    assert "full" in said[0]
    assert len(said) == 2
    assert [path.name for path in (home / "backups").iterdir()] == [backups(home / "backups")[0].path.name]


def test_a_migration_on_a_full_disk_changes_nothing(disk: Disk) -> None:
    path = disk.path / "reviews.db"
    shutil.copy(DATA / "reviews.schema-1.db", path)
    before = path.read_bytes()
    filler = disk.fill()
    with pytest.raises(StoreError, match=r"full|disk I/O error"):
        Store(path)
    assert path.read_bytes() == before
    filler.unlink()
    with Store(path) as store:
        assert len(store.events()) == 11


READS = (["due"], ["log"], ["backup"], ["undo"], ["suspend", "sigmoid-max-slope"])


def test_a_read_only_home_is_one_line_and_can_be_saved(disk: Disk, tmp_path: Path) -> None:
    home = disk.path
    with Store(tmp_path / "reviews.db") as store:
        store.append(answer("a", 4))
        for suffix in ("", "-wal"):
            shutil.copy(tmp_path / f"reviews.db{suffix}", home)
    disk.remount("ro")  # as a failing disk becomes, with answers in the -wal
    for command in (*READS, ["sync", str(tmp_path / "shared")]):
        code, said = dlprep(home, *command)
        assert (code, len(said)) == (1, 2), (command, said)
    assert dlprep(home, "backup", str(tmp_path / "stick")) == (0, [])
    (saved,) = backups(tmp_path / "stick")
    with Store(saved.path) as store:
        assert [event.id for event in store.events()] == ["a"]
    disk.remount("rw")
    assert check(home / "reviews.db", {"a"}) == 1
