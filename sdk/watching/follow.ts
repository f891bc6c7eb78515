import type { Address, Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { BaseError } from "../errors/base.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { ChainMismatchError, NodeUnreachableError, RpcFailedError } from "../errors/transport.ts";
import {
  NodeAnswerMalformedError,
  ReorganisationTooDeepError,
  WatchInterruptedError,
} from "../errors/watching.ts";
import { requirePositiveInteger } from "../json/options.ts";
import type { WatchCursor } from "./cursor.ts";
import { onNewBlocks } from "./new-blocks.ts";
import type { Block, MinedLog, Topics } from "./node-questions.ts";
import { Pause, pauseAfter } from "./patience.ts";
import { ChainReader, type Replaced } from "./reader.ts";

/** How a watcher reads the chain. */
export interface Following {
  /** Address of the Quittance contract. */
  readonly address: Address;
  /** The first block to read; when neither it nor `cursor` is given, only what comes from now on is read. */
  readonly fromBlock?: bigint | undefined;
  /** The last block to read: the watcher ends, without an error, when it has read it. Without an end when left out. */
  readonly toBlock?: bigint | undefined;
  /** Where an earlier watcher stopped; in the place of `fromBlock`. */
  readonly cursor?: WatchCursor | undefined;
  /** How many blocks deep an event must be before it is reported; 1, in the latest block, when left out. */
  readonly confirmations?: number | undefined;
  /** Blocks that one `eth_getLogs` spans; 10,000 when left out. It shrinks when the node refuses, and grows again. */
  readonly blockRange?: number | undefined;
  /** An answer of so many logs is taken for cut short, and asked for again in smaller parts; 1,000 when left out. */
  readonly maxLogs?: number | undefined;
  /** Milliseconds between two looks at the chain; the client's own when left out. */
  readonly pollingInterval?: number | undefined;
  /** Failures in a row after which the watcher gives up; 10 when left out. */
  readonly attempts?: number | undefined;
  /** Ends the watcher, without an error. */
  readonly signal?: AbortSignal | undefined;
}

/** The names of the fields of `Following`, as `requireOptions` takes them. */
export const FOLLOWING =
  "address fromBlock toBlock cursor confirmations blockRange maxLogs pollingInterval attempts signal";

/** What to ask for. */
export interface Asked {
  /** Topics near the head, where the logs of whole blocks are read. */
  readonly near: Topics;
  /** Topics of each question about a long stretch of blocks. */
  readonly far: readonly Topics[];
}

/** What following the chain yields. `cursor` is how far everything before and with it was read. */
export type Step =
  | {
      readonly kind: "added" | "removed";
      readonly block: Block;
      readonly log: MinedLog;
      /** How many blocks deep it was, its own included, when the chain was last looked at. */
      readonly confirmations: number;
      readonly cursorAt: (part: number) => WatchCursor;
    }
  | {
      readonly kind: "replaced";
      /** The last block that stayed; undefined when none did that was read. */
      readonly kept: { readonly number: bigint; readonly hash: Hex } | undefined;
      /** Whether every log that was removed is known, and follows. */
      readonly isComplete: boolean;
      readonly cursor: WatchCursor;
    }
  | { readonly kind: "reached"; readonly block: Block; readonly cursor: WatchCursor };

const ATTEMPTS = 10;

/** Reads the chain's logs in order, without an end: what is added, and what was added and is no longer in the chain. */
export async function* follow(
  client: ActingClient,
  following: Following & { readonly others?: readonly Address[] | undefined },
  asked: Asked,
): AsyncGenerator<Step, void, undefined> {
  const { signal, confirmations = 1, toBlock } = following;
  const attempts = following.attempts ?? ATTEMPTS;
  const interval = following.pollingInterval ?? client.pollingInterval;
  requirePositiveInteger("attempts", attempts);
  requirePositiveInteger("pollingInterval", interval);
  requirePositiveInteger("confirmations", confirmations);
  const reader = new ChainReader(client, following, asked);
  const pause = new Pause();
  const end = onNewBlocks(client, () => pause.wake());
  try {
    for (let failures = 0; !signal?.aborted; ) {
      let steps: Step[] | undefined;
      try {
        steps = await readOn(reader, confirmations, toBlock);
        failures = 0;
      } catch (error) {
        failures += 1;
        if (!mayPass(error)) throw error;
        if (failures >= attempts) throw new WatchInterruptedError(failures, reader.cursor(), error);
        await pause.for(pauseAfter(failures, interval), signal);
        continue;
      }
      for (const step of steps ?? []) {
        if (signal?.aborted) return;
        yield step;
      }
      if (toBlock !== undefined && reader.hasRead(toBlock)) return;
      if (steps === undefined) await pause.for(interval, signal);
    }
  } finally {
    end();
  }
}

/** The next steps; undefined when everything up to the latest block was read. */
async function readOn(
  reader: ChainReader,
  confirmations: number,
  toBlock: bigint | undefined,
): Promise<Step[] | undefined> {
  const head = await reader.look();
  const replaced = await reader.replaced(head);
  if (replaced !== undefined) return stepsBack(replaced);
  const deep = head.number - BigInt(confirmations) + 1n;
  const read = await reader.read(head, toBlock !== undefined && toBlock < deep ? toBlock : deep);
  if (read === undefined) return undefined;
  const steps: Step[] = read.flatMap(({ block, logs }) =>
    logs.map((log) => ({
      kind: "added" as const,
      ...{ block, log, confirmations: depthOf(block, head) },
      cursorAt: (part) => reader.cursorAt(block, log.logIndex, part),
    })),
  );
  const last = read.at(-1)?.block;
  const cursor = reader.cursor();
  if (last !== undefined && cursor !== undefined && reader.isAtEnd)
    steps.push({ kind: "reached", block: last, cursor });
  return steps;
}

/** What a reorganisation removed, latest first, behind the news of it. A cursor from before its end makes the next watcher find it again. */
function stepsBack({ blocks, kept, isComplete, cursor }: Replaced): Step[] {
  const removed = blocks.flatMap(({ block, logs }) => [...logs].reverse().map((log) => ({ block, log })));
  return [
    { kind: "replaced", kept, isComplete, cursor },
    ...removed.map(({ block, log }) => ({
      kind: "removed" as const,
      ...{ block, log, confirmations: 0 },
      cursorAt: () => cursor,
    })),
  ];
}

const depthOf = (block: Block, head: Block): number => Math.max(Number(head.number - block.number) + 1, 1);

/** Whether asking again may help. */
export function mayPass(error: unknown): error is BaseError {
  if (!(error instanceof BaseError)) return false;
  const passes = [RpcFailedError, NodeUnreachableError, NodeAnswerMalformedError];
  return passes.some((kind) => error instanceof kind) && !isFinal(error);
}

const isFinal = (error: BaseError): boolean =>
  [InvalidFieldError, ChainMismatchError, ReorganisationTooDeepError].some((kind) => error instanceof kind);
