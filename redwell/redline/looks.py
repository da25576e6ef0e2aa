"""How paragraphs, words and tables of a Word document look, as CSS: what a comparison on paper needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from redwell.redline.marks import W

_ALIGNED = {"center": "center", "right": "right", "end": "right", "both": "justify"}
_SERIF = ("Times", "Serif", "Garamond", "Georgia", "Cambria", "Century", "Book")
_OFF = {"0", "false", "off", "none"}
SIDES = ("top", "right", "bottom", "left")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A paragraph: its CSS, how far its first words hang out, and its tab stops in points."""

    css: str
    style: str | None
    hanging: float
    stops: tuple[tuple[float, str], ...]
    has_break: bool
    is_close: bool
    """Whether there is no space between it and others of its style."""


class Looks:
    """The styles of one document."""

    def __init__(self, styles: bytes) -> None:
        """*styles* is `word/styles.xml`."""
        self._root: Any = etree.fromstring(styles)
        self._styles = {style.get(W + "styleId"): style for style in self._root.iter(W + "style")}

    @cached_property
    def _default(self) -> dict[str, Any]:
        defaults = self._root.find(W + "docDefaults")
        found = {
            style.get(W + "type"): style.get(W + "styleId")
            for style in self._root.iter(W + "style")
            if style.get(W + "default") == "1"
        }
        return {"defaults": defaults, **found}

    @cached_property
    def font(self) -> str:
        """Of our two families, the one that is nearest to the document's."""
        fonts = self._root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
        name = "" if fonts is None else fonts.get(W + "ascii") or ""
        return "PT Serif" if any(word in name for word in _SERIF) else "PT Sans"

    def line(self, properties: Any) -> Line:
        """A paragraph with these w:pPr, which may be None."""
        own = _value(properties, "pStyle") or self._default.get("paragraph")
        layers = [
            *self._root.iterfind(f"{W}docDefaults/{W}pPrDefault/{W}pPr"),
            *self._layers(own, "pPr"),
            *([] if properties is None else [properties]),
        ]
        found = _merged(layers)
        indent = found.get("ind", {})
        left, hanging = _points(indent.get("left")), _points(indent.get("hanging"))
        spacing = found.get("spacing", {})
        keeps = "keepNext" in found and found["keepNext"].get("val") not in _OFF
        css = [
            "break-after: avoid" if keeps else "",
            f"margin: {_points(spacing.get('before')):g}pt {_points(indent.get('right')):g}pt "
            f"{_points(spacing.get('after')):g}pt {left - hanging:g}pt",
            f"text-align: {_ALIGNED.get(found.get('jc', {}).get('val', ''), 'left')}",
            _line_height(spacing),
            *_border(layers),
            *self._run_layers(self._layers(own, "rPr"), is_whole=True),
        ]
        stops = tuple(
            (_points(stop.get(W + "pos")), stop.get(W + "val"))
            for layer in layers
            for stop in layer.iterfind(f"{W}tabs/{W}tab")
            if stop.get(W + "val") != "clear"
        )
        has_break = "pageBreakBefore" in found and found["pageBreakBefore"].get("val") not in _OFF
        return Line(
            css="; ".join(filter(None, css)),
            style=own,
            hanging=hanging,
            stops=stops,
            has_break=has_break,
            is_close="contextualSpacing" in found,
        )

    def run(self, properties: Any) -> str:
        """Words with these w:rPr, which may be None, beyond how their paragraph looks."""
        layers = [
            *self._layers(_value(properties, "rStyle"), "rPr"),
            *([] if properties is None else [properties]),
        ]
        return "; ".join(self._run_layers(layers, is_whole=False))

    def table(self, properties: Any) -> Mapping[str, str]:
        """The CSS of each border, `insideH` and `insideV` among them, and of the space in cells."""
        layers = [*self._layers(_value(properties, "tblStyle"), "tblPr")]
        layers += [] if properties is None else [properties]
        found: dict[str, str] = {}
        for layer in layers:
            found |= borders(layer.find(W + "tblBorders"))
            found |= {
                f"padding-{side}": f"{_points(each.get(W + 'w')):g}pt"
                for side in SIDES
                for each in layer.iterfind(f"{W}tblCellMar/{W}{side}")
            }
        return found

    def _layers(self, style: str | None, tag: str) -> list[Any]:
        """The properties of a style and of those on which it is based, the farthest first."""
        found: list[Any] = []
        seen: set[str | None] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            found = [*self._styles[style].iterfind(W + tag), *found]
            style = _value(self._styles[style], "basedOn")
        return found

    def _run_layers(self, layers: list[Any], *, is_whole: bool) -> Iterator[str]:
        if is_whole:
            layers = [*self._root.iterfind(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), *layers]
        found = _merged(layers)
        if "sz" in found:
            # PT Serif is wider than Times: so the lines of the document stay about as long.
            size = float(found["sz"]["val"]) / 2 * (0.92 if self.font == "PT Serif" else 1)
            is_raised = found.get("vertAlign", {}).get("val") in {"superscript", "subscript"}
            yield f"font-size: {size * (0.65 if is_raised else 1):g}pt"
        for name, css in (("b", "font-weight: bold"), ("i", "font-style: italic")):
            if name in found:
                yield css if found[name].get("val") not in _OFF else css.partition(":")[0] + ": normal"
        color = found.get("color", {}).get("val", "")
        if len(color) == 6 and color.isalnum():
            yield f"color: #{color}"
        raised = {"superscript": "super", "subscript": "sub"}.get(found.get("vertAlign", {}).get("val", ""))
        if raised:
            yield f"vertical-align: {raised}; line-height: 0"
        if found.get("u", {}).get("val", "none") not in _OFF:
            yield "text-decoration: underline"


def borders(element: Any) -> dict[str, str]:
    """CSS of each side that is named, by its name in Word."""
    found = {}
    for side in [] if element is None else element:
        name = etree.QName(side).localname
        width = float(side.get(W + "sz") or 4) / 8
        color = side.get(W + "color") or "auto"
        is_none = side.get(W + "val") in {"nil", "none"}
        shade = "000" if color == "auto" or not color.isalnum() else color
        found[name] = "none" if is_none else f"{width:g}pt solid #{shade}"
    return found


def _border(layers: list[Any]) -> Iterator[str]:
    found: dict[str, str] = {}
    for layer in layers:
        found |= borders(layer.find(W + "pBdr"))
    for side in SIDES:
        if side in found:
            yield f"border-{side}: {found[side]}; padding-{side}: 1pt"


def _line_height(spacing: Mapping[str, str]) -> str:
    if "line" not in spacing:
        return ""
    height = float(spacing["line"])
    if spacing.get("lineRule", "auto") == "auto":
        return f"line-height: {1.2 * height / 240:g}"
    return f"line-height: {height / 20:g}pt"


def _merged(layers: list[Any]) -> dict[str, dict[str, str]]:
    """By name of the property, its attributes; a later layer goes over an earlier one."""
    found: dict[str, dict[str, str]] = {}
    for layer in layers:
        for each in layer:
            name = etree.QName(each).localname
            attributes = {etree.QName(key).localname: value for key, value in each.attrib.items()}
            found[name] = found.get(name, {}) | attributes
    return found


def _value(element: Any, name: str) -> str | None:
    found = None if element is None else element.find(W + name)
    return None if found is None else found.get(W + "val")


def _points(twentieths: str | None) -> float:
    return float(twentieths or 0) / 20
