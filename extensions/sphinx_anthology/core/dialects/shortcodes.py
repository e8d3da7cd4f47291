"""What each known shortcode or tag becomes. The tables here are the whole of it.

A leaf becomes Markdown on the spot. A pair becomes a container (``:::kind title``, which
:mod:`..markdown.containers` reads), or plain marks around its text, or code, or goes and leaves its
text. Names of all engines share the tables: no two of them mean different things by one name but
``link``, which is told apart by its arguments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt

from ..markdown.containers import ADMONITIONS, admonition_kind
from ..patterns import regex
from .tags import POST_LINK, Tag

_PICTURE = regex(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)(?:[?#].*)?$", re.IGNORECASE)
_ADDRESS = regex(r"^(?:https?:)?//\S+$|^/[\w/.%-]+$")
_TEXTS = (
    "title", "caption", "text", "label", "header", "heading", "summary", "name", "content",
    "description", "desc", "subtitle", "message", "quote", "footnote", "note", "author", "cite",
    "footer", "alt",
)  # fmt: skip


# --- leaves --------------------------------------------------------------------------------


def picture(source: str, alt: str, caption: str = "", link: str = "") -> str:
    """A picture in Markdown; *alt* is plain text, *caption* is Markdown."""
    words = re.sub(r"([\[\]\\*_`<>])", r"\\\1", alt)
    title = f' "{_quoted(caption)}"' if caption else ""
    image = f"![{words}](<{source.replace('<', '%3C').replace('>', '%3E')}>{title})"
    return f"[{image}](<{link}>)" if link and not caption else image


def as_html(markdown: str) -> str:
    """What a tag became, for a block of HTML."""
    if not markdown or markdown.startswith("<"):
        return markdown
    md = MarkdownIt("commonmark")
    image = re.fullmatch(r'(!\[.*\]\(<.*>) "(.*)"\)', markdown, re.DOTALL)
    if not image:
        return str(md.renderInline(markdown))
    shown, caption = md.renderInline(f"{image[1]})"), md.renderInline(image[2])
    return f"<figure>{shown}<figcaption>{caption}</figcaption></figure>"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', "&quot;")


def _figure(tag: Tag) -> str:
    source = tag.named("src", "image_path", "path", "image", "url", "img", "file") or next(
        (word for word in tag.words if _PICTURE.search(word)), ""
    )
    source = source or tag.named("link") or next((w for w in tag.words if "/" in w), "")
    if not source:
        source = next(iter(tag.words), "")
    parts = (tag.named("title"), tag.named("caption", "figcaption"), tag.named("attr", "credit"))
    address = tag.named("attrlink")
    said = [part for part in dict.fromkeys(parts) if part]
    if address and parts[2]:
        said[-1] = f"[{parts[2]}]({address})"
    alt = tag.named("alt") or parts[1] or parts[0] or _alt_words(tag, source)
    link = tag.named("link") if tag.named("src", "image_path") else ""
    alt = re.sub(r"\]\([^)]*\)|[\[\]*_`]", "", alt)
    return _sized(tag, picture(source, alt, " ".join(said), link))


def _sized(tag: Tag, shown: str) -> str:
    """A picture as large as its author wants it; Markdown has no words for that."""
    sizes = ((name, tag.named(name)) for name in ("width", "height"))
    given = [f'{name}="{size}"' for name, size in sizes if re.fullmatch(r"\d+(?:px|%)?", size)]
    return as_html(shown).replace("<img ", f"<img {' '.join(given)} ", 1) if given else shown


def _alt_words(tag: Tag, source: str) -> str:
    """Hexo, Octopress, Eleventy: what stands behind the picture's address, sizes aside."""
    words = tag.words
    after = words[words.index(source) + 1 :] if source in words else []
    kept = [word for word in after if not re.fullmatch(r"\d+(?:px|%|x\d+)?|auto", word)]
    return " ".join(kept)


def _classed_image(tag: Tag) -> str:
    """``{% image_with_class "src" "class" "alt" %}``."""
    source, *rest = tag.words or [""]
    return picture(source, " ".join(rest[1:]))


def _compare(tag: Tag) -> str:
    pairs = ((tag.named(f"image-{w}", w), tag.named(f"label-{w}")) for w in ("before", "after"))
    caption = tag.named("caption")
    shown = " ".join(picture(source, label or caption) for source, label in pairs if source)
    labels = " / ".join(filter(None, (tag.named("label-before"), tag.named("label-after"))))
    return " ".join(filter(None, (shown, f"*{labels}*" if labels else "", caption)))


def _post(tag: Tag) -> str:
    """A target within a link, or a link by itself where two words say text and address."""
    words = tag.words
    addresses = [word for word in words if re.match(r"https?://", word)]
    if tag.name == "link" and addresses:  # Hexo: {% link text url [external] [title] %}
        label = " ".join(words[: words.index(addresses[0])]) or addresses[0]
        return f"[{label}]({addresses[0]})"
    target = tag.named("path", "slug", "href") or (words[0] if words else "")
    return POST_LINK + target.strip("/")


def _post_link(tag: Tag) -> str:
    words = [word for word in tag.words if word not in {"true", "false"}]
    label = " ".join(words[1:])
    return f"[{label}]({POST_LINK}{words[0]})" if words else ""


def _embedded(address: str) -> Callable[[Tag], str]:
    """A player of another site: HTML that becomes a card with a link."""

    def write(tag: Tag) -> str:
        words = [word for word in tag.words if word.casefold() not in {"autoplay", "true", "false"}]
        name = tag.named("id", "bvid", "aid", "src", "url", "video", "v", "vid") or next(
            iter(words), ""
        )
        url = name if re.match(r"(?:https?:)?//", name) else address.format(name.strip("/"))
        title = tag.named("title", "caption", "alt", "name")
        return frame(url, title)

    return write


def frame(url: str, title: str = "") -> str:
    """An ``iframe``, which the book shows as a card."""
    said = f' title="{escape(title)}"' if title else ""
    return f'<iframe src="{escape(url)}"{said}></iframe>'


def _song(tag: Tag) -> str:
    server = tag.named("server") or "netease"
    name = tag.named("id") or next(iter(tag.words), "")
    sites = {
        "netease": "https://music.163.com/#/{}?id={}",
        "tencent": "https://y.qq.com/n/ryqq/{}Detail/{}",
        "spotify": "https://open.spotify.com/{}/{}",
    }
    kind = tag.named("type") or "song"
    url = tag.named("url") or sites.get(server, sites["netease"]).format(kind, name)
    words = " – ".join(filter(None, (tag.named("name", "title"), tag.named("artist", "author"))))
    return frame(url, words)


def _file(element: str) -> Callable[[Tag], str]:
    def write(tag: Tag) -> str:
        source = tag.named("src", "mp3", "url", "mp4", "webm", "file", "path") or next(
            iter(tag.words), ""
        )
        title = tag.named("title", "caption", "name")
        said = f' title="{escape(title)}"' if title else ""
        return f'<{element} src="{escape(source)}"{said}></{element}>'

    return write


def _gist(tag: Tag) -> str:
    words = [word for word in tag.words if not word.startswith("filename:")]
    path = tag.named("id") or "/".join(words[:2])
    return f"[gist {path}](https://gist.github.com/{path})" if path else ""


def _tweet(tag: Tag) -> str:
    user, number = tag.named("user"), tag.named("id")
    word = next(iter(tag.words), "")
    if word.startswith("http"):
        return f"[{word.split('://')[-1]}]({word})"
    number = number or word
    if not number:
        return ""
    return f"[Tweet {number}](https://twitter.com/{user or 'i'}/status/{number})"


def _github(tag: Tag) -> str:
    name = tag.named("repo", "name", "user") or "/".join(tag.words[:2])
    return f"[{name}](https://github.com/{name})"


def _button(tag: Tag) -> str:
    words = tag.words
    url = tag.named("href", "url", "link", "relref", "to") or next(
        (w for w in words if _ADDRESS.match(w)), ""
    )
    text = tag.named("text", "label", "content", "title", "name") or " ".join(
        w for w in words if w != url and not re.fullmatch(r"[\w-]*(?:primary|fa-\S+|icon\S*)", w)
    )
    return f"[{text or url}]({url})" if url else text


def _text(tag: Tag) -> str:
    return " ".join(tag.words) or tag.named(*_TEXTS)


def _hexo_text(tag: Tag) -> str:
    """``{% label primary@text %}``, ``{% span red, text %}``, ``{% checkbox checked, text %}``."""
    return re.split(r"[@,]\s*", tag.arguments, maxsplit=1)[-1].strip("\"' ")


def _emoji(tag: Tag) -> str:
    return f":{next(iter(tag.words), '')}:"


def _nothing(tag: Tag) -> str:
    return ""


LEAVES: dict[str, Callable[[Tag], str]] = {
    **dict.fromkeys(
        ("figure", "fig", "img", "image", "picture", "asset_img", "responsive-figure", "imgproc",
         "resize_image", "image-gallery-item", "figureforgallery", "imgtxt", "lightbox",
         "linked-figure", "linked-image", "inlineImg", "inlineimage", "local_image"),
        _figure,
    ),
    **dict.fromkeys(("image_with_class", "image-with-class"), _classed_image),
    **dict.fromkeys(("image-compare", "img-compare", "compare", "twentytwenty"), _compare),
    **dict.fromkeys(
        ("ref", "relref", "post_url", "post_path", "link", "asset_path", "internal_link",
         "localized_link", "absurl", "relurl"),
        _post,
    ),
    **dict.fromkeys(("post_link", "asset_link", "postref", "blogdown/postref"), _post_link),
    **dict.fromkeys(("youtube", "yt", "youtubeplayer", "youtube-lite", "lite-youtube"),
                    _embedded("https://www.youtube.com/embed/{}")),
    **dict.fromkeys(("bilibili", "bili", "bilibiliplayer"),
                    _embedded("https://www.bilibili.com/video/{}")),
    "vimeo": _embedded("https://player.vimeo.com/video/{}"),
    "asciinema": _embedded("https://asciinema.org/a/{}"),
    "codepen": _embedded("https://codepen.io/{}"),
    "jsfiddle": _embedded("https://jsfiddle.net/{}"),
    "speakerdeck": _embedded("https://speakerdeck.com/player/{}"),
    "slideshare": _embedded("https://www.slideshare.net/slideshow/embed_code/{}"),
    "peertube": _embedded("{}"),
    "instagram": _embedded("https://www.instagram.com/p/{}/"),
    "spotify": _embedded("https://open.spotify.com/embed/{}"),
    **dict.fromkeys(("iframe", "pdf", "embed", "webpage", "embed-pdf"), _embedded("{}")),
    **dict.fromkeys(("song", "music", "aplayer", "meting", "netease"), _song),
    **dict.fromkeys(("video", "mp4", "dplayer", "videos"), _file("video")),
    **dict.fromkeys(("audio", "mp3", "podcast"), _file("audio")),
    "gist": _gist,
    **dict.fromkeys(("tweet", "twitter", "x", "twitter_simple"), _tweet),
    **dict.fromkeys(("github", "ghcard", "github_repo"), _github),
    **dict.fromkeys(("button", "btn", "linkbtn", "linkbutton"), _button),
    **dict.fromkeys(("label", "span", "checkbox", "radio", "emp", "wavy", "psw"), _hexo_text),
    **dict.fromkeys(("emoji",), _emoji),
    **dict.fromkeys(("u", "kbd", "del", "mark", "abbr", "sup", "sub"), _text),
    **dict.fromkeys(
        ("icon", "fa", "fab", "fas", "svg", "toc", "clear", "br", "hr", "ads", "adsense", "more",
         "rss", "newsletter", "comments", "share", "anchor", "heading_anchor", "load-photoswipe",
         "series", "lead_in", "top", "sidebar-toc"),
        _nothing,
    ),
}  # fmt: skip

# --- pairs ---------------------------------------------------------------------------------

_DETAILS = (
    "fold", "details", "detail", "spoiler", "collapse", "collapsed", "expand", "accordion",
    "accordion-item", "folding", "hide", "hideToggle", "hidetoggle", "hideBlock", "hideblock",
    "hideInline", "hideinline", "toggle", "collapsible", "question", "answer", "solution",
    "code-fold",
)  # fmt: skip
_TITLED = (
    "tab", "tab-item", "tabitem", "tabpane", "subtab", "codetab", "card", "step", "column", "box",
    "timeline-item", "accordion-panel", "cell", "theorem", "lemma", "definition", "proof",
)  # fmt: skip
_WRAPPERS = (
    "tabs", "codetabs", "tabgroup", "cards", "steps", "columns", "flex", "flex-item", "flexitem",
    "grid", "row", "col", "timeline", "accordions", "section", "block", "content", "wrapper", "div",
    "left", "right", "font", "color", "style", "class", "panel", "article", "aside", "raw-html",
    "photos", "markdown", "mdx", "md", "multilang", "details-group",
    "renderTemplate",
)  # fmt: skip
_GALLERIES = (
    "gallery", "galleries", "image-gallery", "imagegallery", "galleryGroup", "gallerygroup",
    "gp", "grouppicture", "photo-gallery", "swiper", "carousel", "masonry",
)  # fmt: skip
_QUOTES = ("quote", "blockquote", "pullquote", "epigraph", "poem", "cite")
_ALIGNED = {"center": "center", "centerquote": "center", "cq": "center", "align-center": "center",
            "right-align": "right", "align-right": "right", "small": "small", "centering": "center",
            "large": "plain", "left-align": "plain"}  # fmt: skip

CONTAINERS: dict[str, str] = {
    **{name: name for name in ADMONITIONS},
    **dict.fromkeys(
        ("admonition", "notice", "alert", "callout", "hint", "note-box", "message", "admon",
         "hugo-admonition", "asidenote", "blockcall", "subnote"),
        "note",
    ),
    **dict.fromkeys(_DETAILS, "details"),
    **dict.fromkeys(_TITLED, "box"),
    **dict.fromkeys(_WRAPPERS, "plain"),
    **dict.fromkeys(_GALLERIES, "gallery"),
    **dict.fromkeys(_QUOTES, "quote"),
    **_ALIGNED,
}  # fmt: skip
_FREE_KIND = {"admonition", "notice", "alert", "callout", "hint", "note", "message", "note-box",
              "admon", "hugo-admonition", "asidenote", "blockcall", "subnote"}  # fmt: skip

# Pairs that are marks within a line.
MARKS: dict[str, tuple[str, str]] = {
    "mark": ("<mark>", "</mark>"), "highlight-text": ("<mark>", "</mark>"),
    "kbd": ("<kbd>", "</kbd>"), "sup": ("<sup>", "</sup>"), "sub": ("<sub>", "</sub>"),
    "del": ("<del>", "</del>"), "ins": ("<ins>", "</ins>"), "u": ("<u>", "</u>"),
    "underline": ("<u>", "</u>"), "button": ("**", "**"), "strong": ("**", "**"),
    "em": ("*", "*"), "abbr": ("", ""), "span": ("", ""), "spoiler-text": ("", ""),
    "ruby": ("", ""),
    "link": ("", ""), "nowrap": ("", ""), "lead": ("", ""), "text": ("", ""),
    "typeit": ("", ""), "line": ("", ""), "del-text": ("", ""), "dropcap": ("", ""),
}  # fmt: skip

# Pairs whose text is no Markdown: the language of the fence it becomes.
CODE = {
    "highlight": "", "codeblock": "", "code": "", "prism": "", "highlight-code": "",
    "codeblocks": "",
    "codes": "", "mermaid": "mermaid", "pseudocode": "latex", "plantuml": "plantuml",
    "echarts": "json",
    "chart": "json", "mindmap": "text", "markmap": "text", "flowchart": "text", "gravizo": "text",
    "diagram": "text", "viz": "dot", "graphviz": "dot", "goat": "text", "console": "console",
    "terminal": "console", "blockdiag": "text", "abc": "text", "csv-table": "text",
    "include-code": "",
}  # fmt: skip
FORMULAS = {"katex", "latex", "tex", "math", "mathjax"}
# Pairs whose text is taken as it stands.
VERBATIM = {"raw", "verbatim", "rawhtml", "unsafe", "html", "nunjucks", "no-parse", "ruby_text"}
# Pairs that the engine does not show.
HIDDEN = {"comment", "private", "hidden-comment", "ignore"}
# Liquid and Nunjucks: what steers the template and has no words of its own.
SILENT = {
    "if", "else", "elsif", "elif", "unless", "for", "case", "when", "assign", "set", "capture",
    "cycle", "break", "continue", "increment", "decrement", "tablerow", "paginate", "endfor",
    "layout",
    "extends", "macro", "from", "import", "call", "filter", "cache", "with", "seo", "feed_meta",
    "endif", "liquid", "render_time", "markdownify", "autoescape", "block_end", "component",
}  # fmt: skip
_TEMPLATES = {
    "include",
    "include_relative",
    "include_cached",
    "render",
    "partial",
    "remote_include",
}


def named_by_template(tag: Tag) -> Tag:
    """``{% include figure.html src=… %}`` is the tag ``figure``."""
    if tag.name not in _TEMPLATES or tag.closing:
        return tag
    match = re.match(
        r"\s*[\"']?(?:[\w.-]*/)*([\w-]+)(?:\.\w+)?[\"']?\s*,?(.*)", tag.arguments, re.S
    )
    if not match:
        return tag
    return Tag(match[1], match[2].strip(), False, tag.start, tag.end, True)


@dataclass(frozen=True, slots=True)
class Opening:
    """A container as its first line says it."""

    kind: str
    title: str = ""

    def __str__(self) -> str:
        return f":::{self.kind} {self.title}".rstrip()


def container(tag: Tag) -> Opening:
    """What the opening tag of a known pair begins."""
    kind = CONTAINERS[tag.name]
    words = list(tag.words)
    if kind in ADMONITIONS and tag.name in _FREE_KIND:
        given = tag.named("type", "kind", "style", "class", "level", "color", "theme")
        if not given and words and admonition_kind(words[0]):
            given = words.pop(0)
        kind = admonition_kind(given) or kind
    title = tag.named("title", "header", "label", "summary", "caption", "name", "heading")
    if kind == "quote":
        return Opening(kind, _attribution(tag))
    if kind in {"plain", "gallery", "center", "right", "small"}:
        return Opening(kind, title)
    flags = {
        "open",
        "close",
        "closed",
        "true",
        "false",
        "default",
        "end",
        "tabs",
        "icon",
        "no-icon",
    }
    said = " ".join(w for w in words if w.casefold() not in flags and not w.startswith("fa-"))
    return Opening(kind, title or (said if not re.fullmatch(r"[\d.-]*", said) else ""))


def _attribution(tag: Tag) -> str:
    """Who says it and where: named arguments, or Hexo's ``author, source https://… title``."""
    parts = [tag.named("author", "footer", "person", "by"), tag.named("source", "cite", "title")]
    url = tag.named("url", "href")
    said = ", ".join(filter(None, parts))
    if not said and not tag.keys:
        words = tag.arguments.strip("\"' ")
        match = re.search(r"\s*(https?://\S+)\s*(.*)$", words)
        if match:
            head, link, label = words[: match.start()].rstrip(" ,"), match[1], match[2]
            return ", ".join(filter(None, (head, f"[{label or link}]({link})")))
        return words
    return f"[{said or url}]({url})" if url else said


def linked(tag: Tag) -> tuple[str, str] | None:
    """Marks of a link, for a pair within a line that has an address (a button)."""
    words = [word for word in tag.words if re.match(r"https?://", word)]
    url = tag.named("href", "url", "link", "to") or next(iter(words), "")
    return ("[", f"](<{url}>)") if url else None


def fallback(tag: Tag) -> str:
    """What is shown of a tag that nobody knows: its picture, its link, its words."""
    source = tag.named("src", "image", "img", "image_path", "image-src", "poster")
    words = [word for word in tag.words if not re.fullmatch(r"[\d.,:%-]*|true|false", word)]
    source = source or next((word for word in words if _PICTURE.search(word)), "")
    if source and _PICTURE.search(source):
        return _figure(tag)
    url = tag.named("href", "url", "link") or next((w for w in words if _ADDRESS.match(w)), "")
    if not url and re.match(r"https?://", source):
        url = source
    texts = [tag.named(name) for name in _TEXTS] + [word for word in words if word != url]
    said = " · ".join(dict.fromkeys(text for text in texts if text))
    if re.match(r"https?://|//", url):
        return f"[{said or url.split('//', 1)[1]}](<{url}>)"
    return said


def filled(template: str, tag: Tag, inner: str = "") -> str:
    """A template of the user's with the tag's arguments: ``{0}``, ``{name}``, ``{inner}``."""
    words = tag.words

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name == "inner":
            return inner
        if name.isdigit():
            return words[int(name)] if int(name) < len(words) else ""
        return tag.named(name.lower())

    return re.sub(r"\{(\w[\w-]*)\}", value, template)


def known(name: str, own: Mapping[str, str]) -> bool:
    return any(
        name in table
        for table in (own, LEAVES, CONTAINERS, MARKS, CODE, FORMULAS, VERBATIM, HIDDEN, SILENT)
    )
