"""Pictures as SVG inside a page, in figures: what they show is said in a title and a description, and nothing by colour alone."""

import math
from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup, escape

from ..examples.example import Curve, Example, Part, Worst
from ..language import _
from ..showing import printable, times

WIDTH, HEIGHT, EDGE = 300, 180, 22  # of a drawing with axes
LOWEST, HIGHEST = -2, 18  # powers of ten on the scale of distances
CELL, ROOM = 52, 26  # of a table of numbers
MOST_CELLS = 40

Point = tuple[float, float]


def pictures(example: Example, *, scaled: bool = True) -> list[Markup]:
    """The pictures of an example that say more than its numbers, by the shapes of what is in it.

    scaled: with that of the distance, if there is one.
    """
    drawn = [scale(example.worst, example.parts)] if example.worst and scaled else []
    if example.curve:
        drawn.append(walk(example.curve, example.parts))
    for part in example.parts:
        if part.right or not part.numbers:
            continue
        if len(part.shape) == 1 and len(part.numbers) > 2:
            drawn.append(lines(part))
        elif flat := _table(part):
            drawn.append(tables(part, flat))
    return drawn


def scale(worst: Worst, parts: Sequence[Part]) -> Markup:
    """How far the numbers are from the exact ones, in units of the allowance: inside of it, or how far outside."""
    width, room = WIDTH, WIDTH - 2 * EDGE

    def x(distance: float | None) -> float:
        power = HIGHEST if distance is None else math.log10(max(distance, 10.0**LOWEST))
        return EDGE + room * (min(power, HIGHEST) - LOWEST) / (HIGHEST - LOWEST)

    near = [distance for part in parts for distance in part.distances]
    ticks = [_line((x(d), 30), (x(d), 44), "mark") for d in dict.fromkeys(near)]
    names = [_text((x(10.0**p), 62), f"10{_raised(p)}" if p else "1") for p in range(0, HIGHEST + 1, 6)]
    far = x(worst.distance)
    ulps = list(_ulps(worst, x))
    body = [
        f'<rect class="allowed" x="{EDGE}" y="26" width="{x(1) - EDGE:.1f}" height="22"/>',
        _line((EDGE, 48), (width - EDGE, 48), "axis"),
        _line((x(1), 20), (x(1), 48), "edge"),
        *ticks,
        f'<path class="yours" d="M{far:.1f} 28l6 10l-6 10l-6 -10z"/>',
        *names,
        _text((x(1) - 4, 15), _("inside"), "end"),
        _text((x(1) + 4, 15), _("outside the allowance"), "start"),
        *ulps,
    ]
    title = _("Distance from the exact value, in allowances")
    if not ulps:
        return _svg(width, 70, title, distance_told(worst), body)
    title = _("Distance from the exact value, in allowances and in ulps")
    return _svg(width, 96, title, f"{distance_told(worst)} {allowed_told(worst)}", body)


def _ulps(worst: Worst, x: Callable[[float], float]) -> Iterator[str]:
    """The same scale in ulps of the number that is farthest off, below that in allowances."""
    if worst.ulps is None:
        return
    yield _line((EDGE, 72), (WIDTH - EDGE, 72), "axis")
    for power in range(0, HIGHEST + 1, 6):
        distance = 10.0**power / worst.ulps[0]
        if 10.0**LOWEST <= distance <= 10.0**HIGHEST:
            yield _line((x(distance), 68), (x(distance), 72), "axis")
            yield _text((x(distance), 87), f"10{_raised(power)}" if power else _("1 ulp"))


def allowed_told(worst: Worst) -> str:
    """What is allowed, and both in ulps where there are any."""
    if worst.distance is None:
        return ""
    allowance = f"{worst.allowance:.2g}"
    if worst.ulps is None:
        return _("Allowed are {allowance}.").format(allowance=allowance)
    told = _(
        "Allowed are {allowance}, or {allowed} ulps; it is {ulps} ulps away. An ulp is the step to the next float."
    )
    return told.format(allowance=allowance, allowed=times(worst.ulps[0]), ulps=times(worst.ulps[1]))


def distance_told(worst: Worst) -> str:
    """The distance of a number in a sentence."""
    if worst.distance is None:
        return _("{where} is wrong, and no rounding is involved: nothing is allowed.").format(where=worst.where)
    return _("{where} is {times} times as far from the exact value as rounding can bring it.").format(
        where=worst.where, times=times(worst.distance)
    )


def lines(part: Part) -> Markup:
    """A row of numbers beside the exact one: circles and a whole line are exact, crosses and a broken line yours."""
    place = Placing(list(enumerate(part.numbers)) + list(enumerate(part.wanted)))
    exact, yours = ([place(point) for point in enumerate(row)] for row in (part.wanted, part.numbers))
    body = [_frame(), _polyline(exact, "exact"), _polyline(yours, "yours dashed")]
    body += [_circle(point) for point in exact] + [_cross(point) for point in yours]
    body += _legend()
    title = _("{name}, number by number").format(name=part.name)
    wrong = [str(i) for i, far in enumerate(part.distances) if not _within(far, part, i)]
    told = _("Not within the allowance: the numbers at {places}.").format(places=", ".join(wrong))
    return _svg(WIDTH, HEIGHT + 20, title, told, body)


def walk(curve: Curve, parts: Sequence[Part]) -> Markup:
    """A curve with the path of a right descent, and where the answer ended."""
    points = list(zip(curve.x, curve.y, strict=True))
    path = list(zip(curve.path, curve.heights, strict=True))
    place = Placing(points)
    steps = [place(point) for point in path]
    body = [_frame(), _polyline([place(point) for point in points], "curve"), _polyline(steps, "exact")]
    body += [_circle(step) for step in steps]
    told = _("The right walk starts at {start:.4g} and ends at {end:.4g}, after {count} updates.").format(
        start=curve.path[0], end=curve.path[-1], count=len(path) - 1
    )
    end = next((part.numbers[0] for part in parts if part.shape == () and part.numbers), None)
    if end is not None and curve.x[0] <= end <= curve.x[-1]:
        nearest = min(points, key=lambda point: abs(point[0] - end))
        body.append(_cross(place((end, nearest[1]))))
        told += " " + _("Yours ends at {end:.4g}.").format(end=end)
    body += _legend()
    return _svg(WIDTH, HEIGHT + 20, _("The path on the curve"), told, body)


def tables(part: Part, shape: tuple[int, int]) -> Markup:
    """Two tables of numbers side by side, the answer's and the exact one; what differs is framed and crossed."""
    rows, columns = shape
    top = max(map(abs, (*part.numbers, *part.wanted))) or 1.0
    body, apart = [], columns * CELL + 24
    for left, values, words in ((0, part.numbers, _("yours")), (apart, part.wanted, _("exactly"))):
        body.append(_text((left + 2, 14), words, "start"))
        for place, value in enumerate(values):
            row, column = divmod(place, columns)
            corner = left + column * CELL, 20 + row * ROOM
            wrong = left == 0 and not _within(part.distances[place], part, place)
            body.append(_cell(corner, value, abs(value) / top, wrong=wrong))
    wrong_ones = [divmod(i, columns) for i, far in enumerate(part.distances) if not _within(far, part, i)]
    listed = ", ".join(f"[{row}, {column}]" for row, column in wrong_ones[:12])
    told = _("Wrong entries, by row and column: {places}.").format(places=listed)
    width, height = 2 * columns * CELL + 24, 24 + rows * ROOM
    return _svg(width, height, _("{name}, entry by entry").format(name=part.name), told, body)


def _table(part: Part) -> tuple[int, int] | None:
    """The rows and columns of a part that is a table, of one sample perhaps; None if it is none, or a large one."""
    shape = tuple(size for size in part.shape if size != 1) if len(part.shape) > 2 else part.shape
    if len(shape) == 1:
        shape = (1, *shape)
    if len(shape) != 2 or not 2 <= len(part.numbers) <= MOST_CELLS or shape[1] > 12:
        return None
    return shape[0], shape[1]


def _within(distance: float | None, part: Part, place: int) -> bool:
    return part.numbers[place] == part.wanted[place] if distance is None else distance <= 1


def _cell(corner: Point, value: float, depth: float, *, wrong: bool) -> str:
    x, y = corner
    inner = (
        f'<rect class="heat" x="{x}" y="{y}" width="{CELL - 2}" height="{ROOM - 2}" fill-opacity="{0.35 * depth:.2f}"/>'
    )
    number = _text((x + CELL / 2 - 1, y + 16), f"{value:.4g}", "middle")
    if not wrong:
        return inner + number
    return (
        inner
        + f'<rect class="differs" x="{x + 1}" y="{y + 1}" width="{CELL - 4}" height="{ROOM - 4}"/>'
        + number
        + f'<path class="differs" d="M{x + CELL - 11} {y + 3}l6 6m0 -6l-6 6"/>'
    )


class Placing:
    """Places points of the data in the drawing."""

    def __init__(self, points: Sequence[Point]) -> None:
        xs, ys = zip(*points, strict=True)
        self._left, self._low = min(xs), min(ys)
        self._wide, self._high = (max(xs) - self._left) or 1.0, (max(ys) - self._low) or 1.0

    def __call__(self, point: Point) -> Point:
        """Where a point stands."""
        x, y = point
        across, up = (x - self._left) / self._wide, (y - self._low) / self._high
        return EDGE + across * (WIDTH - 2 * EDGE), HEIGHT - EDGE / 2 - up * (HEIGHT - EDGE)


def _frame() -> str:
    return _line((EDGE - 8, HEIGHT - 8), (WIDTH - EDGE + 8, HEIGHT - 8), "axis")


def _legend() -> list[str]:
    y = HEIGHT + 12
    return [
        _circle((EDGE, y - 4)),
        _text((EDGE + 8, y), _("exactly"), "start"),
        _cross((EDGE + 120, y - 4)),
        _text((EDGE + 128, y), _("yours"), "start"),
    ]


def _polyline(points: Sequence[Point], kind: str) -> str:
    return f'<polyline class="{kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def _circle(point: Point) -> str:
    return f'<circle class="exact" cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="4"/>'


def _cross(point: Point) -> str:
    return f'<path class="yours" d="M{point[0] - 4:.1f} {point[1] - 4:.1f}l8 8m0 -8l-8 8"/>'


def _line(start: Point, end: Point, kind: str) -> str:
    return f'<path class="{kind}" d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"/>'


def _text(point: Point, words: str, anchor: str = "middle") -> str:
    return f'<text x="{point[0]:.1f}" y="{point[1]:.1f}" text-anchor="{anchor}">{escape(printable(words))}</text>'


def _raised(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _svg(width: float, height: float, title: str, told: str, body: Sequence[str]) -> Markup:
    title, told = escape(printable(title)), escape(printable(told))
    return Markup(
        f'<figure><svg role="img" aria-label="{title}. {told}" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}"><title>{title}</title><desc>{told}</desc>{"".join(body)}</svg>'
        f'<figcaption aria-hidden="true">{title}</figcaption></figure>'
    )
