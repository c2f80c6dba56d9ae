"""What people look at in a browser: pages without a server or internet.

:mod:`~etl.site.pages.explained_bulletin` shows how a bulletin was read: its text as it stands,
every figure marked where it stands (:mod:`~etl.site.marked_text.marked_pieces`), paragraphs as
paragraphs and tables as tables (:mod:`~etl.site.marked_text.paragraphs_and_tables`), beside the
pledges with their figures (:mod:`~etl.site.shown_figures`). :mod:`~etl.report.bilingual_names` has
the words for it in Chinese and English, :mod:`~etl.site.render` fills the templates of
``templates/``.

:mod:`~etl.site.pages.decision` shows what is held back the same way, for whoever decides on it:
what waits marked in its text (:mod:`~etl.site.marked_text.laid_out` is what both pages share),
beside what was known before (:mod:`~etl.site.pages.known_before_held_back`).
:mod:`~etl.site.decision_files` writes such pages to files.

:mod:`~etl.site.build` makes the site for everybody else: static pages about all that is held true,
in a folder. What they need is asked for once a portal (:mod:`~etl.site.portal_page_data`); how a
promise stands is decided as the view ``pledge_scorecard`` decides it
(:mod:`~etl.site.promise_status`); each kind of page is a module (:mod:`~etl.site.pages.city`,
:mod:`~etl.site.pages.indicator`, :mod:`~etl.site.pages.bulletin`,
:mod:`~etl.site.pages.corrections_and_feeds`, :mod:`~etl.site.pages.concept`,
:mod:`~etl.site.pages.about_all_portals`) and a template of ``templates/site/``;
:mod:`~etl.site.write_changed_files` writes what is not there yet, and
:mod:`~etl.site.portal_summary` is what is kept of a portal whose pages need not be made again.

Charts are SVG that :mod:`~etl.site.chart` and a template draw while building. A year of months
and a plan is a handful of lines: two kilobytes a page, sharp on paper, there without script. The
libraries that were weighed put a script of 200 kB to 4 MB on the site (Plotly, Vega, ECharts),
draw nothing without it, or ask for pandas-shaped tables to make pictures of (matplotlib).

A page is a pure function of values. It asks for nothing from anywhere (its own policy forbids
it), works without script and in black and white, and escapes every word: titles and texts come
from portals and are not to be trusted.
"""
