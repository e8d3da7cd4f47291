"""A drawing of lines in a plane whose axes count by tens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 460, 64, 290, 24, 48
COLOURS = ("#a5301f", "#1f5fa5", "#2f7d32", "#8a5a00", "#6a3d9a", "#00796b", "#5d4037", "#455a64")
Points = Sequence[tuple[float, float]]


def lines(points: Mapping[str, Points], across: str, up: str) -> str:
    """*points* by the name of their line, as SVG.

    Args:
        across, up: what the axes count.
    """
    return "\n".join(_drawing(points, across, up)) + "\n"


def _drawing(points: Mapping[str, Points], across: str, up: str) -> Iterator[str]:
    xs = _decades(x for line in points.values() for x, _ in line)
    ys = _decades(y for line in points.values() for _, y in line)

    def place(x: float, y: float) -> tuple[float, float]:
        wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        right = (log10(x) - xs[0]) / (xs[-1] - xs[0])
        above = (log10(y) - ys[0]) / (ys[-1] - ys[0])
        return round(LEFT + right * wide, 1), round(HEIGHT - BOTTOM - above * high, 1)

    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13"><title>{escape(up)} by {escape(across)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    )
    for power in xs:
        x, low = place(10**power, 10 ** ys[0])
        yield f'<path d="M{x} {TOP}V{low}" stroke="#ddd"/>'
        yield f'<text x="{x}" y="{low + 18}" text-anchor="middle">{10**power:,}</text>'
    for power in ys:
        left, y = place(10 ** xs[0], 10**power)
        yield f'<path d="M{left} {y}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{10.0**power:g}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(across)}</text>'
    yield f'<text x="8" y="14">{escape(up)}</text>'
    for number, (name, line) in enumerate(points.items()):
        colour = COLOURS[number % len(COLOURS)]
        dashes = "" if name.endswith("ours") else ' stroke-dasharray="5 4"'
        path = "L".join(f"{x} {y}" for x, y in (place(*point) for point in sorted(line)))
        yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
        yield from (
            f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
            for x, y in (place(*point) for point in line)
        )
        y = TOP + 14 + 22 * number
        x = WIDTH - RIGHT + 16
        yield f'<path d="M{x} {y - 4}h22" stroke="{colour}" stroke-width="2"{dashes}/>'
        yield f'<text x="{x + 30}" y="{y}">{escape(name)}</text>'
    yield "</svg>"


def _decades(values: Iterator[float]) -> range:
    """Powers of ten around *values*."""
    found = list(values)
    low, high = floor(log10(min(found))), ceil(log10(max(found)))
    return range(low, max(high, low + 1) + 1)
