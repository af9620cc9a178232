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
_makers: dict[Hashable, threading.RLock] = {}


def kept(key: Hashable, make: Callable[[], _T]) -> _T:
    """What `make` gave for this key, made at the first time of asking.

    Who asks for something that another thread is making waits for it, and for nothing else.
    """
    with _lock:
        if key in _things:
            _things.move_to_end(key)
            return _things[key]
        making = _makers.setdefault(key, threading.RLock())
    with making:
        with _lock:
            if key in _things:
                return _things[key]
        made = make()
        with _lock:
            _things[key] = made
            _makers.pop(key, None)
            while len(_things) > MOST:
                _things.popitem(last=False)
        return made


def kept_under(head: str) -> list[tuple[tuple[Any, ...], Any]]:
    """What is kept now under keys that begin with `head`, the one that was used last at the end; makes nothing."""
    with _lock:
        return [(key, thing) for key, thing in _things.items() if isinstance(key, tuple) and key[0] == head]


def table(store: Store, one: AnyTable) -> Any:
    """A whole table of the store, as long as its content is the same. For reading only."""
    return kept(("table", one.name, store.crs, store.hash(one)), lambda: store.read(one))


def hashes(store: Store, *tables: AnyTable) -> tuple[str, ...]:
    """The content hashes of some tables, for a key."""
    return tuple(store.hash(one) for one in tables)
