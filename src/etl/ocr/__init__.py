"""Pictures of bulletins: scans, photographs of tables, pages of a PDF without text.

The extra ``[ocr]`` brings what recognises characters (rapidocr, its models within, nothing is
downloaded) and what looks for lines (opencv). A picture is opened within bounds
(:mod:`.open_pictures`), cleared of stamps and straightened (:mod:`.straighten_and_clean`), its
text recognised (:mod:`.engine`), and the sheet is then read as every other source
(:mod:`etl.document.paper.recognised_page`). All of it runs in the process that reads files
(:mod:`etl.file_opener`), with limits of its own, and nothing here is imported where the extra is
not installed.
"""

from importlib.util import find_spec

INSTALL = "pip install 'pledge-etl[ocr]'"
"""What makes pictures readable."""


def is_installed() -> bool:
    """Whether the extra is."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))
