"""The runs as Prefect sees them: which steps are tasks, what is retried, what is shown.

Everything that is done stands in the other rooms of :mod:`etl`; here it is only wired. The folder
is ``flows/`` at the top of the repository; Python knows it as ``etl.flows``.

``monthly``, ``backfill``, ``reparse``, ``decide``   the flows: what a portal lists now; months
                 that are past; the archive by the present grammar; what is held back
``portal_run``     what they all do with a portal: lock, id, report, last state
``visit_tasks``    the tasks: retries, time limits, one request at a time for each host
``task_runners``   threads, processes or Dask, by setting
``states``         how a run ends, in a name, a colour and a sentence
``run_end_alerts`` what Prefect calls when a run broke off
``parameters``     what a run may be asked for; the UI's form
``publishing``     what the UI shows of a run, and what a run brings up to date beside it
``deployment``     what is to be deployed, and how it comes to a server
``local``          all of Prefect on this machine: processes that are started, watched and stopped
"""
