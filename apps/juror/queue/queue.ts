import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { parseBallot, type SignedDelivery } from "quittance";
import { toJson } from "quittance/json";
import type { JudgingCase } from "quittance/watching";
import type { Hex } from "viem";
import { caseFrom, hostOf, keyOf } from "./case.ts";
import { SCHEMA } from "./schema.ts";
import { openSubmissions, type Submissions } from "./submissions.ts";
import { type Progress, type QueueStatus, STATES, type State, type Work } from "./work.ts";

/** Which work is taken next. */
export interface Claim {
  readonly states: readonly State[];
  /** Hosts of evidence that no more work is wanted of now. */
  readonly busyHosts: readonly string[];
}

/** The questions that a juror has, in one file. Several copies of a juror may share it. */
export interface Queue {
  /** Takes in what the chain asks of the juror now. What is missing waits, as a reorganisation may bring it back. */
  take(cases: readonly JudgingCase[], now: number): void;
  /** Takes in a delivery that is not on-chain. False when the milestone has another one, or the chain asks about it. */
  give(asked: JudgingCase, now: number, delivery?: SignedDelivery): boolean;
  /** Notes where the evidence of a question is that waits without a place; false when there is none. */
  place(
    question: Pick<JudgingCase, "milestone" | "evidence"> & { readonly deal: Hex },
    evidenceUri: string,
  ): boolean;
  /** The next work, which no other copy gets while the lease lasts; undefined when there is none now. */
  claim(claim: Claim): Work | undefined;
  /** Keeps the work from others for another while. */
  renew(key: string): void;
  /** Notes what became of a state, unless another copy was faster. */
  advance(work: Work, progress: Progress): void;
  /** Tries again after a while; a failure counts, a wait does not. */
  postpone(work: Work, milliseconds: number, problem?: string): void;
  /** Ends what waits and is of no more use; `now` is the chain's time. */
  expire(now: number): void;
  /** Whether a question that waits names the pact. */
  wantsPact(pact: Hex): boolean;
  status(): QueueStatus;
  /** What of it goes to the chain. */
  readonly submissions: Submissions;
  close(): void;
}

export interface QueueOptions {
  /** Of the file; it is made when it is missing. */
  readonly path: string;
  /** Milliseconds after which work that a killed copy had is taken by another. */
  readonly leaseFor: number;
  readonly now?: () => number;
}

const BUSY_MS = 10_000;
const SHOWN = 20;
/** Seconds after the end of a round for which a ballot is still shown: its juror shares the fee if it is recorded late. */
const AFTERWARDS = 86_400;
const LONGEST_PROBLEM = 200;
const OPEN = "('judge', 'sign', 'commit', 'reveal', 'shown')";

interface Row {
  readonly key: string;
  readonly state: State;
  readonly asked: string;
  readonly score: number | null;
  readonly reasons: string | null;
  readonly ballot: string | null;
  readonly failures: number;
  readonly seen_at: number;
}

/** Opens the queue in a file. */
export function openQueue({ path, leaseFor, now = Date.now }: QueueOptions): Queue {
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  database.exec(SCHEMA);
  const copy = randomUUID();
  const atomically = <Answer>(work: () => Answer): Answer => {
    database.exec("BEGIN IMMEDIATE");
    try {
      const answer = work();
      database.exec("COMMIT");
      return answer;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  };
  const submissions = openSubmissions(database, { copy, leaseFor, now, atomically });
  const statements = {
    insert: database.prepare(
      `INSERT INTO question (key, deal, pact, state, asked, host, until, seen_at, given) VALUES (?, ?, ?, 'judge', ?, ?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET asked = excluded.asked, host = excluded.host, until = excluded.until, present = 1, given = excluded.given,
       state = CASE WHEN state = 'over' THEN CASE WHEN ballot IS NOT NULL THEN 'commit' WHEN score IS NOT NULL THEN 'sign' ELSE 'judge' END ELSE state END`,
    ),
    find: database.prepare("SELECT asked FROM question WHERE key = ?"),
    ofMilestone: database.prepare("SELECT asked FROM question WHERE deal = ? AND state <> 'over'"),
    place: database.prepare("UPDATE question SET asked = ?, host = ?, next_at = 0 WHERE key = ?"),
    renew: database.prepare("UPDATE question SET lease_until = ? WHERE key = ? AND lease_of = ?"),
    decide: database.prepare(
      "UPDATE question SET state = 'sign', score = ?, reasons = ?, failures = 0, problem = NULL, next_at = 0, lease_until = 0 WHERE key = ? AND state = 'judge'",
    ),
    sign: database.prepare(
      "UPDATE question SET state = 'commit', ballot = ?, score = ?, reasons = coalesce(?, reasons), failures = 0, problem = NULL, next_at = 0, lease_until = 0 WHERE key = ? AND state = 'sign'",
    ),
    move: database.prepare(
      "UPDATE question SET state = ?, problem = ?, failures = 0, next_at = 0, lease_until = 0 WHERE key = ? AND state = ?",
    ),
    postpone: database.prepare(
      "UPDATE question SET next_at = ?, problem = ?, failures = failures + ?, lease_until = 0 WHERE key = ? AND state = ?",
    ),
    release: database.prepare("UPDATE question SET lease_until = 0 WHERE key = ? AND lease_of = ?"),
    expire: database.prepare(
      `UPDATE question SET state = 'over', problem = NULL WHERE state IN ${OPEN} AND (until + ? <= ? OR (state IN ('judge', 'sign', 'commit') AND until <= ?) OR (state = 'shown' AND present = 0))`,
    ),
    wants: database.prepare(
      `SELECT 1 FROM question WHERE pact = ? AND state = 'judge' AND present = 1 LIMIT 1`,
    ),
    counts: database.prepare("SELECT state, count(*) AS count FROM question GROUP BY state"),
    next: database.prepare(
      `SELECT asked, state, problem FROM question WHERE state IN ('judge', 'sign', 'commit', 'reveal') AND present = 1 ORDER BY until LIMIT ${SHOWN}`,
    ),
  };

  const insert = (asked: JudgingCase, seenAt: number, given: 0 | 1) =>
    statements.insert.run(
      ...([keyOf(asked), asked.dealId.toLowerCase(), asked.terms.pact.toLowerCase(), toJson(asked)] as const),
      ...[hostOf(asked), asked.until, seenAt, given],
    );
  /** The place of the evidence that the question had before: the chain does not name it where a verdict carried the delivery. */
  const placeOf = (key: string): string | undefined => {
    const row = statements.find.get(key) as Pick<Row, "asked"> | undefined;
    return row && caseFrom(row.asked).evidenceUri;
  };

  return {
    submissions,
    take: (cases, seenAt) =>
      atomically(() => {
        database.exec("UPDATE question SET present = 0 WHERE present = 1 AND given = 0");
        for (const each of cases)
          insert({ ...each, evidenceUri: each.evidenceUri ?? placeOf(keyOf(each)) }, seenAt, 0);
      }),
    give: (asked, seenAt, delivery) =>
      atomically(() => {
        const others = statements.ofMilestone.all(asked.dealId.toLowerCase()) as unknown as Pick<
          Row,
          "asked"
        >[];
        if (others.some((other) => caseFrom(other.asked).milestone === asked.milestone)) return false;
        insert(asked, seenAt, 1);
        if (delivery !== undefined) submissions.keepDelivery(keyOf(asked), toJson(delivery));
        return true;
      }),
    place: ({ deal, milestone, evidence }, evidenceUri) =>
      atomically(() => {
        const key = keyOf({ dealId: deal, milestone, evidence, round: 2 });
        const row = statements.find.get(key) as Pick<Row, "asked"> | undefined;
        const asked = row && caseFrom(row.asked);
        if (asked === undefined || asked.evidenceUri !== undefined) return false;
        const placed = { ...asked, evidenceUri };
        statements.place.run(toJson(placed), hostOf(placed), key);
        return true;
      }),
    claim: ({ states, busyHosts }) =>
      atomically(() => {
        const marks = (list: readonly unknown[]) => list.map(() => "?").join(", ");
        // A ballot that is signed is shown also when its round was decided meanwhile: its juror may share the fee.
        const sql = `SELECT key, state, asked, score, reasons, ballot, failures, seen_at FROM question
          WHERE state IN (${marks(states)}) AND (present = 1 OR state = 'reveal') AND next_at <= ? AND lease_until <= ?
          AND NOT (state = 'judge' AND host IN (${marks(busyHosts)})) ORDER BY until, key LIMIT 1`;
        const time = now();
        const row = database.prepare(sql).get(...states, time, time, ...busyHosts) as Row | undefined;
        if (row === undefined) return undefined;
        database
          .prepare("UPDATE question SET lease_until = ?, lease_of = ? WHERE key = ?")
          .run(time + leaseFor, copy, row.key);
        return workIn(row);
      }),
    renew: (key) => void statements.renew.run(now() + leaseFor, key, copy),
    advance: ({ key, state }, progress) => {
      if (progress.state === "sign") {
        const { score, reasons } = progress.decision;
        statements.decide.run(score, reasons, key);
      } else if (progress.state === "commit") {
        const { ballot, reasons } = progress;
        statements.sign.run(toJson(ballot), ballot.score, reasons ?? null, key);
      } else {
        const problem = progress.state === "declined" ? progress.problem.slice(0, LONGEST_PROBLEM) : null;
        statements.move.run(progress.state, problem, key, state);
      }
      statements.release.run(key, copy);
    },
    postpone: ({ key, state }, milliseconds, problem) =>
      void statements.postpone.run(
        ...([now() + milliseconds, problem?.slice(0, LONGEST_PROBLEM) ?? null] as const),
        ...([problem === undefined ? 0 : 1, key, state] as const),
      ),
    expire: (time) => void statements.expire.run(AFTERWARDS, time, time),
    wantsPact: (pact) => statements.wants.get(pact.toLowerCase()) !== undefined,
    status: () => {
      const states = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
      for (const { state, count } of statements.counts.all() as unknown as { state: State; count: number }[])
        states[state] = count;
      const waiting = statements.next.all() as unknown as (Pick<Row, "asked" | "state"> & {
        problem: string | null;
      })[];
      const next = waiting.map(({ asked, state, problem }) => {
        const { dealId: deal, milestone, round, until } = caseFrom(asked);
        return { deal, milestone, round, state, until, problem: problem ?? undefined };
      });
      return { states, next };
    },
    close: () => {
      if (!database.isOpen) return;
      database.prepare("UPDATE question SET lease_until = 0 WHERE lease_of = ?").run(copy);
      submissions.release();
      database.close();
    },
  };
}

function workIn({ key, state, asked, score, reasons, ballot, failures, seen_at }: Row): Work {
  return {
    ...{ key, state, failures, asked: caseFrom(asked), seenAt: seen_at },
    decision: score === null || reasons === null ? undefined : { score, reasons },
    ballot: ballot === null ? undefined : parseBallot(ballot),
  };
}
