"""Find what a key means that its mapping does not know, or where in the form it belongs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from redwell.problems import Path, nearest
from redwell.schema.values import is_tick, key_alone
from redwell.source.loader import Source
from redwell.text.lines import line_start


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownKey:
    """A key of the mapping at *path* that does not exist there, and its *value*.

    *meant* is the known key that is near, *is_certain* if no other is; *near* is a key of the form. *homes*
    are the paths of mappings in which this key may stand, with 0 for an item of a list; *home* is the path of
    the mapping of this filing where it surely belongs. *inner* is its key there, if that is another one.
    *beside* are all keys that belong into the same new mapping; *takes* are the schemas of their values.
    *instead_of* is the key that only ticks the box for which this one has the words; *is_tick* where this one
    only ticks a box whose words stand beside it. *cell* is the key beside it to whose value it
    may belong. *parts* are the values of several keys that can be one list: street1 and street2. *column* is
    where the key begins; None in braces.
    """

    key: str
    path: Path
    value: Any
    meant: str | None = None
    near: str | None = None
    is_certain: bool = False
    homes: tuple[Path, ...] = ()
    home: Path | None = None
    inner: str | None = None
    instead_of: str | None = None
    is_tick: bool = False
    beside: Mapping[str, Any] = field(default_factory=dict)
    takes: Mapping[str, Any] = field(default_factory=dict)
    cell: str | None = None
    cell_value: Any = None
    parts: Sequence[str] = ()
    column: int | None = None

    @property
    def names(self) -> list[str]:
        """The keys under which it may stand; an empty one for the beginning of a line."""
        return sorted({_last_key(home) for home in self.homes})

    @property
    def is_new(self) -> bool:
        """True if a mapping with this key replaces the key."""
        return self.home is not None and self.home[:-1] == self.path


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """The mapping *holder*, the schemas of its *known* keys, and all *data* of the filing.

    *homes* are the mappings in which keys may stand, by key and path, each with the schema of its value;
    *others* are the paths by other names of keys.
    """

    known: Mapping[str, Any]
    holder: Mapping[str, Any]
    data: Any
    homes: Mapping[str, Mapping[Path, Mapping[str, Any]]]
    others: Mapping[str, tuple[str, tuple[Path, ...]]]


def found_in(around: Around, path: Path, source: Source, most: int) -> Iterator[UnknownKey]:
    """Yield the unknown keys of the mapping at *path*; the meaning of the first *most* is looked for.

    Keys that belong into one new mapping, or are parts of one list, are one mistake.
    """
    keys = [key for key in around.holder if key not in around.known]
    found = [_guessed(_unknown(key, path, around, source), around) for key in keys[: max(most, 0)]]
    names = Counter((it.home, it.inner or it.key) for it in found)
    found = [replace(it, home=None) if names[it.home, it.inner or it.key] > 1 else it for it in found]
    groups: dict[Any, list[UnknownKey]] = {}
    for it in found:
        groups.setdefault(_mistake(it, around.holder), []).append(it)
    for mistake, group in groups.items():
        beside = {it.inner or it.key: it.value for it in group} if mistake else {}
        takes = {key: schema for it in group for key, schema in it.takes.items()}
        yield from (group if mistake is None else [replace(group[0], beside=beside, takes=takes)])
    yield from (_unknown(key, path, around, source) for key in keys[max(most, 0) :])


def _unknown(key: str, path: Path, around: Around, source: Source) -> UnknownKey:
    """Return an unknown key about which nothing else is known."""
    return UnknownKey(key=key, path=path, value=around.holder[key], column=column_of(source, (*path, key)))


def _mistake(it: UnknownKey, holder: Mapping[str, Any]) -> Any:
    """Return the new mapping that keys belong into, or the list that they are parts of; None if neither."""
    if it.parts:
        return it.meant, it.parts
    return it.home if it.is_new and it.home and it.home[-1] not in holder else None


def _guessed(it: UnknownKey, around: Around) -> UnknownKey:
    """Return an unknown key with the known key that it means, or with where it belongs.

    It surely belongs into one mapping if keys of its name stand nowhere else in a form, and if that mapping
    is below the holder, or is the only one.
    """
    known, holder = around.known, around.holder
    if inner := _inner(it.key, around):
        name, key, beside = inner
        new, takes = (*it.path, name), known[name]["properties"]
        return replace(it, home=new, inner=key, homes=(new,), beside=beside, takes=takes)
    meant, is_certain = meant_key(it.key, known, holder)
    if meant and (ticked := _ticked(it, meant, around)):
        return replace(it, meant=meant, is_certain=True, instead_of=ticked)
    if meant and _is_tick(it, meant, around):
        return replace(it, meant=meant, is_tick=True)
    takers = [key for key, schema in known.items() if it.key in schema.get("then", {}).get("properties", ())]
    cells = [key for key in takers if key in holder]
    cell = _cell(it.key, cells, holder) if cells else None
    name, homes = it.key, tuple(around.homes.get(it.key, ()))
    if not homes and not meant:
        name, homes = around.others.get(_plain_key(it.key), (it.key, ()))
    here = tuple(0 if isinstance(step, int) else step for step in it.path)
    below = tuple(home for home in homes if home and home[:-1] == here)
    homes = below if len(below) == 1 else homes
    home = _home(name, homes[0], it.path, around.data) if len(homes) == 1 else None
    there = holder.get(str(home[-1])) if home and home[:-1] == it.path else None
    alone = key_alone(known[str(home[-1])]) if home and isinstance(there, str) else None
    return replace(
        it,
        meant=meant,
        near=None if meant or homes else nearest(_plain_key(it.key), around.homes),
        is_certain=is_certain,
        homes=homes,
        home=home,
        beside={alone: there} if alone else {},
        inner=name if name != it.key else None,
        takes={name: around.homes[name][homes[0]]} if homes else {},
        cell=cell,
        cell_value=holder[cell] if cell else None,
        parts=_parts(meant, known[meant], holder) if meant else (),
    )


def _ticked(it: UnknownKey, meant: str, around: Around) -> str | None:
    """Return the key that only ticks a box, beside one that says what belongs there: `officer: yes`."""
    if around.known[meant].get("type") != "string" or is_tick(it.value):
        return None
    return meant if meant in around.holder and is_tick(around.holder[meant]) else None


def _is_tick(it: UnknownKey, meant: str, around: Around) -> bool:
    """Return whether a key only ticks a box, beside one that says what belongs there: `is_officer: true`."""
    if around.known[meant].get("type") != "string" or not is_tick(it.value):
        return False
    names = {meant, *around.known[meant].get("x-other-names", ())}
    return any(
        _plain_key(key) in names and isinstance(value, str) and not is_tick(value)
        for key, value in around.holder.items()
        if key != it.key
    )


def _inner(key: str, around: Around) -> tuple[str, str, Mapping[str, Any]] | None:
    """Return the mapping of *known* and its key that one name joins: `underlying_title`.

    A text that stands in place of that mapping has a key of its own there.
    """
    for name, schema in around.known.items():
        keys, there = schema.get("properties", {}), around.holder.get(name)
        if keys and key.startswith(f"{name}_"):
            alone = key_alone(schema) if isinstance(there, str) else None
            beside = {alone: there} if alone else {}
            there = there if isinstance(there, dict) else beside
            meant, is_certain = meant_key(key.removeprefix(f"{name}_"), keys, there)
            if meant and is_certain:
                return name, meant, beside
    return None


def _home(key: str, path: Path, at: Path, data: Any) -> Path | None:
    """Return the mapping of a filing that *path* surely means, with 0 for any item; *key* stands at *at*."""
    is_below = path[:-1] == tuple(0 if isinstance(step, int) else step for step in at)
    home = (*at, path[-1]) if is_below and path else path
    for step in home:
        if isinstance(step, int):
            if not (isinstance(data, list) and step < len(data) and (is_below or len(data) == 1)):
                return None
            data = data[step]
        elif isinstance(data, dict) and step in data:
            data = data[step]
        else:
            return home if is_below else None
    # A text in place of the mapping becomes a line of it.
    return home if isinstance(data, str) or (isinstance(data, dict) and key not in data) else None


def _cell(key: str, cells: list[str], holder: Mapping[str, Any]) -> str:
    """Return the last of *cells* that stands before *key*, or the first; one with a plain value, if any."""
    order = list(holder)
    plain = [each for each in cells if not isinstance(holder[each], dict | list)] or cells
    return ([each for each in plain if order.index(each) < order.index(key)] or plain[:1])[-1]


def column_of(source: Source, path: Path) -> int | None:
    """Return the column at which a key begins; None behind a brace."""
    key = source.keys.get(path)
    if key is None:
        return None
    start = line_start(source.text, key.start)
    return None if source.text[start : key.start].strip(" -") else key.start - start


def _parts(key: str, schema: Mapping[str, Any], holder: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the texts of *holder* that can be one list at *key*, if there are several."""
    if schema.get("if") != {"type": "array"}:
        return ()
    others = [each for each in holder if each == key or each in schema.get("x-other-names", ())]
    texts = [holder[each] for each in others if isinstance(holder[each], str)]
    return tuple(texts) if 1 < len(texts) == len(others) else ()


def homes_of(schema: Any) -> dict[str, dict[Path, Mapping[str, Any]]]:
    """Return every key of a form, with the mappings in which it may stand: their paths, 0 for any item.

    With each path is the schema of the value there.
    """
    found: dict[str, dict[Path, Mapping[str, Any]]] = {}
    for path, key, described in _described(schema):
        found.setdefault(key, {})[path] = described
    return found


def others_of(schema: Any) -> dict[str, tuple[str, tuple[Path, ...]]]:
    """Return the other names that one key of a form has, each with that key and where it may stand."""
    homes, found = homes_of(schema), dict[str, set[str]]()
    for _, key, described in _described(schema):
        for name in described.get("x-other-names", ()):
            found.setdefault(name, set()).add(key)
    return {name: (min(keys), tuple(homes[min(keys)])) for name, keys in found.items() if len(keys) == 1}


def _described(schema: Any) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    """Yield every key of a form: the path of its mapping, with 0 for any item, and its schema."""
    todo: list[tuple[Any, Path]] = [(schema, ())]
    while todo:
        node, path = todo.pop()
        if not isinstance(node, dict):
            continue
        for key, value in node.get("properties", {}).items():
            yield path, key, value if isinstance(value, dict) else {}
            todo.append((value, (*path, key)))
        if "items" in node:
            todo.append((node["items"], (*path, 0)))
        todo += [(node[keyword], path) for keyword in ("then", "else") if keyword in node]


def _last_key(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


# --- names ---

_CAPITAL_INSIDE = re.compile("(?<=[a-z0-9])(?=[A-Z])")


def meant_key(key: str, known: Mapping[str, Any], there: Mapping[str, Any]) -> tuple[str | None, bool]:
    """Return the known key that *key* stands for, if any, and whether that is certain.

    *known* are the schemas of keys by name, *there* the mapping that has *key*. Of several keys that are
    near, one that is not there yet is meant; it is certain if it is much nearer than every other.
    """
    missing = {name: schema for name, schema in known.items() if name not in there} or known
    other = _plain_key(key)
    named = [
        name for name in (*missing, *known) if other == name or other in known[name].get("x-other-names", ())
    ]
    if named:
        others = [each for each in there if each != key and each not in known and not is_tick(there[each])]
        rivals = {_plain_key(each) for each in others} & {named[0], *known[named[0]].get("x-other-names", ())}
        return named[0], named[0] not in there and not rivals
    meant = nearest(key, missing)
    if meant is None or meant in there:
        return meant, False
    ratios = {name: SequenceMatcher(None, other, name).ratio() for name in known}
    rival = max((ratio for name, ratio in ratios.items() if name != meant), default=0)
    return meant, ratios[meant] >= _NEAR and ratios[meant] - rival >= _NEARER


_NEAR, _NEARER = 0.8, 0.1
"""The least similarity of a certain key to the typed one, and its least lead over any other key."""


def _plain_key(key: str) -> str:
    key = _CAPITAL_INSIDE.sub("_", key)  # officerTitle, as EDGAR's XML has it
    return key.strip().lower().replace(" ", "_").replace("-", "_")
