"""Steps down a quadratic bowl, with or without momentum."""

from dlprep.figures.plot import Point, Stroke, ellipse

CURVATURES = (1.0, 10.0)


def path(start: Point, rate: float, momentum: float, steps: int) -> Stroke:
    """Return the steps from `start` on f(w) = (a w1² + b w2²) / 2; a momentum of 0 is plain gradient descent."""
    way, velocity = [start], (0.0, 0.0)
    for _ in range(steps):
        gradient = [c * w for c, w in zip(CURVATURES, way[-1], strict=True)]
        velocity = (momentum * velocity[0] + gradient[0], momentum * velocity[1] + gradient[1])
        way.append((way[-1][0] - rate * velocity[0], way[-1][1] - rate * velocity[1]))
    return tuple(way)


def contours(*levels: float) -> tuple[Stroke, ...]:
    """Return the contours of f at these levels."""
    a, b = CURVATURES
    return tuple(ellipse(0, 0, (2 * level / a) ** 0.5, (2 * level / b) ** 0.5) for level in levels)
