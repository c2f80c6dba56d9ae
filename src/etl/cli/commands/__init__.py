"""The commands of ``etl``, one module a group."""
