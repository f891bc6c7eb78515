-- Makes the roles and schemas of an indexer with replicas, in the database in which psql runs this. The image of PostgreSQL runs it once,
-- when it makes its database. Elsewhere: psql --dbname <database> --file roles.sql, as a role that may create roles.
--
--   quittance_indexer  owns the rows, and writes them
--   quittance_reader   reads what the views show; replicas are started with it
--   quittance_sql      reads the same, and runs the statements of /sql
\set ON_ERROR_STOP on
\getenv indexer_password QUITTANCE_INDEXER_PASSWORD
\getenv reader_password QUITTANCE_READER_PASSWORD
\getenv sql_password QUITTANCE_SQL_PASSWORD

begin;
create role quittance_indexer login password :'indexer_password';
create role quittance_reader login password :'reader_password';
create role quittance_sql login password :'sql_password' connection limit 16;

-- Each deployment has a schema of its own, which the indexer creates.
select current_database() as database \gset
grant connect, create on database :"database" to quittance_indexer;
grant connect on database :"database" to quittance_reader, quittance_sql;
revoke create on schema public from public;

-- The views. Each redeploy makes them again, so readers are given those that will be made, not those that are there.
create schema quittance authorization quittance_indexer;
grant usage on schema quittance to quittance_reader, quittance_sql;
alter default privileges for role quittance_indexer in schema quittance
  grant select on tables to quittance_reader, quittance_sql;

-- Blocks that are final, with which replicas compare the chain.
create schema ponder_sync authorization quittance_indexer;
grant usage on schema ponder_sync to quittance_reader;
alter default privileges for role quittance_indexer in schema ponder_sync
  grant select on tables to quittance_reader;
commit;
