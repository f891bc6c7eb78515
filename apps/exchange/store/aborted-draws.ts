import { toJson } from "quittance/json";
import {
  type AbortChange,
  type AbortedDrawAnswer,
  type AbortedDrawStore,
  parseAbortedDraw,
  parseAbortedDrawAnswer,
  type VerifiedAbort,
} from "quittance/jury";
import type { Address, Hex } from "viem";
import type { Columns, Database, SqlValue, Statements } from "./database.ts";

const COLUMNS = "kind, draw, stated_from, principal, stated_by, body, kept_at";
const INSERT = `INSERT INTO aborted_draws (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`;
const OF_STATEMENT = "draw = ? AND stated_from = ?";
const WITH_ANSWER = `SELECT statement.*, answer.body AS answer FROM aborted_draws AS statement
  LEFT JOIN aborted_draws AS answer ON answer.kind = 'answer' AND answer.draw = statement.draw
    AND answer.stated_from = statement.stated_from
  WHERE statement.kind = 'statement'`;
const LAST = "ORDER BY statement.sequence";

/** Statements about aborted draws in the database of the exchange. All of them were verified before. */
export function abortedDrawsIn(database: Database, epoch: string, now: () => number): AbortedDrawStore {
  const found = async (where: string, ...values: readonly SqlValue[]) =>
    (await database.all(`${WITH_ANSWER} AND ${where} ${LAST}`, ...values)).map(publishedOf);
  return {
    epoch,
    add: (statement, { kept, ofPrincipal }) =>
      database.alone(async (sql) => {
        const { aborted } = statement;
        const { draw, from, principal, statedBy } = keysOf(statement);
        if (await isKept(sql, "statement", draw, from)) return "known";
        const hasRoom =
          (await makesRoom(sql, ofPrincipal, "statement.principal = ?", principal)) &&
          (await makesRoom(sql, ofPrincipal, "statement.stated_by = ?", statedBy)) &&
          (await makesRoom(sql, kept, "1 = 1"));
        if (!hasRoom) return "full";
        await sql.run(INSERT, "statement", draw, from, principal, statedBy, toJson(aborted), now());
        return "first";
      }),
    answer: (draw, from, answer) =>
      database.alone(async (sql) => {
        const of = [draw.toLowerCase(), from.toLowerCase()] as const;
        const statement = await sql.one(
          `SELECT * FROM aborted_draws WHERE kind = 'statement' AND ${OF_STATEMENT}`,
          ...of,
        );
        if (statement === undefined) return undefined;
        if (await isKept(sql, "answer", ...of)) return "known";
        const { principal = null, stated_by: statedBy = null } = statement;
        await sql.run(INSERT, "answer", ...of, principal, statedBy, toJson(answer), now());
        return "first";
      }),
    about: (draw) => found("statement.draw = ?", draw.toLowerCase()),
    against: (principal) => found("statement.principal = ?", principal.toLowerCase()),
    changes: async (after, limit) => {
      const sql = "SELECT * FROM aborted_draws WHERE sequence > ? ORDER BY sequence LIMIT ?";
      return (await database.all(sql, after, limit)).map(changeOf);
    },
  };
}

/** Deletes what was kept before a moment, a statement with its answer; gives how much. */
export async function pruneAbortedDraws(sql: Statements, before: number): Promise<number> {
  const statements = await sql.run(
    "DELETE FROM aborted_draws WHERE kind = 'statement' AND kept_at < ?",
    before,
  );
  await deleteLoneAnswers(sql);
  return statements;
}

function keysOf({ aborted, draw, principal, statedBy }: VerifiedAbort) {
  const keys = { draw, from: aborted.from, principal, statedBy };
  const lower = Object.entries(keys).map(([name, key]) => [name, key.toLowerCase()]);
  return Object.fromEntries(lower) as Record<keyof typeof keys, string>;
}

async function isKept(sql: Statements, kind: string, draw: string, from: string): Promise<boolean> {
  const one = `SELECT 1 AS has FROM aborted_draws WHERE kind = ? AND ${OF_STATEMENT} LIMIT 1`;
  return (await sql.one(one, kind, draw, from)) !== undefined;
}

/** Where there are as many statements as may be, the oldest that was refuted goes; false when there is none. */
async function makesRoom(
  sql: Statements,
  most: number,
  where: string,
  ...values: readonly SqlValue[]
): Promise<boolean> {
  const of = `statement.kind = 'statement' AND ${where}`;
  const counting = `SELECT COUNT(*) AS count FROM aborted_draws AS statement WHERE ${of}`;
  if (Number((await sql.one(counting, ...values))?.count) < most) return true;
  const oldest = `SELECT MIN(statement.sequence) AS sequence FROM aborted_draws AS statement
    JOIN aborted_draws AS answer ON answer.kind = 'answer' AND answer.draw = statement.draw
      AND answer.stated_from = statement.stated_from
    WHERE ${of}`;
  const sequence = (await sql.one(oldest, ...values))?.sequence ?? null;
  if (sequence === null) return false;
  await sql.run("DELETE FROM aborted_draws WHERE sequence = ?", sequence);
  await deleteLoneAnswers(sql);
  return true;
}

const deleteLoneAnswers = (sql: Statements) =>
  sql.run(`DELETE FROM aborted_draws WHERE kind = 'answer' AND NOT EXISTS (
    SELECT 1 FROM aborted_draws AS statement WHERE statement.kind = 'statement'
      AND statement.draw = aborted_draws.draw AND statement.stated_from = aborted_draws.stated_from)`);

function publishedOf({ body, answer }: Columns) {
  const aborted = parseAbortedDraw(String(body));
  return { aborted, ...(answer === null || answer === undefined ? {} : { answer: answerOf(answer) }) };
}

function changeOf({ sequence, kind, draw, stated_from: from, body }: Columns): AbortChange {
  const place = Number(sequence);
  return kind === "statement"
    ? { place, kind, aborted: parseAbortedDraw(String(body)) }
    : {
        place,
        kind: "answer",
        draw: String(draw) as Hex,
        from: String(from) as Address,
        answer: answerOf(body),
      };
}

const answerOf = (body: SqlValue | undefined): AbortedDrawAnswer => parseAbortedDrawAnswer(String(body));
