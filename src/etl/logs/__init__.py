"""What happens, an event a line, with the run that it belongs to and without secrets.

The library says what it does through ``logging.getLogger(__name__)``: a message that
people can read, and the same facts as fields (``extra=``), among them ``event``. Nothing
of it is shown unless the edge asks for it: a command with ``ETL_LOG_LEVEL``
(:func:`~etl.logs.configure.configure`), a flow in Prefect, whose handlers take the lines too
(:func:`~etl.logs.configure.guard`).

:mod:`~etl.logs.current_run` binds the run's id for as long as the run takes, and
:mod:`~etl.logs.secrets` masks passwords and tokens in whatever is said, tracebacks
included.
"""
