"""Damaged packages of Anki's: the zip, the database in it, and what somebody else's database may hold."""

import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from random import Random

from dlprep.anki.identity import Origin, guid
from tests.fuzz.campaign import Broken, Campaign
from tests.fuzz.mutate import mutate, mutate_page
from tests.fuzz.screen import command, new_home

HTML = (
    *(
        b"<b>bold</b> &amp; <i>x</i>",
        b"\\(x^2\\) and \\[y\\]",
        b"{{c1::gap::hint}} text {{c2::$b*v$}}",
        b"[sound:a.mp3]",
    ),
    *(
        b"<img src='a.png'>",
        b"<script>alert(1)</script>",
        b"<!-- hidden",
        b"&#x1b;[2J",
        b"&#99999999999;",
        b"a\x1fb",
        b"{{c1::" * 50,
    ),
    *(
        b"<div><ul><li>one<li>two</ul></div>",
        b"{{c1::image-occlusion:rect}}",
        b"$ \\$ ` *",
        b"<" * 500,
        b"{{c1::}}",
        b"&" * 300,
    ),
)
WORDS = (
    *HTML,
    b"collection.anki2",
    b"collection.anki21b",
    b"meta",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"SQLite format 3\x00",
    b"CREATE TABLE",
)


class Packages(Campaign[bytes]):
    """Packages whose zip is damaged, whose database is, or whose notes and reviews are odd."""

    share = 300
    calls = 3

    def __init__(self, scratch: Path) -> None:
        """Write a package of ours, and take its database."""
        super().__init__(scratch)
        self.home, self.file, self.bank = new_home(scratch / "home"), scratch / "deck.apkg", scratch / "deck.yaml"
        command(self.home, ("export", "anki", str(self.file), "--topic", "numerics", "--progress"))
        whole = self.file.read_bytes()
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            self.database = archive.read("collection.anki2")
        self.seeds = [whole[:60_000], _zipped(self.database[:40_000]), self.database[:60_000], _zipped(b"")]

    def make(self, rng: Random) -> bytes:
        """Damage the zip or the database, or fill a sound database with odd notes and reviews."""
        way = rng.random()
        if way < 0.2:
            return mutate(rng, rng.choice(self.seeds), self.seeds, WORDS)
        database = self.database
        if way < 0.6:
            database = self._filled(rng)
        if way > 0.5:
            database = mutate_page(rng, database, self.seeds, WORDS)
        return _packed(rng, database)

    def read(self, made: bytes) -> bool:
        """Import its reviews, then make a bank of its notes; what is refused leaves no file and no line behind."""
        self.file.write_bytes(made)
        taken = False
        for more in ((), ("--cards", "--to", str(self.bank))):
            result = command(self.home, ("import", "anki", str(self.file), *more))
            taken |= result.exit_code == 0
            if result.exit_code and self.bank.exists():
                raise Broken("refused, and wrote a file")
        if self.bank.exists():
            if command(self.home, ("bank", "check", str(self.bank))).exit_code not in (0, 1):
                raise Broken("wrote a bank that cannot be checked")
            self.bank.unlink()
        return taken

    def _filled(self, rng: Random) -> bytes:
        """Put odd values where Anki has sound ones."""
        path = self.scratch / "odd.db"
        path.write_bytes(self.database)
        odd = (
            None,
            -1,
            0,
            2**63 - 1,
            1e300,
            "",
            "x",
            "\x1b[2J",
            b"\xff\x00",
            1_770_000_000_000,
            "a\x1fb",
            *map(bytes.decode, HTML),
        )
        columns = (
            *(("notes", name) for name in ("flds", "flds", "tags", "guid", "mid")),
            *(("cards", name) for name in ("nid", "ivl", "factor", "data")),
            *(("col", name) for name in ("crt", "models", "decks", "ver")),
        )
        with closing(sqlite3.connect(path)) as database:
            for _ in range(rng.randint(1, 4)):
                table, column = rng.choice(columns)
                value = rng.choice(odd)
                if column == "flds":
                    parts = (mutate(rng, rng.choice(HTML), HTML, HTML).decode("utf-8", "replace") for _ in range(2))
                    value = "\x1f".join(part[:20_000] for part in parts)
                where = rng.choice(("1", "rowid % 2", "rowid % 7 = 3"))
                try:
                    database.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value,))
                except sqlite3.IntegrityError:
                    continue
            ours = guid(Origin("sigmoid-max-slope", "zh"))
            database.execute(
                "UPDATE OR IGNORE notes SET guid = ? WHERE rowid = (SELECT min(rowid) FROM notes)", (ours,)
            )
            cards = [row[0] for row in database.execute("SELECT id FROM cards LIMIT 5")]
            for _ in range(rng.randint(0, 6)):
                row = [
                    rng.choice(odd) if rng.random() < 0.2 else rng.choice((0, 1, 3, 4, 2500, 1_770_000_000_000))
                    for _ in range(8)
                ]
                moment = rng.choice((rng.randrange(1, 2**43), rng.randrange(2**62), -5))
                database.execute(
                    "INSERT OR IGNORE INTO revlog VALUES (?,?,?,?,?,?,?,?,?)", (moment, rng.choice(cards), *row[1:])
                )
            database.commit()
        return path.read_bytes()


def _zipped(database: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", database)
    return out.getvalue()


def _packed(rng: Random, database: bytes) -> bytes:
    """Pack it in one of the ways that Anki has had."""
    way = rng.randrange(3)
    if way == 0:
        return database
    if way == 1:
        return _zipped(database)
    import zstandard

    return zstandard.ZstdCompressor().compress(database)
