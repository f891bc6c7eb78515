import type { ThreadResult, ThreadTask } from "./messages.ts";
import { BEGINNING, dealsAfter, drawnDeals, type EventPlace, namingsOf } from "./named-rows.ts";

type Db = typeof import("ponder:api")["db"];
type Schema = typeof import("ponder:schema")["default"];

export interface Following {
  readonly thread: { readonly do: (task: ThreadTask) => Promise<ThreadResult> };
  readonly rows: Pick<Db, "select">;
  readonly schema: Schema;
  /** The latest indexed block. */
  readonly head: () => Promise<bigint>;
  /** Whether the indexer has read all of the past. */
  readonly isReady: () => Promise<boolean>;
  readonly fromBeginning: boolean;
  /** Milliseconds between two looks. */
  readonly paceMs: number;
}

/** Events of one look. */
const PAGE = 500;
/** A chain may replace blocks: those of the last minutes are read again once a minute. */
const AGAIN_MS = 60_000;
const AGAIN_BLOCKS = 1_024n;
const FAILED_MS = 10_000;
/** Another process resolves: it is asked from time to time whether it still does. */
const OTHER_MS = 10_000;

const textOf = ({ block, logIndex, part }: EventPlace) => `${block}-${logIndex}-${part}`;

function placeIn(text: string | undefined): EventPlace {
  const [, block, logIndex, part] = /^(\d{1,18})-(-?\d{1,10})-(-?\d{1,10})$/.exec(text ?? "") ?? [];
  return block === undefined
    ? BEGINNING
    : { block: BigInt(block), logIndex: Number(logIndex), part: Number(part) };
}

/** Tells the thread what the rows name, as they come, for as long as the process runs. */
export function follow(following: Following): void {
  const { paceMs } = following;
  const look = new Look(following);
  const again = (ms: number) => setTimeout(run, ms).unref();
  const run = async () => {
    const start = Date.now();
    try {
      const pause = await look.once();
      // Indexing has at least half of the time.
      again(Math.max(pause ?? paceMs, Date.now() - start));
    } catch {
      // Rows that cannot be read now, or a thread that ended: both may come back.
      again(FAILED_MS);
    }
  };
  again(0);
}

/** Where reading is. */
class Look {
  readonly #following: Following;
  #place: EventPlace | undefined;
  #lastAgain = 0;

  constructor(following: Following) {
    this.#following = following;
  }

  /** Reads one page of what came since. @returns Milliseconds to the next look; undefined for the usual ones. */
  async once(): Promise<number | undefined> {
    const { thread, rows, schema, head, isReady } = this.#following;
    if (!(await isReady())) return undefined;
    const { isOther, place } = await thread.do({ kind: "place" });
    if (isOther === true) {
      this.#place = undefined;
      return OTHER_MS;
    }
    this.#place ??= this.#following.fromBeginning ? BEGINNING : placeIn(place);
    if ((await head()) < this.#place.block) this.#place = BEGINNING;
    if (Date.now() - this.#lastAgain >= AGAIN_MS) {
      this.#lastAgain = Date.now();
      const block = this.#place.block - AGAIN_BLOCKS;
      this.#place = block > 0n ? { block, logIndex: -1, part: -1 } : BEGINNING;
    }
    const { deals, last } = await dealsAfter(rows, schema, this.#place, PAGE);
    if (last === undefined) return undefined;
    const namings = await namingsOf(rows, schema, deals);
    const draws = await drawnDeals(rows, schema, deals);
    await thread.do({ kind: "take", namings, draws, place: textOf(last) });
    this.#place = last;
    return 0;
  }
}
