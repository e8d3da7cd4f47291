"""Lists of references, and footnotes that are citations, become entries of the bibliography."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from ...diagnostics import Code
from ...model import Reference
from ..markdown.blocks import Block
from ..references import ReferenceList, find_lists, find_notes, read_item
from ..references.finding.detect import Definitions
from ..references.finding.wordings import Wording, wording
from ..references.reading.written import Written
from .citations import CITATION, Listed, mark_citations
from .composition import Composition

REFERENCE_LIST = "reference_list"  # type of the token that stands for a list of references


def take_lists(chapter: Composition, known: Iterable[Reference], definitions: Definitions) -> None:
    """Take the lists out of the text; a token stands where each was.

    The token's ``meta``: ``keys`` of the references, ``positions`` among the chapter's, ``anchors``
    (ids of the entries), ``numbers`` (what stands before them), ``headed`` (a heading or label
    stands above).
    """
    reader = _Reader(chapter, {(r.as_written, r.place.line): r for r in known})
    found = find_lists(chapter.blocks, definitions, related=chapter.rules.related)
    lists = [entry for entry in found if _allowed(chapter, entry)]
    notes = [
        (i, item)
        for i, item in find_notes(chapter.blocks)
        if chapter.allows(Code.REFERENCES, chapter.blocks[i])
    ]
    listed: list[Listed] = []
    made: list[tuple[int, int, list[Block]]] = []
    for entry in lists:
        blocks, groups = _blocks_of(entry, reader)
        made.append((entry.start, entry.stop, blocks))
        listed += groups
        _report(chapter, entry, [key for group in groups for key in group.keys])
    if notes:
        group = _take_notes(chapter, notes, reader, listed)
        listed.append(group)
        tokens = [b.tokens[0] for _, _, blocks in made for b in blocks if b.kind == REFERENCE_LIST]
        if tokens:  # they go on where the list ends
            _join(tokens[-1], group)
        else:
            at, headed = _place_of_notes(chapter, notes)
            made.append((at, at, [_token(group, headed=headed)]))
    _replace(chapter, made, {index for index, _ in notes})
    chapter.references += [r for group in listed for r in group.references]
    _say_positions(chapter)
    mark_citations(chapter, listed)


def _take_notes(
    chapter: Composition,
    notes: Sequence[tuple[int, Written]],
    reader: _Reader,
    listed: Sequence[Listed],
) -> Listed:
    """Footnotes as a list, numbered on from the lists."""
    cited = _in_order_of_citation(chapter.blocks, notes)
    last = max((int(n) for group in listed for n in group.numbers if n.isdigit()), default=0)
    group = reader.group(cited, [str(last + i) for i in range(1, len(cited) + 1)], notes=True)
    keys = dict(zip((item.label for item in cited), group.keys, strict=True))
    for index, item in notes:
        message = "footnote became an entry of the bibliography"
        after = f"- {keys[item.label]}"
        chapter.change(Code.REFERENCES, message, chapter.blocks[index], after=after)
    return group


class _Reader:
    """Reads items, and tells apart the entries of one work that an author lists twice."""

    def __init__(self, chapter: Composition, known: dict[tuple[str, int], Reference]) -> None:
        self.path, self.known = chapter.path, known
        self.seen: Counter[str] = Counter()

    def group(
        self,
        items: Sequence[Written],
        numbers: Sequence[str],
        *,
        kind: str = "",
        notes: bool = False,
        bracketed: bool = False,
    ) -> Listed:
        references = [self._read(item, kind) for item in items]
        anchors = [_anchor(reference.key, self.seen) for reference in references]
        return Listed(
            tuple(references), tuple(anchors), tuple(numbers), notes=notes, bracketed=bracketed
        )

    def _read(self, item: Written, kind: str) -> Reference:
        return self.known.get((item.source, item.line)) or read_item(item, self.path, kind=kind)


def _anchor(key: str, seen: Counter[str]) -> str:
    """Id of the next entry that goes by *key*."""
    seen[key] += 1
    return f"ref-{key}" + (f"-{seen[key]}" if seen[key] > 1 else "")


def settle_keys(tokens: Sequence[Token], keys: Sequence[str]) -> bool:
    """Let lists and marks among a chapter's *tokens* go by the *keys* that the book settled for its
    references, by position; False when these are not its references."""
    lists = [token for token in tokens if token.type == REFERENCE_LIST]
    if sum(len(token.meta["keys"]) for token in lists) != len(keys):
        return False
    seen: Counter[str] = Counter()
    anchors = [_anchor(key, seen) for key in keys]
    renamed: dict[str, str] = {}
    for token in lists:
        positions = token.meta["positions"]
        new = [anchors[at] for at in positions]
        renamed.update(zip(token.meta["anchors"], new, strict=True))
        token.meta.update(keys=[keys[at] for at in positions], anchors=new)
    if any(old != new for old, new in renamed.items()):
        for token in tokens:
            for child in token.children or ():
                if child.type == CITATION:
                    parts = child.meta["parts"]
                    child.meta["parts"] = [(text, renamed.get(to, to)) for text, to in parts]
    return True


def _allowed(chapter: Composition, entry: ReferenceList) -> bool:
    index = min(entry.start, len(chapter.blocks) - 1)
    return chapter.allows(Code.REFERENCES, chapter.blocks[index])


def _blocks_of(entry: ReferenceList, reader: _Reader) -> tuple[list[Block], list[Listed]]:
    """What stands in place of the list: entries, and paragraphs between them."""
    numbers = iter(_numbers(entry.items))
    blocks: list[Block] = []
    groups: list[Listed] = []
    run: list[Written] = []

    def close() -> None:
        if run:
            given = [next(numbers) for _ in run]
            groups.append(reader.group(run, given, kind=entry.kind, bracketed=_bracketed(run)))
            blocks.append(_token(groups[-1], headed=True))
            run.clear()

    for piece in entry.pieces:
        if isinstance(piece, Block):
            close()
            blocks.append(piece)
        else:
            run.append(piece)
    close()
    return blocks, groups


def _bracketed(items: Sequence[Written]) -> bool:
    return any("[" in item.before or "［" in item.before or "【" in item.before for item in items)


def _numbers(items: Sequence[Written]) -> list[str]:
    """The author's numbers, when each item has one of its own; else one after the other."""
    given = [item.label for item in items]
    values = [int(label) for label in given if label.isdigit()]
    if len(values) == len(items) and values == sorted(set(values)):
        return given
    return [str(i) for i in range(1, len(items) + 1)]


def _in_order_of_citation(
    blocks: Sequence[Block], notes: Sequence[tuple[int, Written]]
) -> list[Written]:
    by_label = {item.label: item for _, item in notes}
    found: dict[str, Written] = {}
    for block in blocks:
        for token in block.tokens:
            for child in token.children or ():
                label = child.meta.get("label", "") if child.type == "footnote_ref" else ""
                if label in by_label:
                    found.setdefault(label, by_label[label])
    return [*found.values(), *(item for label, item in by_label.items() if label not in found)]


def _place_of_notes(chapter: Composition, notes: Sequence[tuple[int, Written]]) -> tuple[int, bool]:
    """(index, whether a heading stands above): under the heading that notes were put below, else
    at the chapter's end."""
    heading: int | None = None
    for index, block in enumerate(chapter.blocks):
        if block.kind == "heading":
            heading = index if wording(block.text) not in {None, Wording.RELATED} else None
        elif heading is not None and any(i == index for i, _ in notes):
            return heading + 1, True
    return len(chapter.blocks), False


def _token(group: Listed, *, headed: bool) -> Block:
    lines = sorted(r.place.line for r in group.references)
    token = Token(REFERENCE_LIST, "", 0, map=[lines[0] - 1, lines[-1]], block=True)
    token.meta = {
        "keys": list(group.keys),
        "anchors": list(group.anchors),
        "numbers": list(group.numbers),
        "references": list(group.references),
        "headed": headed,
    }
    return Block((token,))


def _say_positions(chapter: Composition) -> None:
    """Let each token say where its references stand among the chapter's."""
    place = {id(reference): index for index, reference in enumerate(chapter.references)}
    for block in chapter.blocks:
        meta = block.tokens[0].meta
        if block.kind == REFERENCE_LIST and "references" in meta:
            meta["positions"] = [place[id(r)] for r in meta.pop("references")]


def _join(token: Token, group: Listed) -> None:
    """Add *group* to the list that *token* stands for."""
    more = _token(group, headed=True).tokens[0].meta
    for name in ("keys", "anchors", "numbers", "references"):
        token.meta[name] = [*token.meta[name], *more[name]]


def _report(chapter: Composition, entry: ReferenceList, keys: Sequence[str]) -> None:
    message = f"list became {len(keys)} entries of the bibliography"
    for block in chapter.blocks[entry.start : entry.stop]:
        chapter.change(Code.REFERENCES, message, block, after="\n".join(f"- {k}" for k in keys))


def _replace(
    chapter: Composition, made: Sequence[tuple[int, int, list[Block]]], gone: set[int]
) -> None:
    blocks: list[Block] = []
    at = {start: (stop, new) for start, stop, new in made if stop > start}
    inserted: dict[int, list[Block]] = {}
    for start, stop, new in made:
        if stop == start:
            inserted.setdefault(start, []).extend(new)
    index = 0
    while index <= len(chapter.blocks):
        blocks += inserted.get(index, [])
        if index in at:
            stop, new = at[index]
            blocks += new
            for inner in range(index + 1, stop):
                blocks += inserted.get(inner, [])
            index = stop
            continue
        if index < len(chapter.blocks) and index not in gone:
            blocks.append(chapter.blocks[index])
        index += 1
    chapter.blocks = blocks
