"""Bulletins in, a history of every indicator out.

Each package is one room of the house, and data passes through them one way:
:mod:`etl.portal` (the web as bytes), :mod:`etl.document` (bytes to text and tables),
:mod:`etl.bulletin` (text and tables to facts), :mod:`etl.indicators` (which facts are the
same indicator), :mod:`etl.quality` (load, flag or quarantine) and :mod:`etl.warehouse`
(versions that are never forgotten); :mod:`etl.pipeline` goes this way for a portal. People
look at :mod:`etl.report` (a terminal, Prefect), :mod:`etl.site` (a browser) and
:mod:`etl.export` (files for other tools). Beside the way stand :mod:`etl.onboarding` (a new
city), :mod:`etl.concepts` (what several cities count), :mod:`etl.alerts` (what operators are
told), :mod:`etl.logs` and :mod:`etl.doctor` (is all well on this machine). None of them needs
Prefect: orchestration is all in :mod:`etl.flows`, the folder ``flows/`` at the top.
"""
