"""The characters of a picture: where each stands and how sure it is. Needs the extra ``[ocr]``."""

from collections.abc import Iterator, Sequence
from functools import cache
from statistics import median
from typing import Any

import cv2
import numpy as np
from rapidocr import RapidOCR

from etl.document.ocr_confidence import unmarked
from etl.document.paper.recognised_page import OF_FIGURES, UNSEEN, Seen, Sheet
from etl.ocr.open_pictures import Picture
from etl.ocr.straighten_and_clean import rules, tilt, turn, turned, without_stamps

_DETECTED_AT = 1600
"""Pixels of the longer side at which lines are looked for; they are read at full size."""
_UPRIGHT = 1.5
"""How much higher than wide a piece is that the library would lay on its side."""
_UNDER_INK, _COVERED = 0.5, 0.04
"""How sure a character is at most of which a stamp covers so much."""
_DIGIT, _EMPTY = 0.55, 0.45
"""Of a Chinese character's width: a digit's, and a hole in which a digit has room."""
_HAN = range(0x4E00, 0xA000)


@cache
def _engine() -> RapidOCR:
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "Global.return_word_box": True,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTED_AT,
            # As many as there are processors would each take memory, and reckon otherwise.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


_Piece = tuple[Seen, Sequence[bool]]
"""A piece, and before which of its characters there is a blank."""


def sheet(picture: Picture) -> Sheet:
    """Read a picture."""
    clean, ink = without_stamps(picture)
    found = _engine()(clean, use_det=True, use_cls=False, use_rec=False)
    boxes = [] if found.boxes is None else [np.asarray(box, np.float32) for box in found.boxes]
    matrix = turn(clean, tilt(clean))
    pieces = list(_pieces(clean, ink, boxes, matrix))
    return Sheet(_sized(pieces), rules(turned(clean, matrix)))


def _pieces(picture: Picture, ink: Any, boxes: Sequence[Any], matrix: Any) -> Iterator[_Piece]:
    if not boxes:
        return
    engine = _engine()
    heights = [float(np.linalg.norm(box[3] - box[0])) for box in boxes]
    usual = median(heights)
    boxes = [_widened(box, usual) for box in boxes]
    crops = engine.crop_text_regions(picture, boxes)
    read = engine.recognize_txt(crops)
    for box, said, about in zip(boxes, read.txts, read.word_results, strict=True):
        if not said.strip():
            continue
        columns = [column for word in about.word_cols for column in word]
        sure = iter(about.confs)
        seen = [(c, s) for c, s in zip(said, sure, strict=True) if not c.isspace()]
        blanks = [b.isspace() for b, c in zip(" " + said, said, strict=False) if not c.isspace()]
        # A bar is a rule that was taken for a character.
        known = [
            (c, s, column, blank)
            for (c, s), column, blank in zip(seen, columns, blanks, strict=True)
            if c != "|" and unmarked(c)
        ]
        if not known:
            continue
        left = (box[0] + box[3]) / 2
        along = (box[1] + box[2]) / 2 - left
        places = [left + along * min((at + 0.5) / about.line_txt_len, 1.0) for _, _, at, _ in known]
        height = float(np.linalg.norm(box[3] - box[0]))
        sureness = [
            min(s, _UNDER_INK) if _inked(ink, place, height / 3) else s
            for place, (_, s, _, _) in zip(places, known, strict=True)
        ]
        spots = cv2.transform(np.array([places], np.float32), matrix)[0]
        text = "".join(c for c, _, _, _ in known)
        middle = float(spots[:, 1].mean())
        piece = Seen(
            text,
            float(spots[0, 0]),
            float(spots[-1, 0]),
            middle - height / 2,
            middle + height / 2,
            sureness,
            [float(x) for x in spots[:, 0]],
        )
        yield piece, [blank for _, _, _, blank in known]


def _inked(ink: Any, place: Any, around: float) -> bool:
    """Whether a stamp covers something of a character."""
    x, y, reach = int(place[0]), int(place[1]), max(int(around), 1)
    part = ink[max(y - reach, 0) : y + reach, max(x - reach, 0) : x + reach]
    return bool(part.mean() > _COVERED) if part.size else False


def _widened(box: Any, usual: float) -> Any:
    """A digit that stands alone is higher than wide, and no text on its side."""
    height, width = np.linalg.norm(box[3] - box[0]), np.linalg.norm(box[1] - box[0])
    if height < _UPRIGHT * width * 0.95 or height > 2 * usual:
        return box
    along = (box[1] - box[0]) / max(width, 1) * (height / 1.3 - width) / 2
    return box + np.array([-along, along, along, -along], np.float32)


def _sized(found: Sequence[_Piece]) -> list[Seen]:
    """The pieces as high as their characters are wide: boxes around them are drawn loosely."""
    pieces = [piece for piece, _ in found]
    pitches = [_pitch(piece) for piece in pieces]
    usual = median([pitch for pitch in pitches if pitch] or [p.size * 0.8 for p in pieces] or [1.0])
    sized = []
    for (piece, blanks), pitch in zip(found, pitches, strict=True):
        size = pitch or min(usual, piece.size)
        first, last = (size / 2 if ord(piece.text[n]) in _HAN else size / 4 for n in (0, -1))
        sized.append(
            Seen(
                piece.text,
                piece.left - first,
                piece.right + last,
                piece.middle - size / 2,
                piece.middle + size / 2,
                _without_holes(piece, blanks, size),
                piece.middles,
            )
        )
    return sized


def _without_holes(piece: Seen, blanks: Sequence[bool], size: float) -> list[float]:
    """How sure each character is; a figure in which a place stays empty lost something there."""
    sureness = list(piece.sureness)
    for n in range(1, len(piece.text)):
        a, b = piece.text[n - 1], piece.text[n]
        if not (a in OF_FIGURES or b in OF_FIGURES) or not (_is_full(a) and _is_full(b)):
            continue
        usual = sum(size if ord(c) in _HAN else _DIGIT * size for c in (a, b)) / 2
        blank = blanks[n] and not (a in OF_FIGURES and b in OF_FIGURES)
        if not blank and piece.middles[n] - piece.middles[n - 1] > usual + _EMPTY * size:
            sureness[n - 1 : n + 1] = (min(s, UNSEEN) for s in sureness[n - 1 : n + 1])
    return sureness


def _is_full(character: str) -> bool:
    """Whether a character fills its place; a comma may stand anywhere in it."""
    return character in OF_FIGURES or ord(character) in _HAN


def _pitch(piece: Seen) -> float:
    """From one Chinese character to the next; 0 where there are none."""
    steps = [
        b - a
        for a, b, c, d in zip(
            piece.middles, piece.middles[1:], piece.text, piece.text[1:], strict=False
        )
        if ord(c) in _HAN and ord(d) in _HAN
    ]
    return median(steps) if len(steps) > 1 else 0.0
