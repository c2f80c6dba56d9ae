"""What people look at in a browser: pages in one file each, without a server or internet.

:mod:`~etl.site.evidence` shows how a bulletin was read: its text as it stands, every figure
marked where it stands (:mod:`~etl.site.pieces`), paragraphs as paragraphs and tables as tables
(:mod:`~etl.site.blocks`), beside the pledges with their figures (:mod:`~etl.site.figures`).
:mod:`~etl.site.names` has the words for it in Chinese and English, :mod:`~etl.site.render` fills
the templates of ``pages/``.

:mod:`~etl.site.decision` shows what is held back the same way, for whoever decides on it: what
waits marked in its text (:mod:`~etl.site.laid_out` is what both pages share), beside what was
known before (:mod:`~etl.site.known`). :mod:`~etl.site.decision_files` writes such pages to files.

A page is a pure function of values. It asks for nothing from anywhere (its own policy forbids
it), works without script and in black and white, and escapes every word: titles and texts come
from portals and are not to be trusted.
"""
