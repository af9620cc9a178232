"""What the file may be, and what becomes of files that are not."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from planner.core.errors import PlannerError, StoreBusy, StoreError, StoreVersion
from planner.store import SqliteStore, open_store
from planner.store.engine import SAFE_SQLITE, connect, require_safe_sqlite
from planner.store.gate import WriteGate
from planner.tables import OfficerTable, SiteTable
from tests.store.conftest import RAW_KEY
from tests.store.frames import BY, assert_same, officers, sites

ROOT = Path(__file__).resolve().parents[2]


class TestNames:
    """From a name to a store."""

    def test_a_path_and_its_long_form_are_the_same_file(self, tmp_path: Path) -> None:
        """`sqlite:///` in front changes nothing."""
        with open_store(str(tmp_path / "a.db")) as store:
            store.append(OfficerTable, officers("O1"), by=BY)
        with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
            assert store.count(OfficerTable) == 1

    def test_a_server_is_not_there_yet_and_its_password_is_not_told(self) -> None:
        """One clear sentence, without the address."""
        with pytest.raises(StoreError, match="file") as caught:
            open_store("postgresql+psycopg://chief:hunter2@db/plans")
        assert "hunter2" not in str(caught.value)

    @pytest.mark.parametrize("name", ["", " ", "mysql://x/y", "sqlite:///", "sqlite://x.db"])
    def test_names_that_are_none(self, name: str) -> None:
        """An error with a sentence."""
        with pytest.raises(StoreError):
            open_store(name)

    def test_a_missing_folder_is_not_made(self, tmp_path: Path) -> None:
        """It would be a typing slip, kept for ever."""
        with pytest.raises(StoreError, match="is not there"):
            open_store(str(tmp_path / "no" / "a.db"))
        assert not (tmp_path / "no").exists()

    def test_a_folder_is_no_store(self, tmp_path: Path) -> None:
        """The name of a folder is refused."""
        with pytest.raises(StoreError, match="is a folder"):
            open_store(str(tmp_path))


class TestForeignFiles:
    """Files that are no store of ours are refused and stay as they are."""

    @pytest.mark.parametrize("size", [1, 50, 5_000])
    @pytest.mark.parametrize("key", [None, RAW_KEY])
    def test_a_file_of_something_else(self, tmp_path: Path, size: int, key: str | None) -> None:
        """A CSV by mistake, short or long, with or without a key."""
        path = tmp_path / "sites.csv"
        path.write_bytes((b"site,name\nA,Church\n" * 300)[:size])
        before = path.read_bytes()
        with pytest.raises(StoreError, match=r"sites\.csv is no store of this program"):
            open_store(str(path), key=key)
        assert path.read_bytes() == before

    def test_the_database_of_another_program(self, tmp_path: Path) -> None:
        """It is SQLite, but not ours: not a byte is changed."""
        path = tmp_path / "other.db"
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE notes (text)")
        other.commit()
        other.close()
        before = path.read_bytes()
        with pytest.raises(StoreError, match="database, but no store"):
            open_store(str(path))
        assert path.read_bytes() == before

    def test_a_damaged_page_is_told(self, path: Path) -> None:
        """Every page but the first few overwritten: reading or verifying says damaged, with no stack trace."""
        with open_store(str(path)) as store:
            store.replace(OfficerTable, officers(*(f"O{i:05d}" for i in range(3000))), by=BY)
        raw = path.read_bytes()
        path.write_bytes(raw[: 4096 * 40] + b"\x7f" * (len(raw) - 4096 * 40))
        with open_store(str(path)) as store:
            try:
                told = store.verify()
            except StoreError as fault:
                told = [str(fault)]
            assert "damaged" in told[0]
            with pytest.raises(PlannerError):
                store.read(OfficerTable)

    def test_a_file_without_rows_of_its_own_becomes_a_store(self, tmp_path: Path) -> None:
        """An empty file, as a killed first start leaves it."""
        path = tmp_path / "a.db"
        path.touch()
        with open_store(str(path)) as store:
            assert store.verify() == []


class TestKey:
    """A file with a key."""

    def test_nothing_of_it_can_be_read_without_the_key(self, tmp_path: Path) -> None:
        """Neither names nor the marks of SQLite stand in the file or beside it; a passphrase with quotes works."""
        path, key = tmp_path / "a.db", 'it\'s a "long" passphrase'
        with open_store(str(path), key=key) as store:
            store.replace(SiteTable, sites(("SITE-77", 1, 2)), by=BY)
            held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        held += path.read_bytes()
        for text in ("SQLite format", "SITE-77", "گرجا", "CREATE TABLE", key):
            assert text.encode() not in held
        with open_store(str(path), key=key) as store:
            assert store.count(SiteTable) == 1
            assert store.verify() == []

    @pytest.mark.parametrize("key", [None, "", "x'" + "00" * 32 + "'", "wrong"])
    def test_another_key_or_none_is_refused(
        self, new_files: dict[str, Path], tmp_path: Path, key: str | None, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """The file stays as it is, and the driver does not talk past us on standard error."""
        path = Path(shutil.copy(new_files["file with a key"], tmp_path / "s.db"))
        before = path.read_bytes()
        with pytest.raises(StoreError, match="key"):
            open_store(str(path), key=key)
        assert path.read_bytes() == before
        assert capfd.readouterr().err == ""

    def test_a_key_for_a_file_without_one_is_refused(self, path: Path) -> None:
        """It would look encrypted and not be."""
        with pytest.raises(StoreError, match="key"):
            open_store(str(path), key=RAW_KEY)


class TestVersions:
    """Libraries and files of other versions."""

    def test_an_unsafe_sqlite_is_refused(self) -> None:
        """3.51.2 loses commits; 3.51.3 does not; ours is safe."""
        with pytest.raises(StoreVersion, match=r"version 3\.51\.2"):
            require_safe_sqlite((3, 51, 2))
        require_safe_sqlite(SAFE_SQLITE)
        require_safe_sqlite()

    def test_a_file_of_a_newer_program_is_refused(self, path: Path) -> None:
        """With the sentence that a newer program made it."""
        raw = connect(path, None, 1)
        raw.execute("UPDATE store_version SET version_num = '9999'")
        raw.close()
        with pytest.raises(StoreVersion, match="made by a newer program"):
            open_store(str(path))

    def test_the_settings_that_the_promises_rest_on_are_set(self, path: Path) -> None:
        """WAL in the file; FULL (2) and recursive triggers on every connection."""
        raw = connect(path, None, 1)
        settings = [
            raw.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "recursive_triggers")
        ]
        raw.close()
        assert settings == ["wal", 2, 1]

    def test_the_file_says_who_made_it(self, path: Path) -> None:
        """Version of the program and moment."""
        raw = connect(path, None, 1)
        facts = dict(raw.execute("SELECT name, value FROM meta").fetchall())
        raw.close()
        assert set(facts) == {"made_by", "made_at"}
        assert facts["made_by"]


class TestBusy:
    """Waiting for other writers."""

    def test_a_writer_waits_at_the_gate_and_then_says_busy(self, path: Path) -> None:
        """Somebody holds the gate; readers are not held up, and once it is free the write goes through."""
        with SqliteStore(path, patience_s=0.05) as store:
            with WriteGate(path, 1)():
                with pytest.raises(StoreBusy, match="written by somebody else"):
                    store.append(OfficerTable, officers("O1"), by=BY)
                assert store.count(OfficerTable) == 0
            store.append(OfficerTable, officers("O1"), by=BY)
            assert store.count(OfficerTable) == 1

    def test_a_program_that_does_not_know_the_gate_is_waited_for_too(self, path: Path) -> None:
        """A viewer holds SQLite's own lock: busy, in words; readers are not held up."""
        raw = connect(path, None, 1)
        raw.execute("BEGIN IMMEDIATE")
        with SqliteStore(path, patience_s=0.05) as store:
            with pytest.raises(StoreBusy, match="another program"):
                store.append(OfficerTable, officers("O1"), by=BY)
            assert store.count(OfficerTable) == 0
            raw.execute("ROLLBACK")
            store.append(OfficerTable, officers("O1"), by=BY)
        raw.close()

    def test_a_waiting_writer_goes_on_when_the_gate_opens(self, path: Path) -> None:
        """The gate is held by another thread and opened while the writer waits."""
        held, go = threading.Event(), threading.Event()

        def hold() -> None:
            with WriteGate(path, 1)():
                held.set()
                go.wait(10)

        holder = threading.Thread(target=hold)
        holder.start()
        held.wait(10)
        threading.Timer(0.1, go.set).start()
        with SqliteStore(path) as store:
            store.append(OfficerTable, officers("O1"), by=BY)
            assert store.count(OfficerTable) == 1
        holder.join()

    def test_a_gate_that_cannot_be_made_is_told(self, path: Path) -> None:
        """A folder stands where the lock file belongs."""
        path.with_name("s.db.lock").unlink(missing_ok=True)
        path.with_name("s.db.lock").mkdir()
        with open_store(str(path)) as store, pytest.raises(StoreError, match="cannot be used"):
            store.append(OfficerTable, officers("O1"), by=BY)


_AS_NOBODY = """
import os, sys
from planner.core.errors import StoreError
from planner.store import open_store
open_store("memory:").close()
import alembic.command
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    open_store(sys.argv[1])
except StoreError as fault:
    print(fault)
"""

if os.name == "posix":

    @pytest.mark.parametrize("is_there", [False, True])
    def test_a_folder_where_nothing_may_be_written_is_told(path: Path, tmp_path: Path, is_there: bool) -> None:
        """A user without rights to the folder, with and without a store in it, gets a sentence."""
        folder = tmp_path / "locked"
        folder.mkdir()
        if is_there:
            shutil.copy(path, folder / "s.db")
            (folder / "s.db").chmod(0o444)
        folder.chmod(0o555)
        for above in tmp_path.parents:
            if above == Path(tempfile.gettempdir()):
                break
            above.chmod(0o755)  # pytest keeps them to itself
        tmp_path.chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-c", _AS_NOBODY, str(folder / "s.db")],
            cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        folder.chmod(0o755)
        assert done.stderr == ""
        assert "Maybe" in done.stdout


class TestSnapshot:
    """Copies of a live store."""

    @pytest.mark.parametrize("key", [None, RAW_KEY])
    def test_a_copy_holds_all_and_stands_alone(self, tmp_path: Path, key: str | None) -> None:
        """One file, whole, with the same key; the log goes on in both on their own."""
        copy = tmp_path / "copy.db"
        with SqliteStore(tmp_path / "a.db", key=key) as store:
            store.replace(SiteTable, sites(("A", 1, 2)), by=BY)
            store.record("plan/p", "made", {}, command_id="c")
            store.snapshot(copy)
            anchor = store.anchor()
            assert not list(tmp_path.glob("copy.db?*"))
            store.append(SiteTable, sites(("B", 1, 2)), by=BY)
        with open_store(str(copy), key=key) as kept:
            assert_same(kept.read(SiteTable), sites(("A", 1, 2)))
            assert kept.verify(anchor) == []
            assert kept.anchor() == anchor

    def test_a_copy_never_covers_another_file(self, path: Path, tmp_path: Path) -> None:
        """Refused when something is there or the folder is not."""
        (tmp_path / "there").write_text("mine", encoding="utf-8")
        with SqliteStore(path) as store:
            for name in ("there", "no/where"):
                with pytest.raises(StoreError, match="no copy"):
                    store.snapshot(tmp_path / name)
        assert (tmp_path / "there").read_text(encoding="utf-8") == "mine"
