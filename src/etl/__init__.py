"""Bulletins in, a history of every indicator out.

Each package is one room of the house, and data passes through them one way:
:mod:`etl.portal` (the web as bytes), :mod:`etl.bulletin` (bytes to facts),
:mod:`etl.indicators` (which facts are the same indicator), :mod:`etl.quality`
(load, flag or quarantine), :mod:`etl.warehouse` (versions that are never
forgotten) and :mod:`etl.report` (what people look at). Beside the way stand
:mod:`etl.alerts` (what operators are told), :mod:`etl.logs` and :mod:`etl.doctor` (is all
well on this machine). Nothing here needs Prefect; the orchestration lives in the separate
package ``flows``.
"""
