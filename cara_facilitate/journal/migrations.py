"""The store's tables, as numbered steps that ``user_version`` counts; a step is never edited."""

from __future__ import annotations

from cara_facilitate.errors import StoreError
from cara_facilitate.journal.database import Database

_FIRST = (
    """CREATE TABLE event (
      pos INTEGER PRIMARY KEY,            -- local arrival order; never shared
      stream TEXT NOT NULL,               -- '<cohort>/<compartment>'
      device BLOB NOT NULL CHECK (length(device)=16),
      seq INTEGER NOT NULL CHECK (seq>0), -- gapless in (stream, device)
      id BLOB NOT NULL UNIQUE CHECK (length(id)=16),
      hlc INTEGER NOT NULL, actor TEXT NOT NULL, type TEXT NOT NULL, ver INTEGER NOT NULL,
      payload TEXT, salt BLOB,            -- both NULL once blanked
      phash BLOB NOT NULL CHECK (length(phash)=32),
      hash BLOB NOT NULL CHECK (length(hash)=32), sig BLOB,
      kid TEXT,                           -- the key the payload is sealed to, NULL for plain JSON
      UNIQUE (stream, device, seq), CHECK ((payload IS NULL)=(salt IS NULL))) STRICT""",
    "CREATE INDEX event_order ON event (stream, hlc, device, seq)",
    """CREATE TRIGGER event_stays BEFORE DELETE ON event
      BEGIN SELECT RAISE(ABORT, 'append only'); END""",
    """CREATE TRIGGER event_only_blanked BEFORE UPDATE ON event
      WHEN NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.pos = OLD.pos
        AND NEW.stream = OLD.stream AND NEW.device = OLD.device AND NEW.seq = OLD.seq
        AND NEW.id = OLD.id AND NEW.hlc = OLD.hlc AND NEW.actor = OLD.actor
        AND NEW.type = OLD.type AND NEW.ver = OLD.ver AND NEW.phash = OLD.phash
        AND NEW.hash = OLD.hash AND NEW.sig IS OLD.sig AND NEW.kid IS OLD.kid)
      BEGIN SELECT RAISE(ABORT, 'append only'); END""",
    """CREATE TRIGGER event_follows BEFORE INSERT ON event
      WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM event
        WHERE stream = NEW.stream AND device = NEW.device), 0)
      BEGIN SELECT RAISE(ABORT, 'gapless'); END""",
    """CREATE TABLE key (
      kid TEXT PRIMARY KEY, public BLOB NOT NULL CHECK (length(public)=32),
      wrapped BLOB) STRICT                -- NULL once destroyed""",
    """CREATE TRIGGER key_stays BEFORE DELETE ON key
      BEGIN SELECT RAISE(ABORT, 'append only'); END""",
    """CREATE TRIGGER key_only_destroyed BEFORE UPDATE ON key
      WHEN NOT (NEW.wrapped IS NULL AND NEW.kid = OLD.kid AND NEW.public = OLD.public)
      BEGIN SELECT RAISE(ABORT, 'append only'); END""",
    """CREATE TABLE quarantine (
      at INTEGER NOT NULL, why TEXT NOT NULL, source TEXT NOT NULL, row TEXT NOT NULL) STRICT""",
    "CREATE TABLE meta (k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT",
)

# Every append wrote a page of it; sorting one cohort's entries once, at opening, costs less.
_SECOND = ("DROP INDEX event_order",)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND)
"""Step n brings ``user_version`` from n to n+1."""


def migrate(database: Database) -> None:
    """Bring the tables up to date, each step whole or not at all.

    :raises StoreError: if the store was made by a newer program, or a step fails.
    """
    version = int(database.pragma("user_version"))
    if version > len(MIGRATIONS):
        raise StoreError(
            "This store was made by a newer version of the program.", "Update the program."
        )
    for number in range(version, len(MIGRATIONS)):
        with database.transaction() as tx:
            for statement in MIGRATIONS[number]:
                tx.execute(statement)
            tx.execute(f"PRAGMA user_version={number + 1}")
