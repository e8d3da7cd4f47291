"""Every setting of the extension, declared once: type, default, what it does, what it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .core.collection import ORDERS, PARTS
from .core.references.styles import ORDERS as ORDERS_OF_WORKS
from .core.references.styles import STYLES
from .core.rules import NUMBERS
from .core.sites import SOURCE_KEYS

Rebuild = Literal["", "env", "html"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One ``anthology_*`` value of conf.py; the manual's table is made from these."""

    name: str
    default: Any
    help: str
    rebuild: Rebuild = "env"  # "env": posts are read again when it changes
    choices: Sequence[str] = ()

    @property
    def types(self) -> tuple[type, ...]:
        if isinstance(self.default, dict):
            return (dict, list, tuple) if self.name == "anthology_refuse" else (dict,)
        if self.name == "anthology_referer":
            return (str, dict)
        return (list, tuple) if isinstance(self.default, list) else (type(self.default),)


SETTINGS: tuple[Setting, ...] = (
    Setting("anthology_subtitle", "", "Second line of the book's title."),
    Setting("anthology_description", "", "One paragraph about the collection."),
    Setting("anthology_slug", "", "Name of the PDF and EPUB files; empty: made from the title."),
    Setting("anthology_order", "date", "Order of the chapters.", choices=ORDERS),
    Setting("anthology_parts", "none", "What groups chapters into parts.", choices=PARTS),
    Setting("anthology_drafts", False, "Take drafts into the book."),
    Setting(
        "anthology_timezone",
        "",
        "Zone of dates that name none (Asia/Shanghai, +08:00); empty: the zone most posts name.",
    ),
    Setting(
        "anthology_sources",
        {},
        "The blogs that the posts come from: folder below the posts -> what their own settings do "
        f"not say. Keys: {', '.join(f'`{key}`, {what}' for key, what in SOURCE_KEYS.items())}.",
    ),
    Setting("anthology_bold_headings", True, "Read short bold lines as headings."),
    Setting(
        "anthology_refuse",
        {},
        "Rules that may not change posts: a list of rules for all, or for paths (glob patterns) a "
        "list of rules or of `rule:line`. `anthology diff` shows what they do.",
    ),
    Setting(
        "anthology_leave_out",
        [],
        "What is marked in the text and is to go: `advertisement`.",
    ),
    Setting(
        "anthology_numbers",
        "as-written",
        "Numbers of headings: as the authors wrote them, the book's own in their place, or none.",
        choices=NUMBERS,
    ),
    Setting(
        "anthology_shortcodes",
        {},
        "Shortcodes of the blog's own: name → what it becomes, with `{0}`, `{name}`, `{inner}`.",
    ),
    Setting(
        "anthology_bibliography_style",
        "",
        "Style of references; empty: GB/T 7714—2025 for a book in Chinese, APA 7 for others.",
        choices=("", *(name for name, _ in STYLES)),
    ),
    Setting(
        "anthology_bibliography_order",
        "author",
        "Order of the book's bibliography: by author (Chinese by pinyin), by year, by type under "
        "headings, or as the works are cited.",
        choices=(*ORDERS_OF_WORKS, "citation"),
    ),
    Setting(
        "anthology_related_posts",
        False,
        "Take lists of related posts (相关文章, Related posts) for further reading: what they name "
        "becomes entries of the bibliography. Otherwise they stay text.",
    ),
    Setting(
        "anthology_references_order",
        "as-written",
        "Order of a chapter's references: the author's, or that of the first citations.",
        choices=("as-written", "citation"),
    ),
    Setting(
        "anthology_pages",
        [],
        "Glob patterns of pages of your own (a preface, say): full MyST, known by their path.",
    ),
    Setting("anthology_exclude", [], "Glob patterns of files that are no posts."),
    Setting(
        "anthology_cover",
        "",
        "Picture for the cover (PNG, JPEG, WebP, TIFF), by its path from conf.py; empty: drawn "
        "from the book.",
        rebuild="html",
    ),
    Setting("anthology_licence", "", "Licence of the collection, for the imprint."),
    Setting("anthology_publisher", "", "Publisher, for imprint and metadata."),
    Setting(
        "anthology_edition_statement",
        "",
        "Edition for the PDF's imprint (`2026年5月第1版`); empty: month and year of the build.",
        rebuild="",
    ),
    Setting("anthology_editors", [], "Who edited the collection, a name each.", "html"),
    Setting(
        "anthology_people",
        {},
        "What is said of authors, editors and translators in the list of contributors: name → a "
        "note, or `note`, `url`, and `sort`, the name as catalogues sort it (`Woolf, Virginia`).",
        "html",
    ),
    Setting("anthology_series", "", "Series that the book is a volume of.", "html"),
    Setting("anthology_series_number", "", "Its number in that series.", "html"),
    Setting("anthology_identifier", "", "ISBN or URN of the book; empty: a UUID from its title."),
    Setting(
        "anthology_epub_identifier",
        "",
        "ISBN or URN of the EPUB, where it has one of its own; empty: `anthology_identifier`.",
        "html",
    ),
    Setting(
        "anthology_certified",
        {},
        "Who has found that the EPUB conforms to EPUB Accessibility 1.1 at WCAG 2.2 AA, and when: "
        "`by`, `date`, and, if they have given any, `credential` and `report` (an address). "
        "Without it the book claims no conformance.",
        "html",
    ),
    Setting(
        "anthology_paper",
        "a5",
        "Paper of the PDF.",
        rebuild="",
        choices=("a5", "16k", "6x9", "a4"),
    ),
    Setting(
        "anthology_fonts",
        [],
        "Families of fonts that the PDF may fall back to besides its own, for scripts and symbols "
        "that those lack. Others are not used, so that every machine makes the same pages.",
        rebuild="",
    ),
    Setting(
        "anthology_epub_fonts",
        [],
        "Faces that the EPUB carries, cut down to its characters: `text`, Noto Serif CJK for "
        "Chinese, Japanese and Korean; `quotations`, LXGW WenKai for Chinese quotations; `latin`, "
        "Linux Libertine. Without any, readers see the faces they chose themselves.",
        rebuild="",
        choices=("text", "quotations", "latin"),
    ),
    Setting(
        "anthology_edition",
        "screen",
        "What the PDF is for: `screen`, with links coloured; or `print`, without, the addresses of "
        "links as notes at the foot of the page, with 3 mm bleed and crop marks.",
        rebuild="",
        choices=("screen", "print"),
    ),
    Setting(
        "anthology_chapter_start",
        "any",
        "Where chapters and openings of parts begin in the PDF: on any page, or on right-hand "
        "pages.",
        rebuild="",
        choices=("any", "recto"),
    ),
    Setting(
        "anthology_attach_sources",
        False,
        "Attach to the PDF what it is made of: the posts, `references.bib`, `provenance.json`.",
        "",
    ),
    Setting(
        "anthology_hanging_punctuation",
        False,
        "Let a comma or full stop that does not fit stand beyond the end of its line (PDF, "
        "Simplified Chinese).",
        rebuild="",
    ),
    Setting(
        "anthology_canonical",
        "site",
        "Which address the website's chapters give as the one to go by: their own, or that of the "
        "original post where it is known. Needs Sphinx's `html_baseurl`.",
        rebuild="html",
        choices=("site", "original"),
    ),
    Setting(
        "anthology_cards",
        "chapters",
        "Pictures for pages that are shared: one for each chapter, one for the book, or none. "
        "Needs `html_baseurl`.",
        rebuild="html",
        choices=("chapters", "book", "none"),
    ),
    Setting(
        "anthology_feed_entries",
        30,
        "How many of the newest chapters the website's feed carries; 0: there is no feed. Needs "
        "`html_baseurl`.",
        rebuild="html",
    ),
    Setting(
        "anthology_downloads",
        ["epub", "pdf"],
        "Which books the website offers, in its catalogue and on its title page, when they lie in "
        "the folders beside its own.",
        rebuild="html",
        choices=("epub", "pdf"),
    ),
    Setting(
        "anthology_redirects",
        ["aliases"],
        "Which old addresses of posts lead to their chapters on the website: `aliases`, those that "
        "the posts name; `addresses`, those that they have on their blogs.",
        rebuild="",
        choices=("aliases", "addresses"),
    ),
    Setting(
        "anthology_post_seconds",
        60,
        "Processor time that one step of a post's way may take (reading, writing, setting), in "
        "seconds. A post that takes more is left out, or a notice stands for it.",
        "",
    ),
    Setting(
        "anthology_post_bytes",
        1_500_000_000,
        "Memory that one step of a post's way may take, in bytes.",
        "",
    ),
    Setting(
        "anthology_lock_seconds",
        600,
        "How long to wait for another build that is at work in the same folder, in seconds.",
        "",
    ),
    Setting("anthology_offline", False, "Never connect; pictures come from the cache only.", ""),
    Setting(
        "anthology_cache",
        "",
        "Folder of fetched pictures, by its path from conf.py; empty: beside the doctrees.",
        "",
    ),
    Setting(
        "anthology_hosts_allowed",
        [],
        "Hosts that pictures may come from, each with those below it (`example.org` means "
        "`img.example.org` too; `example.org:8000`, that port alone); empty: all.",
        "",
    ),
    Setting(
        "anthology_hosts_refused",
        [],
        "Hosts that no picture may come from, written likewise; they count before the allowed.",
        "",
    ),
    Setting(
        "anthology_referer",
        "",
        "What hosts of pictures are told of where the picture is shown (`Referer`): nothing; "
        "`post`, the address of the original post; an address; or for each host (`*`: others) one "
        "of these.",
        "",
    ),
    Setting(
        "anthology_local_hosts",
        [],
        "Hosts (host or host:port) that pictures may come from although their address is private.",
        "",
    ),
    Setting("anthology_image_bytes", 25_000_000, "Largest picture that is fetched, in bytes.", ""),
    Setting("anthology_image_seconds", 20, "Longest time one picture may take, in seconds.", ""),
)
