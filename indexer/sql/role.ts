import { SettingsError } from "../settings/settings.ts";
import { connect, SQL_URL } from "./connection.ts";

/**
 * What a role has that a role which runs strangers' statements must not have, and the statement that takes it away. A
 * schema with Ponder's `_ponder_meta` holds tables of an indexer. Relations of extensions are left out: in many databases
 * everybody may read them, and no statement of `/sql` can name them. So are functions of extensions that run with the
 * rights of their caller, unless they stand among an indexer's tables, where a statement could call them; and functions of
 * triggers, which PostgreSQL lets no statement call.
 */
const RIGHTS = `
  with me as (select * from pg_roles where rolname = session_user),
  schemas as (
    select oid, nspname, exists (select from pg_class where relname = '_ponder_meta' and relnamespace = n.oid) as is_of_indexer
    from pg_namespace n where nspname !~ '^pg_' and nspname <> 'information_schema'
  ),
  relations as (
    select c.oid, c.relkind, format('%I.%I', nspname, relname) as name, is_of_indexer
    from pg_class c join schemas s on s.oid = c.relnamespace
    where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  ),
  rights (what, remedy) as (
    select 'is a superuser', format('alter role %I nosuperuser', rolname) from me where rolsuper
    union all select 'may create roles', format('alter role %I nocreaterole', rolname) from me where rolcreaterole
    union all select 'may create databases', format('alter role %I nocreatedb', rolname) from me where rolcreatedb
    union all select 'may replicate', format('alter role %I noreplication', rolname) from me where rolreplication
    union all select 'bypasses row security', format('alter role %I nobypassrls', rolname) from me where rolbypassrls
    union all
    select format('is a member of %I', r.rolname), format('revoke %I from %I', r.rolname, me.rolname)
    from pg_auth_members m join me on me.oid = m.member join pg_roles r on r.oid = m.roleid
    union all
    select format('owns %s', pg_describe_object(classid, objid, objsubid)), format('reassign owned by %I to postgres', rolname)
    from pg_shdepend join me on me.oid = refobjid
    where refclassid = 'pg_authid'::regclass and deptype = 'o'
      and dbid in (0, (select oid from pg_database where datname = current_database()))
    union all
    select 'may create schemas', format('revoke create on database %I from public, %I', current_database(), rolname)
    from me where has_database_privilege(current_database(), 'CREATE')
    union all
    select format('may create in the schema %I', nspname), format('revoke create on schema %I from public, %I', nspname, rolname)
    from schemas, me where has_schema_privilege(schemas.oid, 'CREATE')
    union all
    select format('may write to %s', name), format('revoke all on %s from public, %I', name, rolname)
    from relations, me
    where case relkind
      when 'S' then has_sequence_privilege(relations.oid, 'USAGE, UPDATE')
      else has_table_privilege(relations.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
        or has_any_column_privilege(relations.oid, 'INSERT, UPDATE, REFERENCES') end
    union all
    select format('may read %s, which is no table of an indexer', name), format('revoke all on %s from public, %I', name, rolname)
    from relations, me
    where not is_of_indexer and relkind <> 'S' and has_any_column_privilege(relations.oid, 'SELECT')
    union all
    select format('may execute the function %s', p.oid::regprocedure),
      format('revoke execute on %s %s from public, %I', case prokind when 'p' then 'procedure' else 'function' end,
        p.oid::regprocedure, rolname)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace left join schemas s on s.oid = n.oid, me
    where prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
      and has_function_privilege(p.oid, 'EXECUTE') and has_schema_privilege(n.oid, 'USAGE')
      and (prosecdef or s.oid is not null and (is_of_indexer or not exists (
        select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')))
  )
  select what, remedy from rights limit 1`;

/**
 * Checks that the role which runs the statements of `/sql` can log in and do nothing but read tables of indexers.
 * @param url Of its database, with its user and password.
 * Throws `SettingsError`, which names the first right too many and what takes it away, never the URL.
 */
export async function checkSqlRole(url: string): Promise<void> {
  await connect(SQL_URL, url, async (client) => {
    const { rows } = await client.query<{ what: string; remedy: string }>(RIGHTS);
    const [right] = rows;
    if (right === undefined) return;
    throw new SettingsError(
      `${SQL_URL}: the role ${client.user} ${right.what}. It runs strangers' statements, so it may only read the indexer's ` +
        `tables. Take the right away (${right.remedy}), or make a role as docs/indexer.md says.`,
    );
  });
}
