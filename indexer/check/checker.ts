import type { RpcCall } from "../settings/chain.ts";
import { type Look, lookAt, type RowFacts } from "./look.ts";
import { Money } from "./money.ts";
import { latestOf } from "./nodes.ts";
import { Progress } from "./progress.ts";
import { type Problem, reread, startAgain } from "./remedy.ts";

/** What is known of the rows. */
export interface Verdict {
  /** Null before the first comparison. */
  readonly agrees: boolean | null;
  /** Why they do not agree, or why that is not known. */
  readonly problem: string | null;
  /** What an operator does about rows that do not agree; null while they do. */
  readonly remedy: string | null;
  /** The latest comparison. */
  readonly look: Look | null;
  /** Milliseconds since it was made; null before the first. */
  readonly ageMs: number | null;
}

/** Between two looks, milliseconds. */
export interface Pace {
  readonly idleMs: number;
  /** After a problem: a reorganisation that is being followed is none a moment later. */
  readonly againMs: number;
}

/** How often in a row a problem is found before it counts. */
const STRIKES = 3;

/**
 * Compares the rows with the chain again and again, one comparison at a time. Nodes are asked in their order, and the next
 * one only where one fails. What a node refuses is no verdict: the last one stands.
 */
export class Checker {
  readonly #readRows: () => Promise<RowFacts>;
  readonly #nodes: readonly RpcCall[];
  readonly #pace: Pace;
  readonly #money: Money;
  readonly #progress = new Progress();
  readonly #others: () => Problem | undefined;
  #strikes = 0;
  #agrees: boolean | null = null;
  #problem: string | null = null;
  #remedy: string = reread;
  #look: Look | null = null;
  #lookedAt = 0;
  #pending: Promise<void> | undefined;
  #isStopped = false;

  /** @param others What else is wrong, found elsewhere; undefined while nothing is. */
  constructor(
    readRows: () => Promise<RowFacts>,
    nodes: readonly RpcCall[],
    {
      startBlock,
      pace,
      others,
    }: {
      readonly startBlock: number;
      readonly pace: Pace;
      readonly others: () => Problem | undefined;
    },
  ) {
    this.#readRows = readRows;
    this.#nodes = nodes;
    this.#pace = pace;
    this.#money = new Money(startBlock);
    this.#others = others;
  }

  /** Looks from now on, until it is stopped. Nothing waits for it: it keeps no process alive. */
  start(): void {
    const next = () => {
      if (this.#isStopped) return;
      const waitMs = this.#strikes > 0 ? this.#pace.againMs : this.#pace.idleMs;
      setTimeout(() => void this.look().then(next), waitMs).unref();
    };
    next();
  }

  stop(): void {
    this.#isStopped = true;
  }

  get verdict(): Verdict {
    const other = this.#others();
    return {
      agrees: other === undefined ? this.#agrees : false,
      problem: other?.what ?? this.#problem,
      remedy: other?.remedy ?? (this.#agrees === false ? this.#remedy : null),
      look: this.#look,
      ageMs: this.#look === null ? null : performance.now() - this.#lookedAt,
    };
  }

  /** The verdict, after the first comparison was tried. A problem that was found once is looked at again before it is told. */
  async settled(): Promise<Verdict> {
    if (this.#agrees === null) {
      do await this.look();
      while (this.#strikes > 0 && this.#strikes < STRIKES);
    }
    return this.verdict;
  }

  /** One look; who asks while one is being made gets that one. */
  async look(): Promise<void> {
    this.#pending ??= this.#once().finally(() => {
      this.#pending = undefined;
    });
    await this.#pending;
  }

  async #once(): Promise<void> {
    let failure: unknown;
    for (const node of this.#nodes) {
      try {
        await this.#with(node);
        return;
      } catch (error) {
        failure = error;
      }
    }
    if (this.#agrees !== false) this.#problem = failure instanceof Error ? failure.message : String(failure);
  }

  async #with(node: RpcCall): Promise<void> {
    const facts = await this.#readRows();
    const latest = await latestOf(node);
    const { isComplete, head } = facts;
    const stalled = isComplete ? this.#progress.problem(head.block, latest, performance.now()) : undefined;
    const look = stalled === undefined ? await lookAt(facts, this.#money, node) : undefined;
    if (look === undefined && stalled === undefined) return;
    if (look !== undefined) {
      this.#look = look;
      this.#lookedAt = performance.now();
    }
    const problem = look?.problem ?? stalled;
    this.#strikes = problem === undefined ? 0 : Math.min(this.#strikes + 1, STRIKES);
    if (problem !== undefined && this.#strikes < STRIKES) return;
    this.#agrees = problem === undefined;
    this.#problem = problem ?? null;
    this.#remedy = look?.problem === undefined && stalled !== undefined ? startAgain : reread;
  }
}
