"""What people see of a run.

``after_run``        all of the following, at the end of a run
``artifacts``        what a run came to, in the UI
``publish_waiting``  what waits for a decision: an artifact, and pages to decide on
``portals_artifact`` all portals in one table
``events``           what a run found, for automations
``assets``           where figures come from
``site_build``       the site, brought up to date
"""
