"""The web as bytes: which bulletins a portal lists, and what each page was when we looked.

The way of a page::

    Portal (portals/*.yaml)
      └─ walk ──▶ Listing        all rows, page by page, each read by the family's adapter
           └─ discover ──▶ Entry      those whose title is a bulletin's
                └─ retrieve ──▶ Snapshot    raw bytes, archived before anything reads them
                     └─ metadata ──▶ title, published_at, source

:mod:`~etl.portal.http.client` holds the manners: a pause between requests, robots.txt
(:mod:`~etl.portal.http.robots`), the portal's own hosts only. A challenge page is reported, never
worked around. :mod:`~etl.portal.http.request` is the only module that speaks HTTP, with an honest
User-Agent, bounded retries and one limit on a whole answer (:mod:`~etl.portal.http.answer_limits`).

Nothing that comes from outside is trusted: :mod:`~etl.portal.addresses` parses every address,
:mod:`~etl.portal.http.bounded_numbers` bounds every count, :mod:`~etl.document.parse_markup`
every tree, and :mod:`~etl.portal.isolate_page_errors` keeps what goes wrong with one page from the
others. :mod:`~etl.portal.document_keys` knows a document again wherever it is moved.
:mod:`~etl.portal.listing.adapters` knows one CMS family a module, and does no I/O;
:mod:`~etl.onboarding.listing_preview` shows what a YAML would fetch,
:mod:`~etl.onboarding.new_yaml` writes a new one, :mod:`~etl.portal.http.listing_cache` saves asking
twice for a listing that is as it was; :mod:`~etl.portal.page.multipage` binds an article's several
pages to one; :mod:`~etl.portal.archive.archive` keeps every distinct content a page ever had, in a
folder or an object store (:mod:`~etl.portal.archive.store`), with a note of what was known when it
was got.

*When a page was published* is its own statement: ``PubDate`` before the visible 发布日期
before the day beside its row in the listing, never the date in its address (portals move
pages and give them new addresses). A day without a time counts as its last second, so that
"published by" never claims a page earlier than it can have appeared.
"""
