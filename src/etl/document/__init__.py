"""Bytes to a document: title, text, and tables as grids over the text. Pure, no I/O.

:func:`~etl.document.extract.extract` takes a page, a file or plain text. Characters are read
strictly (:mod:`~etl.document.charset`); :mod:`~etl.document.read_by_file_kind` tells the formats
of files apart by their bytes, for portals send all of them as ``application/octet-stream``.
Whatever it was, it is laid out alike (:mod:`~etl.document.lay_out`): a paragraph a line, a row of a
table a line with its cells divided by bars (:mod:`~etl.document.row_text`).

``page``     the article of a page, found by weight, and its heading
``word``     docx, doc and rtf
``sheets``   xlsx, xls, ods, csv and SpreadsheetML
``paper``    PDF files with and without ruled tables; scans, as they were seen (:mod:`etl.ocr`)

What cannot be read is refused with its reason: formats that nothing here opens, files locked by
a password, files that unpack to more than any bulletin holds. What was read unclearly is marked
(:mod:`~etl.document.ocr_confidence`), and what a person would not see is left out
(:mod:`~etl.document.hidden_elements`).
"""
