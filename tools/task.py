"""One word a task, on every system: `python tools/task.py demo`. Needs only Python 3.11 or newer.

`make demo` calls the same. Everything that is installed goes into `.venv`, `node_modules` and `assets/vendor`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
HIFAZAT = BIN / ("hifazat.exe" if os.name == "nt" else "hifazat")
LOCKS = ROOT / "locks"
DEMO_STORE = ROOT / "demo.db"
OLDEST_PYTHON = (3, 11)


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder; end this program with its exit code when it fails."""
    done = subprocess.run([str(c) for c in command], cwd=ROOT, env={**os.environ, **(env or {})}, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def pip(*arguments: str | Path) -> None:
    """Install exactly what the lock files name, hash by hash."""
    run(PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *arguments)


def _stamp(files: Sequence[Path]) -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def setup(*, dev: bool = True) -> None:
    """Make the environment: packages by the lock files, front-end assets by theirs. Quick when nothing changed."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"Hifazat needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    wanted = LOCKS / ("dev.txt" if dev else "run.txt")
    stamp_file = VENV / f"stamp-{wanted.stem}"
    stamp = _stamp([wanted, LOCKS / "build.txt", LOCKS / "cch.txt", ROOT / "pyproject.toml"])
    if not stamp_file.exists() or stamp_file.read_text(encoding="utf-8") != stamp:
        print(f"Setting up {VENV.name}: a few minutes the first time.", flush=True)
        if not PYTHON.exists():
            venv.create(VENV, with_pip=True)
        pip("--require-hashes", "-r", wanted, "-r", LOCKS / "build.txt")
        _fast_roads()
        pip("--no-deps", "--no-build-isolation", "--editable", ".")
        stamp_file.write_text(stamp, encoding="utf-8")
    _assets()


def _fast_roads() -> None:
    """The fast road engine has no wheel on some systems; there the planner uses SciPy, with the same answers."""
    lock = LOCKS / "cch.txt"
    done = subprocess.run(
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        print("No ready-made routingkit-cch for this system: travel minutes come from SciPy (same numbers, slower).")


def _assets() -> None:
    if shutil.which("npm") is None:
        pip("--require-hashes", "-r", LOCKS / "node.txt")
    run(PYTHON, ROOT / "tools" / "assets.py")


def demo() -> None:
    """Set up, load the demo district, open the app."""
    setup(dev=False)
    if not DEMO_STORE.exists():
        run(HIFAZAT, "--store", DEMO_STORE, "sample", "--world", "district", "--seed", "7")
    run(HIFAZAT, "--store", DEMO_STORE, "serve")


def test() -> None:
    """Set up, run all tests but the long ones."""
    setup()
    run(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-m", "not soak")


def soak() -> None:
    """Run the long tests too: kills, crowds of random cases."""
    setup()
    run(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-m", "soak")


def check() -> None:
    """Format, lint, types, import contracts, generated documents."""
    setup()
    run(PYTHON, "-m", "ruff", "format", "--check", ".")
    run(PYTHON, "-m", "ruff", "check", ".")
    run(PYTHON, "-m", "mypy")
    run(BIN / "lint-imports")
    run(PYTHON, ROOT / "tools" / "docs.py", "--check")


def fix() -> None:
    """Let the formatter and the linter mend what they can."""
    setup()
    run(PYTHON, "-m", "ruff", "check", "--fix", "--quiet", ".")
    run(PYTHON, "-m", "ruff", "format", "--quiet", ".")


def docs() -> None:
    """Make the generated documents anew."""
    setup()
    run(PYTHON, ROOT / "tools" / "docs.py")


def bench() -> None:
    """Run the benchmarks; each prints its figure beside its baseline's."""
    setup()
    run(PYTHON, "-m", "benchmarks.run")


def clean() -> None:
    """Remove what was set up; the stores with data stay."""
    for name in (".venv", "node_modules", "assets/vendor", "build", ".mypy_cache", ".ruff_cache", ".pytest_cache"):
        shutil.rmtree(ROOT / name, ignore_errors=True)


TASKS = {f.__name__: f for f in (setup, demo, test, soak, check, fix, docs, bench, clean)}


def main() -> None:
    """Run the tasks that are named, in their order."""
    names = sys.argv[1:]
    if not names or any(name not in TASKS for name in names):
        print("python tools/task.py TASK ..., TASK one of:")
        for name, task in TASKS.items():
            print(f"  {name:6} {(task.__doc__ or '').splitlines()[0]}")
        sys.exit(0 if names in ([], ["help"]) else 2)
    for name in names:
        TASKS[name]()


if __name__ == "__main__":
    main()
