import type { DatabaseSync } from "node:sqlite";
import { parseBallot, parseDelivery, type SignedBallot, type SignedDelivery } from "quittance";
import type { JudgingCase } from "quittance/watching";
import { caseFrom } from "./case.ts";

/** A question whose ballot was shown, or would have been: until its milestone is settled, there may be something to send. */
export interface Submission {
  readonly key: string;
  readonly asked: JudgingCase;
  readonly ballot: SignedBallot;
  /** The seller's signed delivery, where it came off-chain. */
  readonly delivery: SignedDelivery | undefined;
  readonly failures: number;
  /** Whether the last look found nothing more to do. */
  readonly isClosing: boolean;
}

/** Which questions still have something to send to the chain. */
export interface Submissions {
  /** The next one to look at, which no other copy gets while the lease lasts. */
  claim(): Submission | undefined;
  renew(key: string): void;
  /** Looks again after a while; a problem counts as a failure, and closing says that nothing was left to do. */
  postpone(submission: Submission, milliseconds: number, more?: Postponed): void;
  /** Nothing is left to do, for good. */
  finish(key: string): void;
  /** Keeps the seller's delivery, which a verdict on evidence that is not on-chain takes. */
  keepDelivery(key: string, delivery: string): void;
  /** How many are not finished. */
  count(): number;
  /** Gives up all leases of this copy. */
  release(): void;
}

export interface Postponed {
  readonly problem?: string;
  readonly isClosing?: boolean;
}

interface Row {
  readonly key: string;
  readonly asked: string;
  readonly ballot: string;
  readonly delivery: string | null;
  readonly failures: number | null;
  readonly closing: number | null;
}

const LONGEST_PROBLEM = 200;
/** The ballot of a question in another state is still a secret. */
const FOLLOWED = `question.ballot IS NOT NULL AND question.state IN ('shown', 'over') AND coalesce(submission.done, 0) = 0`;

export function openSubmissions(
  database: DatabaseSync,
  {
    copy,
    leaseFor,
    now,
    atomically,
  }: {
    readonly copy: string;
    readonly leaseFor: number;
    readonly now: () => number;
    /** Runs work in one transaction. */
    readonly atomically: <Answer>(work: () => Answer) => Answer;
  },
): Submissions {
  const joined = `FROM question LEFT JOIN submission ON submission.key = question.key WHERE ${FOLLOWED}`;
  const next = database.prepare(
    `SELECT question.key, asked, ballot, delivery, submission.failures, closing ${joined}
     AND coalesce(submission.next_at, 0) <= ? AND coalesce(submission.lease_until, 0) <= ? ORDER BY coalesce(submission.next_at, 0), until, question.key LIMIT 1`,
  );
  const lease = database.prepare(
    "INSERT INTO submission (key, lease_until, lease_of) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET lease_until = excluded.lease_until, lease_of = excluded.lease_of",
  );
  const renew = database.prepare("UPDATE submission SET lease_until = ? WHERE key = ? AND lease_of = ?");
  const postpone = database.prepare(
    "UPDATE submission SET next_at = ?, problem = ?, failures = ?, closing = ?, lease_until = 0 WHERE key = ? AND lease_of = ?",
  );
  const finish = database.prepare(
    "UPDATE submission SET done = 1, problem = NULL, lease_until = 0 WHERE key = ?",
  );
  const keep = database.prepare(
    "INSERT INTO submission (key, delivery) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET delivery = excluded.delivery",
  );
  const count = database.prepare(`SELECT count(*) AS count ${joined}`);
  const release = database.prepare("UPDATE submission SET lease_until = 0 WHERE lease_of = ?");
  return {
    claim: () => {
      const row = atomically(() => {
        const time = now();
        const found = next.get(time, time) as Row | undefined;
        if (found !== undefined) lease.run(found.key, time + leaseFor, copy);
        return found;
      });
      return row && submissionIn(row);
    },
    renew: (key) => void renew.run(now() + leaseFor, key, copy),
    postpone: ({ key, failures }, milliseconds, { problem, isClosing = false } = {}) =>
      void postpone.run(
        ...([now() + milliseconds, problem?.slice(0, LONGEST_PROBLEM) ?? null] as const),
        ...([problem === undefined ? 0 : failures + 1, isClosing ? 1 : 0, key, copy] as const),
      ),
    finish: (key) => void finish.run(key),
    keepDelivery: (key, delivery) => void keep.run(key, delivery),
    count: () => Number(Reflect.get(Object(count.get()), "count")),
    release: () => void release.run(copy),
  };
}

function submissionIn({ key, asked, ballot, delivery, failures, closing }: Row): Submission {
  return {
    ...{ key, asked: caseFrom(asked), ballot: parseBallot(ballot), failures: failures ?? 0 },
    delivery: delivery === null ? undefined : parseDelivery(delivery),
    isClosing: closing === 1,
  };
}
