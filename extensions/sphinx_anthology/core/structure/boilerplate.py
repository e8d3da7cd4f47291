"""Lines that sell the blog rather than say something: marked, and left out only when asked."""

from __future__ import annotations

import re

from markdown_it.token import Token

from ...diagnostics import Code
from ..markdown.blocks import Block
from ..patterns import regex
from .composition import Composition
from .outline import columns

_CALLS = regex(
    r"关注.{0,12}公众号|公众号.{0,30}(?:关注|回复|后台)|扫(?:码|一扫|描.{0,6}二维码)"
    r"|(?:长按|识别[图上下][中方面]).{0,8}二维码"
    # "all who follow the matter are welcome" is no call to follow
    r"|欢迎.{0,8}(?:关注(?![^，。！；]{0,14}的(?:人|企业|朋友|同学|伙伴|社区|读者|用户))"
    r"|订阅|转发|点赞|打赏|赞赏|加入.{0,8}群)"
    r"|点(?:个|击)(?:赞|在看|关注)(?!功能|按钮|数|题)"
    r"|点赞[、，,和与+/]?\s*(?:收藏|关注|转发|在看|评论|投币|支持)"
    r"|求(?:赞|关注|打赏|三连)|一键三连"
    r"|(?:觉得|如果).{0,16}(?:有用|不错|有帮助|喜欢).{0,30}(?:点赞|收藏|转发|打赏|赞赏|关注|分享给)"
    r"|加.{0,3}微信.{0,10}(?:群|号)|(?:打赏|赞赏)(?:我|作者|支持)"
    r"|\bsubscribe to (?:my|our|the|this) (?:\w+ ){0,2}"
    r"(?:newsletter|blog|channel|feed|mailing list|rss|podcast)\b|\bfollow (?:me|us) on\b"
    r"|\bif you (?:enjoyed|liked|found) this\b"
    r"|\b(?:share|like) this (?:post|article)\b|\bbuy me a (?:coffee|beer)\b"
    r"|\bsupport (?:me|us) on\b"
    r"|\blike and subscribe\b|\bsign up for (?:my|our) newsletter\b|\bjoin (?:my|our) newsletter\b",
    re.IGNORECASE,
)
MAX_CALL = 200  # characters; a longer paragraph says something of its own
MAX_BEFORE = 120  # columns; so does one that comes to its call late
_TOP, _SHARE = 3, 0.25  # blocks at the top, and the share of the text at its end, looked at


def mark_advertisements(chapter: Composition) -> None:
    """Set calls to follow, to pay or to scan apart; take them out when the user says so."""
    count = len(chapter.blocks)
    first_late = max(_TOP, int(count * (1 - _SHARE)))
    kept: list[Block] = []
    for index, block in enumerate(chapter.blocks):
        near_an_end = index < _TOP or index >= min(first_late, count - 3)
        if not near_an_end or not _is_call(block) or not chapter.allows(Code.ADVERTISEMENT, block):
            kept.append(block)
            continue
        if Code.ADVERTISEMENT.slug in chapter.rules.leave_out:
            chapter.change(Code.ADVERTISEMENT, "call to follow or to pay left out", block)
            continue
        marked = f":::advertisement\n{chapter.lines_of(block)}\n:::"
        chapter.change(Code.ADVERTISEMENT, "call to follow or to pay marked", block, after=marked)
        kept.append(_set_apart(block))
    chapter.blocks = kept


def _is_call(block: Block) -> bool:
    if block.kind not in {"paragraph", "blockquote"} or len(block.text) > MAX_CALL:
        return False
    text = " ".join(block.text.split())
    call = _CALLS.search(text)
    return call is not None and columns(text[: call.start()]) <= MAX_BEFORE


def _set_apart(block: Block) -> Block:
    opening = Token("container_open", "div", 1, map=block.tokens[0].map, block=True)
    opening.meta = {"kind": Code.ADVERTISEMENT.slug}
    return Block((opening, *block.tokens, Token("container_close", "div", -1, block=True)))
