"""Is all well on this machine, and if not, what is to be done?

A check is a small function that looks at one thing and returns a verdict; none knows of another,
and each runs although others fail, for a limited time (:mod:`~etl.doctor.run_checks`). They stand
by what they look at: the :mod:`~etl.doctor.database`, the :mod:`~etl.doctor.archive` bytes, this
:mod:`~etl.doctor.machine`, its :mod:`~etl.doctor.operator_settings`, :mod:`~etl.doctor.prefect` and
the :mod:`~etl.doctor.portals`. :mod:`~etl.doctor.all_checks` lists them.
"""
