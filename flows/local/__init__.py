"""Prefect on this machine: processes that are started, found again and stopped.

``prefect_stack``       server, worker, deployments and pages, up and down
``background_process``  a process that outlives the command which starts it
``temporary_server``    a server for the length of one command
``die_with_parent``     processes that end with the one that started them
``await_result``        what a run that this process started came to
``left_behind``         what a machine that was stopped left, put right
``page_server``         the site and the pages to decide on, by http
``portals_watcher``     deployments that follow the folder of portals
"""
