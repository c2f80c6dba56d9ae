"""What is deployed, and how it comes to a server.

``entries``       what is to be: ``prefect.yaml``, and each portal
``register``      those to a server: what changed is renewed, what is gone is paused
``automations``   what Prefect does of itself when a run has told something
"""
