import { createHash } from "node:crypto";
import pg from "pg";
import { Kept } from "../http/kept.ts";
import { AnswerTooLarge, limitAnswer } from "../sql/limit-answer.ts";
import { Unavailable } from "../sql/unavailable.ts";
import type { Parameter } from "./draft.ts";
import { QuestionError } from "./question-error.ts";
import { READING, type Reader, type Row, tooLarge, tooLong } from "./reader.ts";

/** Connections, each for one statement at a time. */
export const CONNECTIONS = 8;
const CONNECT_MS = 5_000;
/** Statements that a connection keeps prepared: each takes memory of PostgreSQL's. */
const MOST_PREPARED = 200;
/** A statement is prepared once it has come so often. */
const PREPARED_AFTER = 2;
const SEEN = 2_000;

/** The driver's types leave out where it notes which statements a connection has prepared. */
interface Connected {
  readonly connection: { parsedStatements: Record<string, string> };
}

/**
 * Opens connections that only read. Each has one statement at a time, which is a snapshot of its own; those that come again and
 * again are prepared. PostgreSQL writes the answer's JSON, which goes on as the text that it is.
 * @param schema Where names of tables are looked up.
 */
export function openPostgresReader(url: string, schema: string, limits = READING): Reader {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: `${schema}_graphql`,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    allowExitOnIdle: true,
    // A new connection takes longer than most questions.
    idleTimeoutMillis: 0,
    statement_timeout: limits.milliseconds,
  });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const begin = [
    `set search_path = ${pg.escapeIdentifier(schema)}, pg_temp`,
    "set session characteristics as transaction read only",
    "set jit = off",
    "set max_parallel_workers_per_gather = 0",
    "set standard_conforming_strings = on",
  ].join("; ");
  const begun = new WeakSet<pg.PoolClient>();
  const seen = new Kept<number>(SEEN);

  function nameOf(text: string): string | undefined {
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    return times > PREPARED_AFTER
      ? createHash("sha256").update(text).digest("base64url").slice(0, 32)
      : undefined;
  }

  async function connect(): Promise<pg.PoolClient> {
    const client = await pool.connect();
    if (begun.has(client)) return client;
    try {
      await client.query(begin);
    } catch (error) {
      client.release(true);
      throw error;
    }
    begun.add(client);
    return client;
  }

  async function run(text: string, parameters: readonly Parameter[]): Promise<Row> {
    const client = await connect();
    const stopCounting = limitAnswer(client, limits.bytes);
    let isBroken = false;
    try {
      const name = nameOf(text);
      if (name !== undefined) await forgetMany(client, name);
      const query = { text, values: [...parameters], rowMode: "array" as const };
      const { rows } = await client.query<(string | null)[]>(name === undefined ? query : { ...query, name });
      return rows[0] ?? [];
    } catch (error) {
      isBroken = !(error instanceof pg.DatabaseError);
      throw error;
    } finally {
      stopCounting();
      client.release(isBroken);
    }
  }

  /** Opens all of them, so that no question waits for it. Where that fails, the next question says so. */
  const opening = Promise.allSettled(Array.from({ length: CONNECTIONS }, connect)).then((opened) => {
    for (const each of opened) if (each.status === "fulfilled") each.value.release();
  });

  return {
    async read(text, parameters) {
      try {
        return await run(text, parameters).catch((error: unknown) => {
          // A connection that the server ended is not the caller's fault.
          if (isRefusal(error) || error instanceof AnswerTooLarge) throw error;
          return run(text, parameters);
        });
      } catch (error) {
        throw explained(error, limits);
      }
    },
    close: async () => {
      await opening;
      await pool.end();
    },
  };
}

async function forgetMany(client: pg.PoolClient, name: string): Promise<void> {
  const { connection } = client as unknown as Connected;
  const prepared = connection.parsedStatements;
  if (prepared[name] !== undefined || Object.keys(prepared).length < MOST_PREPARED) return;
  await client.query("deallocate all");
  connection.parsedStatements = {};
}

/** Whether PostgreSQL refuses the statement, and not the connection. */
const isRefusal = (error: unknown) =>
  error instanceof pg.DatabaseError && !/^(08|25P03|57P|58|XX)/.test(error.code ?? "");

function explained(error: unknown, { milliseconds, bytes }: typeof READING): Error {
  if (error instanceof AnswerTooLarge) return new QuestionError(tooLarge(bytes));
  if (error instanceof pg.DatabaseError && isRefusal(error)) {
    if (error.code === "57014") return new QuestionError(tooLong(milliseconds));
    // 22: a value that the column cannot be compared with, such as a number that is too long.
    if (error.code?.startsWith("22"))
      return new QuestionError(`A value cannot be compared: ${error.message}.`);
    return error;
  }
  return new Unavailable("The database does not answer now. Try later.");
}
