"""What was read or built once and is still true: kept by the hashes of what it was made from.

An emergency is answered within a second because roads, tables and the day's risk need not be read again. Whatever is
kept here is a pure function of its key; nobody changes what they are given.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from planner.store import Store
from planner.tables.schema import AnyTable

MOST = 40
"""So many things are kept; the one that was used longest ago goes first."""

_T = TypeVar("_T")
_things: OrderedDict[Hashable, Any] = OrderedDict()
_lock = threading.RLock()


def kept(key: Hashable, make: Callable[[], _T]) -> _T:
    """What `make` gave for this key, made at the first time of asking."""
    with _lock:
        if key not in _things:
            _things[key] = make()
        _things.move_to_end(key)
        while len(_things) > MOST:
            _things.popitem(last=False)
        return _things[key]


def table(store: Store, one: AnyTable) -> Any:
    """A whole table of the store, as long as its content is the same. For reading only."""
    return kept(("table", one.name, store.crs, store.hash(one)), lambda: store.read(one))


def hashes(store: Store, *tables: AnyTable) -> tuple[str, ...]:
    """The content hashes of some tables, for a key."""
    return tuple(store.hash(one) for one in tables)
