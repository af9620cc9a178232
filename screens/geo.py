"""Layers by address: features are kept under the hash of their bytes, and fetched by the map from there.

The address cannot be guessed and its content never changes, so a browser keeps it for good and a click costs nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from typing import Any

KEPT_BYTES = 256 * 1024 * 1024
"""Of compressed features; the longest unused go first."""
PREFIX = "../../geo/"
"""As seen from streamlit-folium's frame."""


class GeoShelf:
    """Features, or pages, by the hash of their bytes, compressed; safe to use from several threads."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_bytes = kept_bytes
        self._rows: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def put(self, features: dict[str, Any]) -> str:
        """Keeps the features and gives their address."""
        raw = json.dumps(features, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        return f"{PREFIX}{self.keep(raw)}.json"

    def keep(self, raw: bytes) -> str:
        """Keeps the bytes and gives their hash."""
        name = hashlib.sha256(raw).hexdigest()
        with self._lock:
            known = name in self._rows
        packed = b"" if known else gzip.compress(raw, 6, mtime=0)
        with self._lock:
            if name not in self._rows:
                self._rows[name] = packed
                self._size += len(packed)
            self._rows.move_to_end(name)
            while self._size > self._kept_bytes and len(self._rows) > 1:
                self._size -= len(self._rows.popitem(last=False)[1])
        return name

    def get(self, name: str) -> bytes | None:
        """The compressed bytes of a hash, or None when they are not (or no longer) kept."""
        with self._lock:
            if name in self._rows:
                self._rows.move_to_end(name)
            return self._rows.get(name)


SHELF = GeoShelf()
PAGES = GeoShelf(64 * 1024 * 1024)
"""Pages of replays; apart, so that features of a map are never read as a page."""
