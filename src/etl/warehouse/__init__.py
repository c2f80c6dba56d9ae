"""The memory: every figure ever said, when it was published and when we learned it.

*Three clocks.* A figure has the period that it describes (``period_end``), the time its
page was published (``published_at``) and the time that this warehouse held it true
(``recorded_from`` to ``recorded_to``).

*Versions.* A figure is an indicator at a period in a measure: 新增停车泊位, by 30 November,
``actual``. The table ``fact`` has its versions on the third clock, one after another
without gap or overlap, the last one current. A version is closed, never rewritten. It is
there because the figure is ``first`` seen, the portal changed it (``portal_revision``),
a better parser read the same bytes otherwise or a decision gave them another indicator
(``reparse``), or no page states it any longer (``withdrawn``, a version without value).

*Statements.* One figure is stated many times: each monthly bulletin repeats the year's
targets, a later one may correct an earlier month, a page is changed after publication,
and bulletins arrive late. What a page says without changing what is held true goes to
``restatement``. Versions and restatements together are all that any page ever said, and
:mod:`etl.warehouse.loading.which_version_holds` derives from them what holds, by one rule that does
not look at the order of arrival. An example: November's bulletin of 5 December promises 20000个,
December's of 5 January 22000个; then November's page is corrected on 20 January in some other
figure, and goes on saying 20000个. It has not said that anew, and 22000个 holds, whichever of the
three came first.

A page that is gone for good (:mod:`etl.warehouse.loading.absent_pages`) gets an edition that says
nothing: it has taken back its word, and what no other page states is withdrawn.

So a statement published earlier than the current one changes nothing now, but the
question "what had been published by then" (``known_as_published``) finds it.
Without a limit in time that question has the same answer as ``fact``'s current versions:
:mod:`etl.warehouse.audit` holds the two against one another. Value, unit and qualifier
of what holds do not depend on the order of loading; the version's ``published_at`` and
evidence do, for they tell from which page this warehouse learned it first.

*Loading* (:mod:`etl.warehouse.loading.load`) takes one bulletin in one transaction: it stages what
the bulletin says, asks the rule about every figure that the page ever stated, and writes the
differences. :mod:`etl.warehouse.journal.run_records` keeps what happened besides: runs,
contents got, checks, and what was held back.

*Runs* of one portal exclude one another (:mod:`etl.warehouse.journal.exclusive_run`), by a lock
that goes with the process that holds it (:mod:`etl.warehouse.connection.portal_lock`).

*Asking* goes through :mod:`etl.warehouse.queries.figures_as_of` and
:mod:`etl.warehouse.queries.views_and_status`, or for BI through the views of ``warehouse/views``.
"""
