"""From a chart's specification to SVG and PNG, offline, with vl-convert.

The SVG that goes into the page is rebuilt from the elements and attributes a drawing needs, so
that nothing a survey holds can become a link, a style or a script there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

FONTS = (
    "Inter, 'Segoe UI', 'Noto Sans', 'Noto Sans Thai', Sarabun, Loma, Vazirmatn, "
    "'Noto Sans Arabic', 'Noto Naskh Arabic', Tahoma, 'DejaVu Sans', sans-serif"
)
LATIN = "Inter, 'Segoe UI', 'Noto Sans', Tahoma, 'DejaVu Sans', sans-serif"
INK, QUIET, RULE = "#1f2933", "#5b6570", "#d5dae0"
CONFIG: Mapping[str, Any] = {
    "font": FONTS,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "labelFontSize": 12,
        "titleColor": QUIET,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": RULE,
        "gridOpacity": 0.6,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "titlePadding": 8,
        "labelFont": FONTS,
        "titleFont": FONTS,
    },
    "axisY": {"grid": False},
    "title": {
        "anchor": "start",
        "fontSize": 13,
        "fontWeight": 600,
        "color": INK,
        "font": FONTS,
        "offset": 8,
        "subtitleColor": QUIET,
        "subtitleFontSize": 12,
        "subtitleFont": FONTS,
    },
    "text": {"font": FONTS, "fontSize": 12, "color": INK},
}
# A minus that every font has; "−" is missing from some, and another font would fill in.
_LOCALE = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""], "minus": "–"}
_SVG = "{http://www.w3.org/2000/svg}"
_TAGS = frozenset(
    {"svg", "g", "path", "text", "tspan", "rect", "line", "circle", "defs", "clipPath"}
)
_ATTRIBUTES = frozenset(
    "id viewBox d x y x1 x2 y1 y2 dx dy cx cy r width height transform fill stroke opacity "
    "fill-opacity stroke-opacity stroke-width stroke-dasharray stroke-linecap stroke-miterlimit "
    "text-anchor font-family font-size font-weight font-style clip-path display".split()
)


def to_svg(spec: Mapping[str, Any]) -> str:
    """Draw a Vega-Lite specification as an SVG file's text."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg({**spec, "config": CONFIG}, format_locale=_LOCALE))


def to_png(svg: str) -> bytes:
    """Draw an SVG of `to_svg` as a PNG on white, two pixels a point."""
    import vl_convert

    root = ElementTree.fromstring(svg)
    for text in root.iter(f"{_SVG}text"):
        text.set("font-family", _font_of("".join(text.itertext())))
    margin, sizes = 16.0, [float(root.get(side, "0")) for side in ("width", "height")]
    width, height = (size + 2 * margin for size in sizes)
    root.set("viewBox", f"{-margin} {-margin} {width} {height}")
    root.set("width", str(width))
    root.set("height", str(height))
    paper = {"x": str(-margin), "y": str(-margin), "width": str(width), "height": str(height)}
    root.insert(0, ElementTree.Element(f"{_SVG}rect", {**paper, "fill": "white"}))
    return bytes(vl_convert.svg_to_png(ElementTree.tostring(root, "unicode"), scale=2))


def _font_of(text: str) -> str:
    # The drawing engine takes the first font there is and lets any other, bold ones too, fill in.
    if any("\u0e00" <= c <= "\u0e7f" for c in text):
        return f"'Noto Sans Thai', Sarabun, Loma, {FONTS}"
    if any("\u0600" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufeff" for c in text):
        return f"Vazirmatn, 'Noto Sans Arabic', 'Noto Naskh Arabic', 'DejaVu Sans', {FONTS}"
    # A font of Thai lacks letters of Vietnamese, for all of which a serif might then fill in.
    return LATIN


def for_page(svg: str, name: str) -> str:
    """Return the SVG's drawing without its own markup, to stand inside a page.

    Parameters
    ----------
    svg : str
        What `to_svg` made.
    name : str
        Put before ids, which would otherwise meet those of the page's other drawings.
    """
    return _rebuilt(ElementTree.fromstring(svg), name)


def _rebuilt(element: ElementTree.Element, name: str) -> str:
    tag = element.tag.removeprefix(_SVG)
    kept = {k: v for k, v in element.attrib.items() if k in _ATTRIBUTES}
    if tag not in _TAGS or kept.get("display") == "none" or not _draws(tag, element):
        return ""
    if tag == "svg":
        size = {side: element.get(side, "0") for side in ("width", "height")}
        kept = {"viewBox": kept["viewBox"], **size, "aria-hidden": "true"}
    if "id" in kept:
        kept["id"] = f"{name}-{kept['id']}"
    if "clip-path" in kept:
        kept["clip-path"] = kept["clip-path"].replace("#", f"#{name}-")
    inside = escape(element.text or "") + "".join(_rebuilt(child, name) for child in element)
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in kept.items())
    return f"<{tag}{attributes}>{inside}</{tag}>"


def _draws(tag: str, element: ElementTree.Element) -> bool:
    # Vega leaves an empty path for the back and the front of every group.
    return tag != "path" or element.get("d", "") not in ("", "M0,0h0v0h0Z")


def undrawable(texts: Iterable[str]) -> frozenset[str]:
    """Return which texts hold a letter that no font on this machine has, as PNGs are drawn here."""
    return frozenset(text for text in texts if any(not _has_glyph(c) for c in _visible(text)))


def _visible(text: str) -> frozenset[str]:
    return frozenset(c for c in text if not c.isascii() and unicodedata.category(c)[0] in "LNPS")


@lru_cache(maxsize=2048)
def _has_glyph(letter: str) -> bool:
    # A letter without a glyph is drawn as the box that a code point of private use gets, or not
    # at all.
    return _drawn(letter) not in (_drawn("\U0010fffd"), _drawn(" "))


@lru_cache(maxsize=2048)
def _drawn(letter: str) -> bytes:
    import vl_convert

    font = quoteattr(_font_of(letter))
    text = f'<text x="8" y="26" font-size="20" font-family={font}>{escape(letter)}</text>'
    box = 'xmlns="http://www.w3.org/2000/svg" width="48" height="36"'
    return bytes(vl_convert.svg_to_png(f"<svg {box}>{text}</svg>"))
