import { decodeError } from "quittance/errors";
import type { ChainReorganised, WatchCursor, Watcher } from "quittance/watching";
import { getBlockNumber } from "viem/actions";
import { bookmarkIn } from "../session/bookmark.ts";
import type { ContractEvent } from "../session/contract-event.ts";
import type { FollowOptions } from "../session/follow-options.ts";
import type { Session } from "../session/session.ts";
import { eventText } from "./event-text.ts";
import { isUnread, onUnread } from "./unread.ts";

/** From where to where is read, and how. */
export interface Stretch {
  readonly fromBlock?: bigint;
  readonly cursor?: WatchCursor;
  readonly toBlock?: bigint | undefined;
  readonly confirmations: number;
  readonly pollingInterval: number;
  readonly signal: AbortSignal;
}

/** What is printed, and until when. */
interface Following<Event extends { readonly cursor: WatchCursor }> {
  readonly options: FollowOptions;
  /** What is watched, in words that differ for each watch: a file of another one is refused. */
  readonly watch: string;
  readonly watcher: (stretch: Stretch) => Watcher<Event | ChainReorganised>;
  readonly from: bigint;
  /** What is printed of an event; undefined for one that was not asked for. */
  readonly shown: (event: Event) => ContractEvent | undefined;
  /** Whether nothing more can come. */
  readonly isOver?: () => Promise<boolean>;
}

/** Events after which it is asked whether nothing more can come. */
const ENDINGS = new Set(["MilestoneSettled", "DealCancelled", "DealAmended"]);

/**
 * Prints events, one a line, until nothing more comes, no one reads them, or Ctrl-C. What a reorganisation takes out of the chain is
 * printed again as taken back.
 */
export async function followAll<Event extends { readonly cursor: WatchCursor }>(
  session: Session,
  following: Following<Event>,
): Promise<void> {
  const { options, watch, watcher, from, isOver } = following;
  const bookmark = bookmarkIn(options.resume, watch);
  const print = await printerOf(session, following);
  const ending = new AbortController();
  const end = () => ending.abort();
  const quiet = onUnread(end);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
  const pace = {
    confirmations: options.depth,
    pollingInterval: options.every * 1_000,
    signal: ending.signal,
  };
  let cursor = options.fromBlock === undefined ? bookmark.cursor : undefined;
  let toBlock = options.once ? (await headOf(session)) - BigInt(options.depth - 1) : undefined;
  if ((await isOver?.()) === true) toBlock ??= await headOf(session);
  try {
    for (let isLast = false; !isLast; ) {
      isLast = true;
      const reading = watcher({
        ...pace,
        toBlock,
        ...(cursor === undefined ? { fromBlock: from } : { cursor }),
      });
      for await (const event of reading) {
        print(event);
        cursor = event.cursor;
        bookmark.keep(cursor);
        if (toBlock !== undefined || !isEnding(event) || (await isOver?.()) !== true) continue;
        // What is left are the last blocks, which the next reading ends with.
        toBlock = await headOf(session);
        isLast = false;
        break;
      }
      if (isLast) cursor = reading.cursor ?? cursor;
    }
  } finally {
    quiet();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, end);
    if (cursor !== undefined) {
      bookmark.keep(cursor);
      if (isTold(options, session)) session.output.note(readUpTo(cursor, options));
    }
  }
}

/** Programs that read it all at once see the last block in what they read. */
const isTold = ({ once, resume }: FollowOptions, { output }: Session): boolean =>
  !isUnread() && (resume !== undefined || once === undefined || !output.json);

function readUpTo({ block, logIndex }: WatchCursor, { resume }: FollowOptions): string {
  const next = logIndex === null ? block + 1 : block;
  const how = resume === undefined ? `--from-block ${next}` : `--resume ${resume}`;
  return `Read up to block ${block}. To go on: ${how}`;
}

const isEnding = (event: object) => ENDINGS.has(String(Reflect.get(event, "name")));

/** Prints an event, or the news of a reorganisation. */
async function printerOf<Event extends { readonly cursor: WatchCursor }>(
  { output, labels: named }: Session,
  { shown }: Following<Event>,
): Promise<(event: Event | ChainReorganised) => void> {
  const labels = await named();
  return (event) => {
    if (isNews(event)) {
      const { name, keptBlock, keptHash, isComplete } = event;
      output.follow({ text: newsText(event), data: { event: name, keptBlock, keptHash, isComplete } });
      return;
    }
    const told = shown(event);
    if (told === undefined) return;
    const text = eventText(told, labels);
    output.follow({ text: told.removed ? `TAKEN BACK  ${text}` : text, data: told });
  };
}

const isNews = (event: object): event is ChainReorganised =>
  Reflect.get(event, "name") === "ChainReorganised";

function newsText({ keptBlock, isComplete }: ChainReorganised): string {
  const where = keptBlock === undefined ? "all blocks that were read" : `the blocks after ${keptBlock}`;
  return isComplete
    ? `REORGANISED  The chain has replaced ${where}. What follows as taken back no longer happened.`
    : `REORGANISED  The chain has replaced ${where}. Discard what was printed of them; what the chain still has comes again.`;
}

async function headOf({ client }: Session): Promise<bigint> {
  return getBlockNumber(client, { cacheTime: 0 }).catch((error: unknown) => {
    throw decodeError(error);
  });
}
