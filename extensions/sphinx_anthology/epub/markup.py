"""A chapter as e-readers want it. Works on fragments, in the process that writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from lxml import etree

from ..core.structure.outline import columns
from ..core.wording import say
from ..fragments.codelines import take_lines, written
from ..fragments.lxmlbits import classes, remove, text_of
from ..fragments.xhtml import MATHML, OWN, XHTML, Fragment
from ..posts.markdown import DONE
from ..posts.volume import BIBLIOGRAPHY
from .languages import mark_languages
from .tables import set_tables

EPUB = "http://www.idpf.org/2007/ops"
TYPE = f"{{{EPUB}}}type"
TITLE = "of.title"  # id of a chapter's heading, which no post can have
NAMESPACES: Any = {None: XHTML, "epub": EPUB}
SHORT_FORMULA = 24  # characters of LaTeX that a phone has room for
PHONE = 34  # columns of code that a phone shows in a line
_A, _P, _SPAN, _ASIDE, _PRE, _SECTION, _DIV, _IMG = (
    f"{{{XHTML}}}{name}" for name in ("a", "p", "span", "aside", "pre", "section", "div", "img")
)
# classes of docutils and Pygments that no style sheet of ours names
_NOISE = {
    "docutils", "align-default", "reference", "external", "internal", "notranslate", "row-odd",
    "row-even", "head", "simple", "arabic", "container", "brackets",
}  # fmt: skip
# roles of DPUB-ARIA -> EPUB's own vocabulary, where it has the term
_TYPES = {
    "doc-bibliography": "bibliography",
    "doc-biblioref": "biblioref",
    "doc-backlink": "backlink",
    "doc-noteref": "noteref",
    "doc-footnote": "footnote",
}


def kind_of(name: str) -> str:
    """What a fragment is, in the vocabulary of EPUB; pages of the user's may be anything."""
    if name.startswith(OWN):
        return ""
    return BIBLIOGRAPHY if name == BIBLIOGRAPHY else "chapter"


def made_ready(fragment: Fragment) -> Fragment:
    """*fragment*, in place."""
    body = fragment.body
    _tidy(body, fragment.language)
    _set_notes(body, fragment.language)
    set_tables(body, fragment.language)
    _set_code(body)
    _set_formulas(body)
    mark_languages(body, fragment.language)
    _name_links(body)
    _set_roles(body)
    _make_section(body, kind_of(fragment.name))
    # prefixes are said once, at the top; that of EPUB also where nothing has needed it yet
    etree.cleanup_namespaces(body, top_nsmap=NAMESPACES, keep_ns_prefixes=["epub"])
    return fragment


def _tidy(body: etree._Element, language: str) -> None:
    """What an e-reader has no use for goes."""
    for painted in body.iter(f"{{{MATHML}}}*"):  # colours that one page may hide, and another
        for name in ("mathcolor", "mathbackground", "style"):
            painted.attrib.pop(name, "")
    for element in list(body.iter(f"{{{XHTML}}}*")):
        given = classes(element)
        if element.tag == _SPAN and _is_bare(element):
            remove(element)
            continue
        kept = [name for name in given if name not in _NOISE]
        if kept != given:
            element.set("class", " ".join(kept))
        if not kept:
            element.attrib.pop("class", "")
        if element.tag == _P and _is_of_pictures(element):
            element.set("class", f"{element.get('class') or ''} pictures".strip())
        if element.tag == _IMG and element.get("alt") is None:
            element.set("alt", "")
        if "task-mark" in given:  # a box that is drawn says nothing by itself
            element.set("role", "img")
            done = "task-done" if text_of(element) == DONE else "task-open"
            element.set("aria-label", say(done, language))


def _is_of_pictures(paragraph: etree._Element) -> bool:
    """Whether there are pictures in it and no words."""
    return not text_of(paragraph).strip() and next(paragraph.iter(_IMG), None) is not None


def _is_bare(span: etree._Element) -> bool:
    return not len(span) and not span.text and not span.attrib


# --- notes -----------------------------------------------------------------------------------


def _set_notes(body: etree._Element, language: str) -> None:
    """Calls and notes as readers take them that show notes in a window: the number is a link
    around bare text (Apple), and stands first in its note (Kindle)."""
    for bracket in list(body.iter(_SPAN)):
        if "fn-bracket" in classes(bracket):
            bracket.text = None
            remove(bracket)
    for call in body.iter(_A):
        if "footnote-reference" in classes(call):
            call.set("role", "doc-noteref")
    for notes in body.iter(_ASIDE):
        names = classes(notes)
        if "footnote-list" in names:
            notes.tag = _SECTION
            notes.set(TYPE, "footnotes")
            notes.set("aria-label", say("notes", language))
        elif "footnote" in names:
            _set_note(notes, language)


def _set_note(note: etree._Element, language: str) -> None:
    note.set("role", "doc-footnote")
    label = next((child for child in note if "label" in classes(child)), None)
    for back in note.iter(_A):
        if back.get("role") == "doc-backlink":
            back.set("aria-label", f"{say('back', language)} {text_of(back)}".strip())
    first = label.getnext() if label is not None else None
    while first is not None and first.tag == _SPAN:  # back-links, where there are several calls
        first = first.getnext()
    if label is None or first is None or first.tag != _P:
        return
    heads = list(note)[: list(note).index(first)]
    text, first.text = first.text, None
    for place, head in enumerate(heads):
        first.insert(place, head)
        head.tail = " "
    heads[-1].tail = f" {(text or '').lstrip()}"


# --- code ------------------------------------------------------------------------------------


def _set_code(body: etree._Element) -> None:
    """Lines that a phone must break hang behind their beginning."""
    for pre in list(body.iter(_PRE)):
        pre.set("dir", "ltr")
        lines = text_of(pre).split("\n")
        if not any(columns(line) > PHONE for line in lines):
            continue
        for runs in take_lines(pre):
            line = written(runs, "code-line")
            if len(line):
                line[-1].tail = f"{line[-1].tail or ''}\n"
            else:
                line.text = f"{line.text or ''}\n"
            pre.append(line)


def _set_formulas(body: etree._Element) -> None:
    """Long formulas can be scrolled, with keys as well: none of the readers breaks them."""
    for block in body.iter(_DIV):
        if "math-block" in classes(block) and any(
            len(math.get("alttext") or "") > SHORT_FORMULA
            for math in block.iter(f"{{{MATHML}}}math")
        ):
            block.set("tabindex", "0")


# --- roles -----------------------------------------------------------------------------------


def _name_links(body: etree._Element) -> None:
    """A link that shows nothing to be read out says where it leads; an empty one is none."""
    for link in list(body.iter(_A)):
        if text_of(link).strip() or link.get("aria-label"):
            continue
        pictures = list(link.iter(_IMG))
        if any((picture.get("alt") or "").strip() for picture in pictures):
            continue
        if pictures:
            link.set("aria-label", link.get("title") or link.get("href") or "")
        elif not link.get("id") and next(link.iter(f"{{{MATHML}}}math"), None) is None:
            remove(link)


def _set_roles(body: etree._Element) -> None:
    labels: Counter[str] = Counter()
    for element in body.iter(_A, _SECTION, _ASIDE):
        if kind := _TYPES.get(element.get("role") or ""):
            element.set(TYPE, kind)
        label = element.get("aria-label") if element.tag == _SECTION else None
        if label:  # sections of one name cannot be told apart in a list of them
            labels[label] += 1
            if labels[label] > 1:
                element.set("aria-label", f"{label} {labels[label]}")


def _make_section(body: etree._Element, kind: str) -> None:
    """One section that is the chapter, with all that is of it, under its heading's name."""
    root = next((child for child in body if child.tag == _SECTION), None)
    if root is None:
        root = etree.SubElement(body, _SECTION)
        body.insert(0, root)
    following = root.itersiblings()
    for sibling in list(following):
        root.append(sibling)
    root.tail = None
    if kind:
        root.set(TYPE, kind)
        root.set("role", f"doc-{kind}")
    if kind == BIBLIOGRAPHY:  # the list in it is no second one
        for listing in root.iterdescendants(_SECTION):
            for name in ("role", "aria-label", TYPE):
                listing.attrib.pop(name, "")
    _lift_anchors(root)
    heading = root.find(f"{{{XHTML}}}h1")
    if heading is not None:
        if not heading.get("id"):
            heading.set("id", TITLE)
        root.set("aria-labelledby", str(heading.get("id")))


def _lift_anchors(root: etree._Element) -> None:
    """Places that docutils puts before a heading stand in it."""
    spans: list[etree._Element] = []
    for child in root:
        if child.tag != _SPAN or text_of(child).strip() or not child.get("id"):
            break
        spans.append(child)
    heading = root.find(f"{{{XHTML}}}h1")
    if heading is not None:
        _prepend(heading, spans)


def _prepend(element: etree._Element, first: Iterable[etree._Element]) -> None:
    text, element.text = element.text, None
    last = None
    for place, child in enumerate(first):
        child.tail = None
        element.insert(place, child)
        last = child
    if last is not None:
        last.tail = text
    else:
        element.text = text
