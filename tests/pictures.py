"""Pictures made on the spot."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def picture(kind: str, size: tuple[int, int] = (320, 200), colour: str = "#a5301f") -> bytes:
    """A drawn picture as PNG, JPEG, WEBP or GIF."""
    image = Image.new("RGB", size, "#f4f0e6")
    ImageDraw.Draw(image).ellipse((0, 0, size[0] // 2, size[1] // 2), fill=colour)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" viewBox="0 0 40 30">'
    b'<rect width="40" height="30" fill="#a5301f"/></svg>'
)
