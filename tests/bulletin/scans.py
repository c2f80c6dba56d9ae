"""Scans made to measure: text and ruled tables drawn, tilted, stamped, and noisy."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from etl import ocr

_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
)
_FONT = next((font for font in _FONTS if Path(font).exists()), "")
_SIZE, _LINE, _WIDE, _COLUMN = 24, 38, 9, 250

needs_ocr = pytest.mark.skipif(
    not ocr.is_installed(), reason=f"reads no pictures without the extra: {ocr.INSTALL}"
)
needs_font = pytest.mark.skipif(not _FONT, reason="draws no Chinese without fonts-noto-cjk")


def drawn(*parts: str | Sequence[Sequence[str]]) -> Image.Image:
    """A sheet at 150 dpi with lines of text and ruled tables."""
    sheet = Image.new("RGB", (1100, 700), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(_FONT, _SIZE)
    y = 40
    for part in parts:
        if isinstance(part, str):
            draw.text((50, y), part, "black", font)
            y += _LINE
            continue
        for cells in part:
            height = _LINE * max(-(-len(text) // _WIDE) for text in cells) + 16
            for column, text in enumerate(cells):
                x = 50 + _COLUMN * column
                draw.rectangle((x, y, x + _COLUMN, y + height), outline="black", width=2)
                for n in range(0, len(text), _WIDE):
                    said = text[n : n + _WIDE]
                    draw.text((x + 14, y + 6 + _LINE * (n // _WIDE)), said, "black", font)
            y += height
        y += 30
    return sheet.crop((0, 0, sheet.width, min(y + 40, sheet.height)))


def scanned(sheet: Image.Image, tilt: float = 0.8) -> Image.Image:
    """The sheet as a scanner has it, with a stamp at its lower right corner."""
    stamp = Image.new("RGB", sheet.size, "white")
    draw = ImageDraw.Draw(stamp)
    x, y = sheet.width - 330, sheet.height - 150
    draw.ellipse((x, y, x + 240, y + 240), outline=(215, 40, 50), width=9)
    sheet = ImageChops.darker(sheet, stamp)
    noise = Image.effect_noise(sheet.size, 20).convert("RGB")
    return Image.blend(sheet.rotate(tilt, Image.Resampling.BICUBIC, fillcolor="white"), noise, 0.1)


def smeared(sheet: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """The sheet, illegible in one place."""
    sheet.paste(sheet.crop(box).filter(ImageFilter.GaussianBlur(5)), box[:2])
    return sheet


def saved(sheet: Image.Image, kind: str = "JPEG") -> bytes:
    """The bytes of a picture, or of a PDF that holds only it."""
    out = io.BytesIO()
    more = {"resolution": 200} if kind == "PDF" else {"quality": 70} if kind == "JPEG" else {}
    sheet.save(out, kind, **more)
    return out.getvalue()
