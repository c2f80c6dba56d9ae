"""The runs as Prefect sees them: which steps are tasks, what is retried, what is shown.

Everything that is done stands in :mod:`etl`; here it is only wired.

``monthly``, ``backfill``, ``reparse``, ``decide``   the flows: what a portal lists now; months
                 that are past; the archive by the present grammar; what is held back
``runs``         what they all do with a portal: lock, id, report, last state
``steps``        the tasks: retries, time limits, one request at a time for each host
``states``       how a run ends, in a name, a colour and a sentence
``artifacts``    what the UI shows of it
``decisions``    what waits: an artifact, and pages to decide on
``parameters``   what a run may be asked for; the UI's form
``runners``      threads, processes or Dask, by setting
``entries``      what is to be deployed: ``prefect.yaml``, and each portal
``deployments``  those to a server; ``automations`` with them
``watcher``      deployments that follow the folder of portals
``left``         what a machine that was stopped left behind
``events``       what a run found, for automations; ``lineage``: as assets
``overview``     all portals in one table
``machine``      server, worker and deployments on this machine, by ``services``
``server``       a server for the length of one command
``tied``         processes that end with the one that started them
``recorded``     what a run that this process started came to
"""
