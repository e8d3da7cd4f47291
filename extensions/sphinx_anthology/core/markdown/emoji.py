"""Emoji by the names that GitHub and blog engines know them by.

Most of those names are Unicode's own (``rocket``, ``warning_sign``), which Python knows; the table
holds the common ones that are not.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from ..patterns import regex

_NAMES = {
    "+1": "👍", "-1": "👎", "100": "💯", "thumbsup": "👍", "thumbsdown": "👎", "smile": "😄",
    "smiley": "😃", "grinning": "😀", "grin": "😁", "laughing": "😆", "satisfied": "😆",
    "joy": "😂", "rofl": "🤣", "sweat_smile": "😅", "sweat": "😓", "wink": "😉", "blush": "😊",
    "innocent": "😇", "slightly_smiling_face": "🙂", "upside_down_face": "🙃",
    "heart_eyes": "😍", "star_struck": "🤩", "kissing_heart": "😘", "yum": "😋",
    "stuck_out_tongue": "😛", "stuck_out_tongue_winking_eye": "😜", "thinking": "🤔",
    "neutral_face": "😐", "expressionless": "😑", "smirk": "😏", "unamused": "😒",
    "roll_eyes": "🙄", "relieved": "😌", "pensive": "😔", "sleepy": "😪", "sleeping": "😴",
    "mask": "😷", "dizzy_face": "😵", "sunglasses": "😎", "nerd_face": "🤓", "confused": "😕",
    "worried": "😟", "open_mouth": "😮", "astonished": "😲", "flushed": "😳", "fearful": "😨",
    "cold_sweat": "😰", "cry": "😢", "sob": "😭", "scream": "😱", "disappointed": "😞",
    "tired_face": "😫", "rage": "😡", "angry": "😠", "smiling_imp": "😈", "skull": "💀",
    "poop": "💩", "hankey": "💩", "clown_face": "🤡", "ghost": "👻", "robot": "🤖",
    "heart": "❤️", "broken_heart": "💔", "sparkling_heart": "💖", "boom": "💥",
    "collision": "💥", "sweat_drops": "💦", "dash": "💨", "zzz": "💤", "wave": "👋",
    "ok_hand": "👌", "v": "✌️", "crossed_fingers": "🤞", "point_up": "☝️", "point_down": "👇",
    "point_left": "👈", "point_right": "👉", "fist": "✊", "clap": "👏", "raised_hands": "🙌",
    "handshake": "🤝", "pray": "🙏", "muscle": "💪", "eyes": "👀", "see_no_evil": "🙈",
    "facepalm": "🤦", "shrug": "🤷", "bow": "🙇", "runner": "🏃", "tada": "🎉",
    "confetti_ball": "🎊", "gift": "🎁", "trophy": "🏆", "medal_sports": "🏅", "dart": "🎯",
    "art": "🎨", "zap": "⚡", "fire": "🔥", "star": "⭐", "star2": "🌟", "sparkles": "✨",
    "sunny": "☀️", "cloud": "☁️", "snowflake": "❄️", "coffee": "☕", "beer": "🍺", "beers": "🍻",
    "cake": "🍰", "icecream": "🍦",
    "apple": "🍎", "rice": "🍚", "whale": "🐳", "tiger": "🐯", "dog": "🐶",
    "cat": "🐱", "bug": "🐛", "snake": "🐍", "penguin": "🐧", "crab": "🦀", "unicorn": "🦄",
    "cn": "🇨🇳", "us": "🇺🇸", "jp": "🇯🇵", "kr": "🇰🇷", "gb": "🇬🇧", "fr": "🇫🇷", "de": "🇩🇪",
    "computer": "💻", "phone": "☎️", "iphone": "📱", "bulb": "💡", "book": "📖", "memo": "📝",
    "pencil": "📝", "pencil2": "✏️", "mag": "🔍", "lock": "🔒", "unlock": "🔓", "key": "🔑",
    "link": "🔗", "pushpin": "📌", "round_pushpin": "📍", "paperclip": "📎", "email": "📧",
    "envelope": "✉️", "inbox_tray": "📥", "package": "📦", "moneybag": "💰", "dollar": "💵",
    "chart_with_upwards_trend": "📈", "chart_with_downwards_trend": "📉", "date": "📅",
    "calendar": "📆", "hourglass": "⌛", "watch": "⌚", "speech_balloon": "💬", "mega": "📣",
    "loudspeaker": "📢", "bell": "🔔", "no_bell": "🔕", "wrench": "🔧", "hammer": "🔨",
    "gear": "⚙️", "hammer_and_wrench": "🛠️", "tools": "🛠️", "construction": "🚧",
    "rotating_light": "🚨", "car": "🚗", "bike": "🚲", "airplane": "✈️", "house": "🏠",
    "cn_flag": "🇨🇳", "checkered_flag": "🏁", "warning": "⚠️", "no_entry": "⛔",
    "no_entry_sign": "🚫", "x": "❌", "o": "⭕", "heavy_check_mark": "✔️", "white_check_mark": "✅",
    "ballot_box_with_check": "☑️", "negative_squared_cross_mark": "❎", "question": "❓",
    "grey_question": "❔", "exclamation": "❗", "heavy_exclamation_mark": "❗", "bangbang": "‼️",
    "interrobang": "⁉️", "information_source": "ℹ️", "recycle": "♻️", "arrow_up": "⬆️",
    "arrow_down": "⬇️", "arrow_left": "⬅️", "arrow_right": "➡️", "heavy_plus_sign": "➕",
    "heavy_minus_sign": "➖", "one": "1️⃣", "two": "2️⃣", "three": "3️⃣", "four": "4️⃣",
    "five": "5️⃣", "six": "6️⃣", "seven": "7️⃣", "eight": "8️⃣", "nine": "9️⃣", "zero": "0️⃣",
    "red_circle": "🔴", "green_circle": "🟢", "yellow_circle": "🟡", "blue_heart": "💙",
    "green_heart": "💚", "yellow_heart": "💛", "purple_heart": "💜", "cherry_blossom": "🌸",
    "rose": "🌹", "four_leaf_clover": "🍀", "earth_asia": "🌏", "earth_americas": "🌎",
    "globe_with_meridians": "🌐", "rainbow": "🌈", "ocean": "🌊", "moon": "🌔", "microscope": "🔬",
    "test_tube": "🧪", "seedling": "🌱", "bookmark": "🔖", "label": "🏷️", "truck": "🚚",
    "wheelchair": "♿", "lipstick": "💄", "green_apple": "🍏", "satellite": "📡", "tv": "📺",
    "camera": "📷", "movie_camera": "🎥", "musical_note": "🎵", "headphones": "🎧",
    "copyright": "©️", "registered": "®️", "tm": "™️",
}  # fmt: skip
_PICTOGRAPH = regex("[\u2600-\u27bf\U0001f300-\U0001faff]")


@cache
def emoji(name: str) -> str:
    """The character of a shortcode without its colons; empty when there is none."""
    if name in _NAMES:
        return _NAMES[name]
    try:
        character = unicodedata.lookup(name.replace("_", " ").upper())
    except KeyError:
        return ""
    return character if _PICTOGRAPH.fullmatch(character) else ""
