"""Files that are not what they seem: one line, and nothing changed."""

import io
import sqlite3
import zipfile
from pathlib import Path
from random import Random

import pytest
import zstandard

from dlprep.anki import collection as collection_module
from dlprep.anki.collection import CollectionError, open_collection
from dlprep.anki.export import notes
from dlprep.anki.foreign import read_deck
from dlprep.anki.package import write_package
from dlprep.anki.reviews import new_reviews
from dlprep.anki.schedule import Calendar
from tests.anki.banks import small_bank


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("package")
    bank = small_bank(folder / "bank")
    write_package(folder / "a.apkg", notes(bank, list(bank.entries.values()), "en", 1), Calendar(480, 4))
    return (folder / "a.apkg").read_bytes()


@pytest.fixture(scope="session")
def database(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read("collection.anki2")


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


def count(path: Path) -> int:
    with open_collection(path) as connection:
        (found,) = connection.execute("SELECT count(*) FROM notes").fetchone()
        return int(found)


def test_every_form_is_read(package: bytes, database: bytes, tmp_path: Path) -> None:
    packed = zstandard.ZstdCompressor().compress(database)
    forms = {
        "a.apkg": package,
        "b.apkg": zipped(collection_anki21=database, collection_anki2=b"older"),
        "c.apkg": zipped(collection_anki21b=packed, collection_anki2=b"older", meta=b"\x08\x03"),
        "d.colpkg": zipped(collection_anki21b=packed),
        "collection.anki2": database,
        "collection.anki21b": packed,
    }
    for name, content in forms.items():
        (tmp_path / name).write_bytes(content)
        assert count(tmp_path / name) == 6, name


def changed(database: bytes, tmp_path: Path, *statements: str) -> bytes:
    path = tmp_path / "changed.db"
    path.write_bytes(database)
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "is not a file of Anki's", id="empty"),
        pytest.param(b"not a package", "is not a file of Anki's", id="text"),
        pytest.param(b"PK\x03\x04 and then nothing", "is not a sound zip file", id="broken-zip"),
        pytest.param(zipped(media=b"{}"), "holds no collection", id="zip-without-a-collection"),
        pytest.param(
            zipped(collection_anki2=b"SQLite format 3\x00 and then nothing"), "is damaged", id="broken-database"
        ),
        pytest.param(b"\x28\xb5\x2f\xfd and then nothing", "is damaged", id="broken-zstd"),
        pytest.param(zipped(collection_anki21b=b"x", meta=b"\x08\x09"), "newer Anki", id="newer-package"),
        pytest.param(zipped(**{"../../evil": b"x"}), "holds no collection", id="path-traversal"),
    ],
)
def test_what_is_no_collection_is_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.apkg").write_bytes(content)
    with pytest.raises(CollectionError, match=message), open_collection(tmp_path / "a.apkg"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.apkg"]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        pytest.param("UPDATE col SET ver = 99", "has schema 99, of a newer Anki", id="newer-schema"),
        pytest.param("UPDATE col SET ver = 'x'", "has no version", id="no-number"),
        pytest.param("DELETE FROM col", "has no version", id="empty-col"),
        pytest.param("DROP TABLE revlog", "has no revlog", id="no-review-log"),
    ],
)
def test_a_database_that_is_not_ankis(database: bytes, tmp_path: Path, statement: str, message: str) -> None:
    path = tmp_path / "a.anki2"
    path.write_bytes(changed(database, tmp_path, statement))
    with pytest.raises(CollectionError, match=message), open_collection(path):
        pass


def test_a_view_in_place_of_a_table_is_not_read(database: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.anki2"
    view = "CREATE VIEW revlog AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    path.write_bytes(changed(database, tmp_path, "DROP TABLE revlog", view))
    with pytest.raises(CollectionError, match="has no revlog"), open_collection(path):
        pass


@pytest.mark.parametrize("name", ["notetypes", "config"])
def test_a_view_in_place_of_a_newer_table_is_refused(database: bytes, tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.anki2"
    path.write_bytes(changed(database, tmp_path, f"CREATE VIEW {name} AS SELECT 1 AS id, 2 AS config"))
    with pytest.raises(CollectionError, match=f"its {name} is not a table"), open_collection(path):
        pass


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bz2", "lzma"])
@pytest.mark.parametrize("name", ["collection.anki2", "meta", "media"])
def test_a_packing_that_is_not_ankis_is_refused(database: bytes, tmp_path: Path, method: int, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.apkg", "w") as archive:
        for one, content in {"collection.anki2": database, "meta": b"", "media": b"{}"}.items():
            archive.writestr(one, content, method if one == name else zipfile.ZIP_DEFLATED)
    with pytest.raises(CollectionError, match="packed in a way"), open_collection(tmp_path / "a.apkg"):
        pass


def test_endless_work_is_stopped(database: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection_module, "_MOST_STEPS", 5)
    path = tmp_path / "a.anki2"
    path.write_bytes(database)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(CollectionError, match="interrupted"), open_collection(path) as connection:
        connection.execute(endless)


@pytest.mark.parametrize("packed", [False, True], ids=["zip", "zstd"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    monkeypatch.setattr(collection_module, "LARGEST", 2**20)
    zeros = bytes(2**23)
    bomb = zstandard.ZstdCompressor().compress(zeros)
    content = zipped(collection_anki21b=bomb) if packed else zipped(collection_anki2=zeros)
    assert len(content) < 20_000
    (tmp_path / "a.apkg").write_bytes(content)
    with pytest.raises(CollectionError, match="larger than"), open_collection(tmp_path / "a.apkg"):
        pass


def test_the_collection_cannot_be_written(database: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.anki2"
    path.write_bytes(database)
    with pytest.raises(CollectionError, match="readonly"), open_collection(path) as connection:
        connection.execute("DELETE FROM notes")
    assert path.read_bytes() == database


@pytest.mark.parametrize("seed", range(150))
def test_a_damaged_package_is_one_line_or_read(package: bytes, database: bytes, tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    content = bytearray(rng.choice([package, database, zstandard.ZstdCompressor().compress(database)]))
    for _ in range(rng.randint(1, 30)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    if rng.random() < 0.3:
        del content[rng.randrange(len(content)) :]
    path = tmp_path / "a.apkg"
    path.write_bytes(bytes(content))
    try:
        with open_collection(path) as connection:
            new_reviews(connection, {}, 4, lambda _: 0)
            read_deck(connection)
    except CollectionError as error:
        told = error.message
        assert "\n" not in told
