"""A bulletin's text as the file that an office attaches to a page."""

from io import BytesIO


def as_docx(text: str) -> bytes:
    """A Word document with a paragraph for each line."""
    from docx import Document

    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()
