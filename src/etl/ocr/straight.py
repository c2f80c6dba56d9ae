"""What a scanner and a stamp did to a sheet, undone; and the lines that are ruled on it."""

from collections.abc import Iterator

import cv2
import numpy as np

from etl.bulletin.source.unruled import Box
from etl.ocr.pictures import Picture

_RED = 60
"""How much redder than anything else the ink of a stamp is."""
_STAMP = 0.04
"""Of the picture's longer side: what is red and larger both ways is a stamp."""
_LEAST = 0.014
"""Of the picture's longer side: a shorter line is a stroke of a character."""
_THICK = 0.006


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
    # Red ink on white paper is white to a red eye.
    clean[ink > 0] = picture[ink > 0][:, 2:3]
    return clean, ink


def _shapes(mask: "cv2.typing.MatLike") -> Iterator[tuple[int, int, int, int]]:
    """Left, top, width and height of each connected shape."""
    _, _, shapes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for left, top, width, height, _ in shapes[1:].tolist():
        yield left, top, width, height


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
    least, thick = int(_LEAST * longer * 2), int(_THICK * longer)
    found: list[Box] = []
    for across in (True, False):
        # What is left of a tilt makes steps of a line: a little thicker, it is one again.
        thicker = cv2.dilate(dark, np.ones((3, 1) if across else (1, 3), np.uint8))
        kernel = np.ones((1, least) if across else (least, 1), np.uint8)
        lines = cv2.morphologyEx(thicker, cv2.MORPH_OPEN, kernel)
        for left, top, width, height in _shapes(lines):
            if (height if across else width) <= thick:
                found.append((left, top, left + width, top + height))
    return found
