"""Bytes to pictures, each bounded before it is unpacked: a kilobyte can stand for gigabytes."""

import io
import math
import warnings
from collections.abc import Iterator
from typing import cast

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps

from etl.document.multipart import pictures_of
from etl.document.read_by_file_kind import is_picture
from etl.errors import UnreadableDocument

Picture = NDArray[np.uint8]
"""Height by width by blue, green and red."""

MOST_PAGES = 30
_MOST_PIXELS = 40_000_000
_LONG = 2400
"""Pixels of the longer side to which larger pictures are made smaller; A4 at 200 dpi has 2,339."""
_DPI = 200
_POINTS = 72
_DECORATIVE = (200, 100)
"""Pixels of width and height below which a picture among others says nothing."""


def pictures(raw: bytes, content_type: str) -> Iterator[Picture]:
    """The pages of a PDF, one picture, or those bound together, in their order.

    Raises:
        UnreadableDocument: there are too many, one has too many pixels, or is damaged.
    """
    parts = [raw] if is_picture(raw) else [p.raw for p in pictures_of(raw, content_type)]
    if not parts:
        yield from _pages(raw)
        return
    _require_few(len(parts))
    for part in parts:
        picture = _opened(part)
        if (
            len(parts) == 1
            or min(picture.width / _DECORATIVE[0], picture.height / _DECORATIVE[1]) >= 1
        ):
            yield _array(picture)


def _pages(raw: bytes) -> Iterator[Picture]:
    document = pypdfium2.PdfDocument(raw[raw.index(b"%PDF-") :])
    _require_few(len(document))
    for page in document:
        scale = min(_DPI / _POINTS, _LONG / max(*page.get_size(), 1))
        drawn = page.render(scale=scale, rev_byteorder=True)
        yield _array(drawn.to_pil())
        page.close()


def _require_few(count: int) -> None:
    if count > MOST_PAGES:
        raise UnreadableDocument(
            f"There are {count:,} scanned pages, and at most {MOST_PAGES} are read: cut out those "
            "of the bulletin and give them."
        )


def _opened(raw: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = Image.open(io.BytesIO(raw))
    if (size := picture.width * picture.height) > _MOST_PIXELS:
        raise UnreadableDocument(
            f"The picture has {size:,} pixels, and at most {_MOST_PIXELS:,} are read: save it "
            "smaller and give that."
        )
    return picture


def _array(picture: Image.Image) -> Picture:
    """Upright, on white, no larger than it need be."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    picture = picture.convert("RGB")
    smaller = _LONG / max(picture.size)
    if smaller < 1:
        size = (math.ceil(picture.width * smaller), math.ceil(picture.height * smaller))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return cast(Picture, np.ascontiguousarray(np.asarray(picture)[:, :, ::-1]))
