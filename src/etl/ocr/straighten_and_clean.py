"""What a scanner and a stamp did to a sheet, undone; and the lines that are ruled on it."""

from collections.abc import Iterator

import cv2
import numpy as np

from etl.document.paper.unruled_tables import Box
from etl.ocr.open_pictures import Picture

_RED = 60
"""How much redder than anything else the ink of a stamp is."""
_BLACK = 140
_STAMP = 0.04
"""Of the picture's longer side: what is red and larger both ways is a stamp."""
_LEAST = 0.028
"""Of the picture's longer side: a shorter line is a stroke of a character."""
_THICK = 12
"""Pixels: what is thicker is no rule but a filled place."""
_STEEPEST = 5.0
"""Degrees."""
_TILT_SEEN_AT = 1000
"""Pixels of the longer side that are enough to see how a sheet is tilted."""


def without_stamps(picture: Picture) -> tuple[Picture, "cv2.typing.MatLike"]:
    """The picture with its stamps bleached, and where their ink was.

    What is printed black under them stays, the worse for it.
    """
    blue, green, red = (picture[:, :, n].astype(np.int16) for n in range(3))
    redder = red - np.maximum(blue, green)
    inked = (redder > _RED).astype(np.uint8)
    ink = np.zeros_like(inked)
    if not inked.any():
        return picture, ink
    least = _STAMP * max(picture.shape[:2])
    for left, top, width, height in _shapes(cv2.dilate(inked, np.ones((9, 9), np.uint8))):
        if min(width, height) >= least and max(width, height) < 3 * min(width, height):
            part = slice(top, top + height), slice(left, left + width)
            ink[part] = redder[part] > _RED // 3
    clean = picture.copy()
    # Red ink on white paper is nearly white to a red eye, and black ink is not.
    seen = picture[ink > 0][:, 2:3]
    clean[ink > 0] = np.where(seen > _BLACK, 255, seen)
    return clean, ink


def _shapes(mask: "cv2.typing.MatLike") -> Iterator[tuple[int, int, int, int]]:
    """Left, top, width and height of each connected shape."""
    _, _, shapes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for left, top, width, height, _ in shapes[1:].tolist():
        yield left, top, width, height


def tilt(picture: Picture) -> float:
    """Degrees by which a sheet must be turned for its lines of text and its rules to be straight.

    Then the sums of its rows and columns change most from one to the next.
    """
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    smaller = min(_TILT_SEEN_AT / max(gray.shape), 1.0)
    dark = 255 - cv2.resize(gray, None, fx=smaller, fy=smaller, interpolation=cv2.INTER_AREA)

    def straightness(degrees: float) -> float:
        height, width = dark.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        sums = cv2.warpAffine(dark, matrix, (width, height), borderValue=(0,)).astype(np.float32)
        return float(sum(np.square(np.diff(sums.sum(axis=n))).sum() for n in (0, 1)))

    best = 0.0
    for reach, step in ((_STEEPEST, 0.5), (0.5, 0.1), (0.1, 0.02)):
        tried = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(tried, key=straightness))
    return best


def turn(picture: Picture, degrees: float) -> "cv2.typing.MatLike":
    """The matrix that turns a picture about its middle."""
    height, width = picture.shape[:2]
    return cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)


def turned(picture: Picture, matrix: "cv2.typing.MatLike") -> "cv2.typing.MatLike":
    """The picture turned, white where it was not."""
    height, width = picture.shape[:2]
    return cv2.warpAffine(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )


def rules(picture: "cv2.typing.MatLike") -> list[Box]:
    """The horizontal and vertical lines of a straight picture."""
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    dark = cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12
    )
    longer = max(gray.shape)
    least = int(_LEAST * longer)
    found: list[Box] = []
    for across in (True, False):
        # What is left of a tilt makes steps of a line: a little thicker, it is one again.
        thicker = cv2.dilate(dark, np.ones((3, 1) if across else (1, 3), np.uint8))
        kernel = np.ones((1, least) if across else (least, 1), np.uint8)
        lines = cv2.morphologyEx(thicker, cv2.MORPH_OPEN, kernel)
        for left, top, width, height in _shapes(lines):
            if (height if across else width) <= _THICK:
                found.append((left, top, left + width, top + height))
    return found
