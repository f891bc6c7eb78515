import { type WatchingDuties, watchJudging } from "quittance/watching";
import type { Client } from "viem";
import { type JudgingOptions, judgeWork } from "../judging/judge-work.ts";
import type { Log } from "../log.ts";
import { hostOf } from "../queue/case.ts";
import type { Queue } from "../queue/queue.ts";
import type { Submission } from "../queue/submissions.ts";
import type { Progress, State, Work } from "../queue/work.ts";
import type { Settled } from "../settling/settle-work.ts";
import type { Stepped } from "./board-work.ts";
import type { Clock } from "./clock.ts";
import { hostLoad } from "./host-load.ts";
import { lane } from "./lane.ts";
import { pauseFor } from "./pause.ts";

export interface DaemonOptions {
  readonly node: Client;
  readonly watched: Omit<WatchingDuties, "signal">;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly judging: JudgingOptions;
  /** Signs, commits and shows; undefined in a dry run, which does nothing after judging. */
  readonly step: ((work: Work) => Promise<Stepped>) | undefined;
  /** Brings ballots that were shown to the chain, and settles; undefined in a juror that leaves that to others. */
  readonly settle: ((submission: Submission) => Promise<Settled>) | undefined;
  /** Pays out what was earned; called between two looks at the chain. */
  readonly collect: ((signal: AbortSignal) => Promise<void>) | undefined;
  readonly log: Log;
  readonly counted: (event: "judged" | "declined" | "signed" | "committed" | "shown" | "failed") => void;
  /** Questions that are judged at once. */
  readonly atOnce: number;
  /** Milliseconds for each step of judging one question: fetching its inputs, its evidence, and judging that, tests not included. */
  readonly judgingTimeout: number;
  /** Milliseconds between two looks at the queue while nothing is due. */
  readonly pollEvery: number;
}

/** A juror at work. */
export interface Daemon {
  /** Why it does not get on; undefined when it does. */
  trouble(): string | undefined;
  /** Ends: what is being signed or posted is finished, what is being judged is given up, and is judged after the next start. */
  stop(): Promise<void>;
}

/** Pieces of work with the boards at once. */
const BOARDS_AT_ONCE = 8;
const BOARD_STATES: readonly State[] = ["sign", "commit", "reveal", "shown"];
/** Looks at the queue between two at what is over and what was earned. */
const LOOKS_EACH = 5;
const LONGEST_PAUSE = 60_000;
/** Looks at the queue before a milestone for which nothing is left to do is looked at once more. */
const LOOKS_TO_CLOSE = 450;
const DONE = {
  sign: "judged",
  declined: "declined",
  commit: "signed",
  reveal: "committed",
  shown: "shown",
} as const;

/** Starts to watch the chain, to judge what it asks, and to bring the ballots to the boards. */
export function startDaemon(options: DaemonOptions): Daemon {
  const { node, watched, queue, clock, log, counted, judging, step, pollEvery } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const hosts = hostLoad(options.atOnce);
  let chainTrouble: string | undefined;
  let queueTrouble: string | undefined;

  const note = (work: Work, outcome: Stepped | { readonly again: string }) => {
    if ("wait" in outcome) return queue.postpone(work, outcome.wait);
    if ("again" in outcome)
      return queue.postpone(work, pauseFor(work.failures, pollEvery, LONGEST_PAUSE), outcome.again);
    queue.advance(work, outcome);
    const { dealId: deal, milestone, round } = work.asked;
    const event = outcome.state === "over" ? undefined : DONE[outcome.state];
    if (event === undefined) return;
    counted(event);
    log(outcome.state === "declined" ? "warn" : "info", event, {
      deal,
      milestone,
      round,
      ...shownOf(outcome),
    });
  };

  const failed = (work: Work, error: unknown) => {
    counted("failed");
    const problem = problemOf(error);
    const { dealId: deal, milestone, round } = work.asked;
    log("warn", "a step failed, and is taken again", { deal, milestone, round, state: work.state, problem });
    queue.postpone(work, pauseFor(work.failures, pollEvery, LONGEST_PAUSE), problem);
  };

  const judge = async (work: Work) => {
    const leave = hosts.enter(hostOf(work.asked));
    try {
      const time = { stop: signal, milliseconds: options.judgingTimeout };
      const outcome = await judgeWork(work.asked, judging, () => clock.now(), time);
      leave(!("again" in outcome));
      note(work, outcome);
    } catch (error) {
      leave(false);
      if (signal.aborted) queue.postpone(work, 0);
      else failed(work, error);
    }
  };

  const onError = (error: unknown) => {
    queueTrouble = nameOf(error);
  };
  const { settle } = options;
  const settleOne = async (send: NonNullable<typeof settle>, submission: Submission) => {
    const { submissions } = queue;
    try {
      const outcome = await send(submission);
      if ("wait" in outcome) submissions.postpone(submission, outcome.wait);
      // A reorganisation can take the settlement back: it is looked at once more.
      else if (submission.isClosing) submissions.finish(submission.key);
      else submissions.postpone(submission, LOOKS_TO_CLOSE * pollEvery, { isClosing: true });
    } catch (error) {
      counted("failed");
      const problem = problemOf(error);
      const { dealId: deal, milestone, round } = submission.asked;
      log("warn", "sending failed, and is tried again", { deal, milestone, round, problem });
      submissions.postpone(submission, pauseFor(submission.failures, pollEvery, LONGEST_PAUSE), { problem });
    }
  };

  const lanes = [
    ...(settle === undefined
      ? []
      : [
          lane({
            ...{ places: 1, pollEvery, signal, renew: queue.submissions.renew },
            claim: queue.submissions.claim,
            work: (submission) => settleOne(settle, submission),
            onError,
          }),
        ]),
    lane({
      ...{ places: options.atOnce, pollEvery, signal, renew: queue.renew },
      claim: () => queue.claim({ states: ["judge"], busyHosts: hosts.busy() }),
      work: judge,
      onError,
    }),
    ...(step === undefined
      ? []
      : [
          lane({
            ...{ places: BOARDS_AT_ONCE, pollEvery, signal, renew: queue.renew },
            claim: () => queue.claim({ states: BOARD_STATES, busyHosts: [] }),
            work: async (work) => {
              await step(work).then(
                (outcome) => note(work, outcome),
                (error: unknown) => failed(work, error),
              );
            },
            onError,
          }),
        ]),
  ];
  const wake = () => {
    for (const each of lanes) each.wake();
  };

  const watch = async () => {
    for (let failures = 0; !signal.aborted; ) {
      try {
        for await (const { cases, asOf } of watchJudging(node as never, { ...watched, signal })) {
          queue.take(cases, asOf.timestamp);
          failures = 0;
          chainTrouble = undefined;
          log("debug", "the chain was read", { block: asOf.block, waiting: cases.length });
          wake();
        }
      } catch (error) {
        chainTrouble = "the node does not answer";
        log("warn", "watching broke off, and starts again", { error: nameOf(error) });
        await sleep(pauseFor(failures++, pollEvery, LONGEST_PAUSE), signal);
      }
    }
  };

  const maintain = async () => {
    while (!signal.aborted) {
      try {
        queue.expire(await clock.now());
        await options.collect?.(signal);
        queueTrouble = undefined;
      } catch (error) {
        log("warn", "a look at the chain failed", { error: nameOf(error) });
      }
      await sleep(LOOKS_EACH * pollEvery, signal);
    }
  };

  const running = [watch(), maintain(), ...lanes.map((each) => each.done)];
  return {
    trouble: () =>
      chainTrouble ?? (queueTrouble === undefined ? undefined : `the queue fails: ${queueTrouble}`),
    stop: async () => {
      ending.abort();
      await Promise.all(running);
    },
  };
}

function shownOf(progress: Progress): Readonly<Record<string, string | number>> {
  if (progress.state === "declined") return { problem: progress.problem };
  return progress.state === "sign" ? { score: progress.decision.score } : {};
}

function problemOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return `${name}: ${message.split("\n")[0]}`;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

/** Ends early when the signal says so. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
