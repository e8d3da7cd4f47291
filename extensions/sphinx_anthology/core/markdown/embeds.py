"""Players and frames: a book shows a link that says what is to be seen there."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from markdown_it.token import Token

from .html_tags import Tag

_SITES = {
    "youtube.com": "YouTube", "youtu.be": "YouTube", "youtube-nocookie.com": "YouTube",
    "bilibili.com": "bilibili", "vimeo.com": "Vimeo", "codepen.io": "CodePen",
    "jsfiddle.net": "JSFiddle", "codesandbox.io": "CodeSandbox", "stackblitz.com": "StackBlitz",
    "music.163.com": "网易云音乐", "v.qq.com": "腾讯视频", "youku.com": "优酷",
    "spotify.com": "Spotify", "soundcloud.com": "SoundCloud", "slideshare.net": "SlideShare",
    "speakerdeck.com": "Speaker Deck", "twitter.com": "Twitter", "gist.github.com": "GitHub Gist",
    "google.com": "Google", "ted.com": "TED",
}  # fmt: skip
_PLAYERS = {  # components that name a video by its id alone
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "bilibili": "https://www.bilibili.com/video/{}",
}


def address_of(tag: Tag) -> str:
    """Where a frame or player leads; empty when it does not say."""
    given = tag.get("src", "data", "data-src", "href")
    return page_of(given) if given else ""


def player(tag: Tag) -> str:
    """The address that a component such as ``<YouTube id="…" />`` stands for; mostly empty."""
    pattern = _PLAYERS.get(tag.name, "")
    name = tag.get("id", "videoid", "video", "bvid")
    return pattern.format(name) if pattern and re.fullmatch(r"[\w-]+", name) else ""


def still_of(url: str) -> str:
    """The picture that YouTube shows before a film begins; other sites do not tell theirs by the
    address alone."""
    match = re.fullmatch(r"https://www\.youtube\.com/watch\?v=([\w-]{6,20})", url)
    return f"https://i.ytimg.com/vi/{match[1]}/hqdefault.jpg" if match else ""


def page_of(url: str) -> str:
    """The page that shows what a player of *url* plays, with its scheme."""
    url = f"https:{url}" if url.startswith("//") else url
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host, path = parts.netloc.removeprefix("www."), parts.path.strip("/").split("/")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if host in {"youtube.com", "youtube-nocookie.com"} and path[0] == "embed" and len(path) > 1:
        return f"https://www.youtube.com/watch?v={path[1]}"
    if host == "player.bilibili.com" and ("bvid" in query or "aid" in query):
        return f"https://www.bilibili.com/video/{query.get('bvid') or 'av' + query['aid']}"
    if host == "player.vimeo.com" and len(path) > 1:
        return f"https://vimeo.com/{path[1]}"
    if host == "codepen.io" and "embed" in path:
        return url.replace("/embed/preview/", "/pen/").replace("/embed/", "/pen/")
    return url


def label_of(url: str, title: str) -> str:
    """``YouTube: title``, ``YouTube``, or host or file name when the site is not known."""
    try:
        host = urlsplit(url).netloc.removeprefix("www.")
    except ValueError:
        host = ""
    site = next((name for end, name in _SITES.items() if f".{host}".endswith(f".{end}")), host)
    title = " ".join(title.split())
    if site and title and title.casefold() not in site.casefold():
        known = title.casefold().startswith(site.casefold())
        return title if known else f"{site}: {title}"
    return site or title or url.rsplit("/", 1)[-1]


def _still(url: str, line_map: list[int] | None) -> list[Token]:
    """A paragraph with the still of a film, linked like the words below it; none is missed when it
    cannot be had."""
    still = still_of(url)
    if not still:
        return []
    image = Token("image", "img", 0, attrs={"src": still, "alt": ""}, meta={"still": True})
    image.children = []
    opening = Token("link_open", "a", 1, attrs={"href": url})
    inline = Token("inline", "", 0, map=line_map, block=True)
    inline.children = [opening, image, Token("link_close", "a", -1)]
    return [
        Token("paragraph_open", "p", 1, map=line_map, block=True),
        inline,
        Token("paragraph_close", "p", -1, block=True),
    ]


def cards(tokens: list[Token]) -> list[Token]:
    """A paragraph that is nothing but the link to a player becomes a box of its own."""
    made: list[Token] = []
    for token in tokens:
        made.append(token)
        if token.type != "paragraph_close" or len(made) < 3 or made[-2].type != "inline":
            continue
        children = made[-2].children or []
        if len(children) == 3 and children[0].meta.get("embed"):
            line_map = made[-3].map
            opening = Token("html_container_open", "div", 1, map=line_map, block=True)
            opening.attrSet("class", "embed")
            card = [opening, *_still(str(children[0].attrGet("href")), line_map)]
            made[-3:-3] = card
            made.append(Token("html_container_close", "div", -1, block=True))
    return made
