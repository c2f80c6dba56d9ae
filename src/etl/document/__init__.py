"""Files that portals attach: Word, Excel and PDF, from their bytes to text.

The text is laid out as that of a page is (:mod:`etl.document.page.article`): a paragraph a line,
a row of a table a line with its cells divided by bars. :mod:`~etl.document.kinds` tells the
formats apart by their bytes, for portals send all of them as ``application/octet-stream``;
:mod:`~etl.document.word.docx`, :mod:`~etl.document.sheets.sheet` and
:mod:`~etl.document.paper.pdf` have a format each. What cannot be read is refused with its
reason: the old binary formats, files locked by a password, files that unpack to more than any
bulletin holds. Scans and pictures are recognised elsewhere (:mod:`etl.ocr`) and laid out here
(:mod:`~etl.document.paper.scan`), what is unclear in them marked
(:mod:`~etl.document.unclear`).
"""
