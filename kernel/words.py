"""Words that are stored: an enumeration whose members carry what people read and the tone it is shown in.

    class State(Word):
        DRAFT = "draft", _l("Draft"), "blue"
        POSTED = "posted", _l("Posted"), "green"

A member is its stored text (`State.DRAFT == "draft"`); `.label` is a lazy sentence, `.tone` one of TONES.
Fits `kernel.db.state_column`, `State.choices()` fits a WTForms select, and `record.state(run.state)` draws the badge.
"""

from enum import StrEnum

TONES = ("plain", "blue", "green", "amber", "red")


class Word(StrEnum):
    """A stored word with its label and tone."""

    def __new__(cls, value, label, tone="plain"):
        if tone not in TONES:
            raise ValueError(f"{value}: no such tone: {tone}")
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        word.tone = tone
        return word

    @classmethod
    def choices(cls):
        """[(stored text, label)] in the order of declaration."""
        return [(word.value, word.label) for word in cls]

    @classmethod
    def labels(cls):
        """{member: label}."""
        return {word: word.label for word in cls}


def label(word) -> str:
    """What people read; an enumeration without labels is refused here rather than shown raw."""
    if hasattr(type(word), "labels"):
        return str(type(word).labels()[word])
    if not hasattr(word, "label"):
        raise TypeError(f"{word!r} carries no label; declare its enumeration as kernel.words.Word")
    return str(word.label)


def tone(word) -> str:
    return getattr(word, "tone", "plain")
