"""One tar file with a consistent copy of the database and every attachment; the keys in a file apart.

    manifest.json               what it is of: database kind, migration, SHA-256 of every other member
    database/house.db           SQLite: a copy by its own backup interface
    database/<table>.copy       PostgreSQL: each table by COPY, all in one snapshot; the schema is the migrations' own
    attachments/<aa>/<hash>     as they lie in the store, encrypted

PostgreSQL is copied by this code rather than by pg_dump, which a minimal Debian lacks and which refuses a server newer
than itself. A copy is restored into the same kind of database, empty, and never over anything.
"""
