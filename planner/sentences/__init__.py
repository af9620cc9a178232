"""The planner's own sentences in other languages: a catalogue of English forms, each with what it is in Urdu.

Stages say why in English, with names and numbers put in. A form is such a sentence with `{name}` where a value stands;
a sentence is found by its form, and its values are put into the form of the other language.
"""

from __future__ import annotations

from planner.sentences.catalogue import in_language

__all__ = ["in_language"]
