"""What each known shortcode or tag becomes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass

POST_LINK = "post:"  # scheme of a link that names a post by its file or slug


@dataclass(frozen=True, slots=True)
class Tag:
    """A shortcode as written: its name and the text of its arguments."""

    name: str
    arguments: str

    @property
    def words(self) -> list[str]:
        """Positional arguments, quotes removed."""
        return [word for word in self._split() if not re.match(r"^[\w-]+=", word)]

    def named(self, *names: str) -> str:
        """The first of the named arguments that is there; empty when none is."""
        given = dict(w.split("=", 1) for w in self._split() if re.match(r"^[\w-]+=", w))
        return next((given[name] for name in names if given.get(name)), "")

    def _split(self) -> list[str]:
        arguments = re.sub(r"\s*=\s*(?=[\"'\w])", "=", self.arguments)
        try:
            return shlex.split(arguments)
        except ValueError:  # an apostrophe that opens no quotation
            return arguments.split()


def _picture(tag: Tag) -> str:
    source = tag.named("src", "link", "path", "url") or next(iter(tag.words), "")
    caption = tag.named("caption", "title")
    alt = tag.named("alt") or caption
    quoted = caption.replace('"', "&quot;")
    return f"![{alt}](<{source}>" + (f' "{quoted}")' if caption else ")")


def _hexo_image(tag: Tag) -> str:
    words = [w for w in tag.words if not w.isdigit()]
    source = next((w for w in words if "." in w or "/" in w), "")
    after = words[words.index(source) + 1 :] if source else []
    return f"![{' '.join(after)}](<{source}>)"


def _post(tag: Tag) -> str:
    return POST_LINK + (tag.words[0].strip("/") if tag.words else "")


def _post_link(tag: Tag) -> str:
    words = [word for word in tag.words if word not in {"true", "false"}]
    label = " ".join(words[1:])
    return f"[{label}]({POST_LINK}{words[0]})" if words else ""


def _fence(tag: Tag) -> str:
    language = tag.named("lang") or next(iter(tag.words), "")
    return f"```{language.removeprefix('lang:')}"


INLINE_TAGS: dict[str, Callable[[Tag], str]] = {
    "ref": _post,
    "relref": _post,
    "post_url": _post,
    "link": _post,
    "post_link": _post_link,
}
BLOCK_TAGS: dict[str, Callable[[Tag], str]] = {
    "figure": _picture,
    "img": _picture,
    "image": _picture,
    "asset_img": _hexo_image,
    "highlight": _fence,
    "codeblock": _fence,
}
# Containers whose text stays and whose marks go.
PAIRS = {
    "raw",
    "blockquote",
    "quote",
    "cq",
    "pullquote",
    "notice",
    "admonition",
    "center",
    "comment",
}
