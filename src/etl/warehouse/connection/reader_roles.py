"""Roles of readers: on PostgreSQL they see the views and nothing else.

A view is read with the rights of its owner, so that a role needs none on the tables.
"""

from sqlalchemy import Connection, Engine, bindparam, text
from sqlalchemy.exc import ProgrammingError

from etl.errors import WarehouseError
from etl.warehouse.connection.engine import SCHEMA, name, transaction
from etl.warehouse.schema.namespaces import qualified, tables_schema, views_schema
from etl.warehouse.schema.views import FUNCTIONS, load_views, signature

# Everything in the schema that a role could do something with, the views apart.
_BEYOND_VIEWS = text("""
    SELECT relname FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname IN (:views, :tables) AND (
        relkind IN ('r', 'p', 'f', 'm') AND (
            has_table_privilege(:role, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
            OR has_any_column_privilege(:role, pg_class.oid, 'SELECT, INSERT, UPDATE')
        )
        OR relkind = 'v' AND has_table_privilege(:role, pg_class.oid, 'INSERT, UPDATE, DELETE')
    )
    ORDER BY relname LIMIT 1
""")
_READERS = text("""
    SELECT DISTINCT rolname FROM pg_class
    CROSS JOIN LATERAL aclexplode(relacl) AS granted
    JOIN pg_roles ON pg_roles.oid = granted.grantee
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = :schema AND relname IN :views
        AND granted.privilege_type = 'SELECT' AND granted.grantee <> relowner
    ORDER BY rolname
""").bindparams(bindparam("views", expanding=True))

_MAKING_LARGE_OBJECTS = (
    "lo_creat(integer)",
    "lo_create(oid)",
    "lo_from_bytea(oid, bytea)",
    "lo_import(text)",
    "lo_import(text, oid)",
)
_OTHERS = text("""
    SELECT datname FROM pg_database
    WHERE datallowconn AND datname <> current_database()
        AND has_database_privilege(:role, oid, 'CONNECT')
    ORDER BY datname
""")


def grant(engine: Engine, role: str) -> bool:
    """Let ``role`` read the views, and nothing else of the warehouse.

    A role that is not there is made, able to log in and without a password. Rights on
    tables that it was given before are taken back.

    Returns:
        Whether the role was made.

    Raises:
        WarehouseError: the warehouse is on SQLite, we may not grant, or the role could do
            more in spite of it (a superuser, the owner). Nothing is changed.
    """
    if engine.dialect.name != "postgresql":
        raise WarehouseError(
            f"The warehouse {name(engine)} is a file, and SQLite has no roles; give a BI tool "
            "its path with ?mode=ro, so that it opens it read-only."
        )
    try:
        with transaction(engine, portal=SCHEMA) as connection:
            known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
            new = connection.execute(known, {"role": role}).first() is None
            _grant(connection, role, new=new)
            rooms = {"views": views_schema(connection), "tables": tables_schema(connection)}
            beyond = connection.execute(_BEYOND_VIEWS, {"role": role, **rooms}).scalar()
            if beyond is not None:
                raise WarehouseError(
                    f"The role {role} could still use {beyond} in {name(engine)}, by other "
                    "rights than these; name a role that is no superuser and owns nothing here."
                )
            return new
    except ProgrammingError as error:
        cause = str(error.orig).strip().splitlines()[0]
        raise WarehouseError(
            f"The role {role} was not let into {name(engine)}: {cause}; ask as a user who owns "
            "the warehouse and, to make a role, has CREATEROLE."
        ) from error


def readers(connection: Connection) -> list[str]:
    """The roles that may read a view, its owner apart; none on SQLite."""
    if connection.dialect.name != "postgresql":
        return []
    where = {"schema": views_schema(connection), "views": _views()}
    return list(connection.execute(_READERS, where).scalars())


def allow(connection: Connection, role: str) -> None:
    """Give ``role`` the right to read every view, and to use the functions."""
    quoted = _quoted(connection, role)
    views = ", ".join(qualified(connection, view) for view in _views())
    connection.exec_driver_sql(f"GRANT SELECT ON {views} TO {quoted}")
    for function in FUNCTIONS:
        connection.exec_driver_sql(
            f"GRANT EXECUTE ON FUNCTION {signature(connection, function)} TO {quoted}"
        )


def _grant(connection: Connection, role: str, *, new: bool) -> None:
    quoted = _quoted(connection, role)
    database = _quoted(
        connection, connection.execute(text("SELECT current_database()")).scalar_one()
    )
    schema, tables = (
        _quoted(connection, one)
        for one in (views_schema(connection), tables_schema(connection))
        if one is not None
    )
    if new:
        connection.exec_driver_sql(f"CREATE ROLE {quoted} LOGIN")
        # A guard against mistakes; what a role may do is settled by its rights.
        connection.exec_driver_sql(
            f"ALTER ROLE {quoted} IN DATABASE {database} SET default_transaction_read_only = on"
        )
    for one in (schema, tables):
        connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {one} FROM {quoted}")
        connection.exec_driver_sql(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {one} FROM {quoted}")
        connection.exec_driver_sql(f"REVOKE ALL ON SCHEMA {one} FROM {quoted}")
        connection.exec_driver_sql(f"REVOKE CREATE ON SCHEMA {one} FROM PUBLIC")
    connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {database} FROM {quoted}")
    # Everybody may make temporary tables and connect, unless that is taken from all of them;
    # who else uses this database keeps the right to connect.
    connection.exec_driver_sql(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
    _guard_large_objects(connection)
    connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {database} TO {quoted}")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}")
    allow(connection, role)


def _guard_large_objects(connection: Connection) -> None:
    """Take from everybody what makes large objects, where we may: functions of the system."""
    for function in _MAKING_LARGE_OBJECTS:
        allowed = text(
            "SELECT pg_has_role(proowner, 'USAGE') FROM pg_proc WHERE oid = to_regprocedure(:f)"
        )
        if connection.execute(allowed, {"f": f"pg_catalog.{function}"}).scalar():
            connection.exec_driver_sql(
                f"REVOKE EXECUTE ON FUNCTION pg_catalog.{function} FROM PUBLIC"
            )


def others_open_to(connection: Connection, role: str) -> list[str]:
    """The other databases of the server that a role may connect to; what PostgreSQL gives to
    everybody can only be taken back by their owners."""
    return list(connection.execute(_OTHERS, {"role": role}).scalars())


def _views() -> list[str]:
    return [view.name for view in load_views()]


def _quoted(connection: Connection, identifier: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(identifier)
