import type { FactSources } from "quittance/reputation";
import type { BlockTime } from "../http/checkpoint.ts";
import type { ScoreThread } from "./thread.ts";

type Hex = `0x${string}`;

/** A block with its hash. */
export interface KnownBlock extends BlockTime {
  readonly hash: Hex;
}

/** Rows as of a block, which the thread of scores holds. */
export interface Snapshot {
  readonly number: number;
  readonly head: KnownBlock;
}

/** Nothing can be answered now; asking again later may. */
export class TrustUnavailable extends Error {
  override readonly name = "TrustUnavailable";
}

export interface SnapshotSource<Read extends BlockTime = BlockTime> {
  /** The block up to which everything is indexed now. */
  readonly head: () => Promise<BlockTime>;
  /** The hash of a block; null when no node has one of that number and time. */
  readonly hashOf: (block: BlockTime) => Promise<Hex | null>;
  /** Reads all rows in one transaction, part by part, and returns the block that they are as of. */
  readonly read: (take: (part: Partial<FactSources>) => Promise<void>) => Promise<Read>;
  /** The hash of the block of rows that were read; null when no node says that they are those of its chain. */
  readonly confirm: (read: Read) => Promise<Hex | null>;
}

const PATIENCE_MS = 2_000;
/**
 * Reads rows only when someone asks, once for each block at most and never twice at a time. Between two readings it rests for as long
 * as the last one took, so that indexing has at least half of the time.
 */
export class Snapshots<Read extends BlockTime = BlockTime> {
  readonly #source: SnapshotSource<Read>;
  readonly #thread: Pick<ScoreThread, "do" | "starts">;
  readonly #patienceMs: number;
  #latest: (Snapshot & { readonly starts: number }) | undefined;
  #running: Promise<Snapshot> | undefined;
  #count = 0;
  #restsUntil = 0;

  /** @param patienceMs So long a question waits for the newest block; then it is answered as of the one before. */
  constructor(
    source: SnapshotSource<Read>,
    thread: Pick<ScoreThread, "do" | "starts">,
    patienceMs = PATIENCE_MS,
  ) {
    this.#source = source;
    this.#thread = thread;
    this.#patienceMs = patienceMs;
  }

  /** The newest rows, or those of a block before while the newest are read. Throws `TrustUnavailable`. */
  async newest(): Promise<Snapshot> {
    const head = await this.#source.head();
    const known = this.#known();
    const isCurrent = known !== undefined && (await this.#source.hashOf(known.head)) === known.head.hash;
    if (isCurrent && known.head.block === head.block) return known;
    this.#running ??= this.#readSoon().finally(() => {
      this.#running = undefined;
    });
    // Nothing is answered as of a block that the chain gave up.
    if (!isCurrent) return this.#running;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Snapshot>((resolve) => {
      timer = setTimeout(() => resolve(known), this.#patienceMs);
    });
    return Promise.race([this.#running, late]).finally(() => clearTimeout(timer));
  }

  /** What the thread knew before it started again is gone. */
  #known(): Snapshot | undefined {
    return this.#latest?.starts === this.#thread.starts ? this.#latest : undefined;
  }

  async #readSoon(): Promise<Snapshot> {
    const rest = this.#restsUntil - Date.now();
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    const start = Date.now();
    try {
      return await this.#read();
    } finally {
      this.#restsUntil = 2 * Date.now() - start;
    }
  }

  async #read(): Promise<Snapshot> {
    const number = ++this.#count;
    // A contract that no one has used yet sends no part: its scores are those of no rows.
    await this.#thread.do({ kind: "add", snapshot: number, part: {} });
    const read = await this.#source.read(async (part) => {
      await this.#thread.do({ kind: "add", snapshot: number, part });
    });
    const hash = await this.#source.confirm(read);
    if (hash === null) {
      throw new TrustUnavailable(
        `No node says that the rows are those of its block ${read.block}: a node is behind, or the chain was reorganised.`,
      );
    }
    const { block, timestamp } = read;
    await this.#thread.do({ kind: "keep", snapshot: number });
    this.#latest = { number, head: { block, timestamp, hash }, starts: this.#thread.starts };
    return this.#latest;
  }
}
