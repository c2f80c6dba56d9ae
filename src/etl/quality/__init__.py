"""Load, flag or quarantine: what a bulletin must show before its figures are believed.

The suites are files in ``expectations/`` that an analyst reads and edits, one a gate.
:mod:`~etl.quality.suite` reads them, :mod:`~etl.quality.gate_rows.document` and
:mod:`~etl.quality.gate_rows.facts` lay bulletins out as the rows they speak of,
:mod:`~etl.quality.gate_rows.history` does so beside what was said before, and
with what a row must agree with asked in :mod:`~etl.quality.content`;
:mod:`~etl.quality.check` has Great Expectations hold the one against the other, a whole
batch of bulletins at once. What comes out are
:class:`~etl.quality.check_results.CheckResult` values, kept in the warehouse whether passed or
failed; :func:`~etl.quality.check_results.outcome` turns them into a decision.
"""
