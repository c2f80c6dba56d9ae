"""What an operator should know without looking: told once, and again when it is over.

Five kinds of things are told: a ``failure`` of a run or of a page, a page held back
(``quarantine``) or single figures of it (``doubt``), a ``correction`` of a page after
publication, and ``silence``: a bulletin that by the portal's own habits, or by what its file
asserts, should have appeared.

:mod:`~etl.alerts.alerts_of_a_run` makes them out of a run's report or its error, and
:mod:`~etl.portal.publishing_habits` judges when a bulletin is overdue; both only compute. The
warehouse (:mod:`etl.warehouse.journal.alert_records`) remembers by fingerprint what was found and
where it was sent, so that the same trouble on the next tries of the month is one message, as is its
end. :mod:`~etl.alerts.channels` sends, and :mod:`~etl.alerts.notify` puts the three together. What
cannot be sent is logged, fails no run, and is tried again by the next.
"""
