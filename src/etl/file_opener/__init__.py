"""Documents out of the archive, whatever was put in them.

Offices post Word, Excel and PDF files, and whoever can post one can post a kilobyte that
unpacks to gigabytes. The libraries that open them are large and were written for files that
mean well, so they work in a process of their own (:mod:`etl.file_opener.worker`) with little
memory and little time, which is ended where it takes more (:mod:`etl.file_opener.process`).
Such a content is remembered beside its bytes in the archive and not opened again by any
later run, reparse or restore until somebody asks for it (:mod:`etl.portal.archive.open_snapshot`).
Pictures are looked at in such a process too, of more memory and time, where the extra ``[ocr]``
is installed; what was seen is kept beside the bytes. Pages and plain text are read in this
process: their size bounds the work.
"""
