"""Reading a file of cases: YAML as exact values, every key with the line it stands on.

Numbers stay exact (whole numbers as int, others as Decimal, never a float), keys and the words of TEXT are the text as
it was written, a day that the calendar does not have stays text. A key given twice makes the file unreadable.
"""

import re
from datetime import date
from decimal import Decimal

import yaml

TEXT = {"trade", "level", "group", "employer", "name", "document", "title", "region"}
TAG = "tag:yaml.org,2002:"
WHOLE = re.compile(r"[+-]?(0|[1-9]\d*)")
DECIMAL = re.compile(r"[+-]?\d+\.\d*([eE][+-]\d+)?")


class Unreadable(Exception):
    """The file cannot be read; the sentence names the line where there is one."""


class Lined(dict):
    """A mapping that knows the line on which it starts and the line of each of its keys, counted from 1."""

    line = 0
    lines = {}


def read_yaml(path):
    """The document of one file as Lined mappings, lists and exact values; refuses anything else as Unreadable."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        return None if node is None else _value(node, {})
    except OSError as wrong:
        raise Unreadable(f"cannot be read: {wrong.strerror or wrong}") from wrong
    except UnicodeDecodeError as wrong:
        raise Unreadable("cannot be read: it is not UTF-8 text") from wrong
    except yaml.YAMLError as wrong:
        raise Unreadable(f"cannot be read: {' '.join(str(wrong).split())}") from wrong
    except (RecursionError, ValueError) as wrong:
        raise Unreadable(f"cannot be read: {wrong}") from wrong


def _value(node, seen):
    """A node as a value; one that is referred to twice is read once."""
    if id(node) not in seen:
        seen[id(node)] = Unreadable
        seen[id(node)] = _fresh(node, seen)
    if seen[id(node)] is Unreadable:
        raise Unreadable(f"cannot be read: line {node.start_mark.line + 1} refers to itself")
    return seen[id(node)]


def _fresh(node, seen):
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, seen)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, seen) for child in node.value]
    return _scalar(node)


def _mapping(node, seen):
    """A mapping with the lines of its keys; what `<<` brings in gives way to the mapping's own keys."""
    _refuse_twice(node)
    yaml.SafeLoader("").flatten_mapping(node)
    found, lines = Lined(), {}
    for key, value in node.value:
        found[key.value] = key.value in TEXT and _text(value) or _value(value, seen)
        lines[key.value] = key.start_mark.line + 1
    found.line, found.lines = node.start_mark.line + 1, lines
    return found


def _refuse_twice(node):
    """Keys are single words or texts, each given once."""
    seen = set()
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(f"cannot be read: line {line}: a key must be text")
        if key.value in seen and key.tag != f"{TAG}merge":
            raise Unreadable(f"cannot be read: line {line}: {key.value} is given twice")
        seen.add(key.value)


def _text(node):
    """The text of a single value as it was written, or None for null and for what is no single value."""
    single = isinstance(node, yaml.ScalarNode) and node.tag != f"{TAG}null"
    return node.value if single else None


def _scalar(node):
    """A single value, exact."""
    text, kind = node.value, node.tag.removeprefix(TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return yaml.SafeLoader.bool_values.get(text.lower(), text)
    if kind == "int" and WHOLE.fullmatch(text):
        return int(text)
    if kind == "float" and DECIMAL.fullmatch(text):
        return Decimal(text)
    return _day(text) if kind == "timestamp" else text


def _day(text):
    """A calendar day, also written 2009-1-5; anything else stays text."""
    try:
        return date(*map(int, text.split("-")))
    except (TypeError, ValueError):
        return text
