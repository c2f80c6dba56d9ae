"""The runs as Prefect sees them: which steps are tasks, what is retried, what is shown.

Everything that is done stands in :mod:`etl`; here it is only wired. :mod:`~flows.monthly`
is the run that looks for new and corrected bulletins; :mod:`~flows.server` gives a command
its own server.
"""
