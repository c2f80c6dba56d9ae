"""A city's portal on this machine, for tests, demonstrations and trying out adapters.

A real HTTP server that looks like a TRS portal: a listing with a JavaScript pager, articles
with the standard meta tags, full-width punctuation and page chrome, ETag and Last-Modified,
robots.txt. It serves the bulletins of ``samples/`` and has a clock: it lists what had been
published by its day and shows each page as it stood then, so a correction appears once the
clock is past it.

:mod:`~etl.localportal.samples` reads the manifest, :mod:`~etl.localportal.sample_visit_days` turns
the clock from visit to visit, :mod:`~etl.localportal.trs_pages` makes the pages
(:mod:`~etl.localportal.hanweb_and_gkmlpt` the listing as other families than TRS have it),
:mod:`~etl.localportal.local_portal` finds what is at an address, :mod:`~etl.localportal.server`
serves it. :mod:`~etl.localportal.faults` are the bad days and the oddities of real portals, each a
switch: ``etl portal faults`` lists them.
"""
