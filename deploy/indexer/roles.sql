-- Makes the roles and schemas of an indexer with replicas, in the database in which psql runs this. The image of PostgreSQL runs it once,
-- when it makes its database. Elsewhere, as a role that may create roles, for an empty database:
--
--   export QUITTANCE_INDEXER_PASSWORD=… QUITTANCE_READER_PASSWORD=… QUITTANCE_SQL_PASSWORD=…
--   export QUITTANCE_CHAIN_ID=… QUITTANCE_ADDRESS=0x…
--   psql --dbname quittance --file roles.sql
--
-- It reads the three passwords from the environment, and which contract is indexed: this names the schema of its documents.
--
--   quittance_indexer  owns the rows, and writes them
--   quittance_reader   reads what the views show, and documents; replicas are started with it
--   quittance_sql      reads the same, and runs the statements of /sql
\set ON_ERROR_STOP on
\getenv indexer_password QUITTANCE_INDEXER_PASSWORD
\getenv reader_password QUITTANCE_READER_PASSWORD
\getenv sql_password QUITTANCE_SQL_PASSWORD
\getenv chain_id QUITTANCE_CHAIN_ID
\getenv contract QUITTANCE_ADDRESS

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

-- What the indexer that looks for documents finds. For another contract in the same database, run these four statements again with its
-- chain and address.
select 'quittance_documents_' || left(encode(sha256(convert_to(:'chain_id' || ':' || lower(:'contract'), 'UTF8')), 'hex'), 8)
  as documents \gset
create schema :"documents" authorization quittance_indexer;
grant usage on schema :"documents" to quittance_reader;
alter default privileges for role quittance_indexer in schema :"documents"
  grant select on tables to quittance_reader;
commit;
