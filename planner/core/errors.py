"""What can go wrong, as a tree.

::

    PlannerError
      InputError        what came in is wrong
        UnknownFormat     no reader for this file, or a reader that is not allowed
        TooLarge          larger than the limit, or a compressed bomb
        MissingColumn     a column that must be there is not
        WrongCrs          coordinates without, or in the wrong, reference system
        TooManyRejects    so many bad rows that the file is probably not what it was said to be
        NotFound          a name that is not in the store
      ConfigError       a number is wrong: names key, file and allowed range
      StoreError        the store cannot
        StoreBusy         somebody else is writing and did not finish in time
        StoreVersion      the file was made by a newer program, or the SQLite library is not safe
        StaleWrite        somebody else wrote in between: says what was missed
      NotAllowed        this person may not: names the purpose needed

Every text says what, where and which value; the second line starts with "Maybe" and says what to do.
Expected bad news (no plan, out of time) is never an exception: see `planner.core.plan.Outcome`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class PlannerError(Exception):
    """Something that a person can understand and mend. `maybe` is the advice, without the word "Maybe"."""

    def __init__(self, what: str, *, maybe: str = "") -> None:
        self.what = what
        self.maybe = maybe
        super().__init__(f"{what}\nMaybe {maybe}" if maybe else what)


class InputError(PlannerError, ValueError):
    """What came in is wrong."""


class UnknownFormat(InputError):
    """No reader for this file, or one that is not allowed."""


class TooLarge(InputError):
    """Larger than the limit, or a compressed bomb."""


class MissingColumn(InputError):
    """A column that must be there is not."""


class WrongCrs(InputError):
    """Coordinates without, or in the wrong, reference system."""


class TooManyRejects(InputError):
    """So many bad rows that the file is probably not what it was said to be. `rejects` are those rows."""

    def __init__(self, what: str, *, maybe: str = "", rejects: Sequence[Any] = ()) -> None:
        self.rejects = tuple(rejects)
        super().__init__(what, maybe=maybe)


class NotFound(InputError):
    """A name that is not in the store."""


class ConfigError(PlannerError, ValueError):
    """A number is wrong."""


class StoreError(PlannerError):
    """The store cannot."""


class StoreBusy(StoreError):
    """Somebody else is writing and did not finish in time."""


class StoreVersion(StoreError):
    """The file was made by a newer program, or the SQLite library is not safe."""


class StaleWrite(StoreError):
    """Somebody else wrote in between."""


class NotAllowed(PlannerError):
    """This person may not."""
