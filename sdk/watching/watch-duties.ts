import type { Address, Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { WatchInterruptedError } from "../errors/watching.ts";
import { requireOptions } from "../json/options.ts";
import { toJson } from "../json/parse.ts";
import { requireAddress } from "../protocol/address.ts";
import { topicOfBatches, topicsOfDeals } from "./decode.ts";
import type { Duty } from "./duties.ts";
import { DutyBook, topicOfAccounts } from "./duty-book.ts";
import { FOLLOWING, type Following, follow, mayPass } from "./follow.ts";
import { type Block, NodeQuestions } from "./node-questions.ts";
import { Pause, pauseAfter } from "./patience.ts";
import { requireFollowing, type Watcher, watcherOf } from "./watcher.ts";

/** What an agent has to do, as of a block. */
export interface DutyReport {
  readonly asOf: {
    readonly block: number;
    readonly hash: Hex;
    /** Unix seconds: the time that all is reckoned with. */
    readonly timestamp: number;
  };
  /** All of them, the earliest end first; those of the report before that are missing are done or over. */
  readonly duties: readonly Duty[];
}

/** How duties are watched. */
export interface WatchingDuties extends Omit<Following, "cursor" | "fromBlock"> {
  /** A buyer, seller, juror or arbiter; or a principal, whose accounts are meant with it. */
  readonly agent: Address;
  /** The block in which the contract was deployed, or in which the agent's oldest open deal was opened. */
  readonly fromBlock: bigint;
}

const ATTEMPTS = 10;

/**
 * Watches what an agent has to do in all its deals: reports the whole list at first, and again whenever it changes, by an event, by
 * the chain's time, or by a reorganisation. Each report holds alone, so that a restart needs no cursor.
 *
 * Deals come from the contract's events; where they are is read from the contract as of the block of the report, and what
 * follows is reckoned as `phaseOf` does.
 *
 * @throws WatchInterruptedError when the node keeps failing; then start it again.
 * @throws ReorganisationTooDeepError, ContractMissingError, InvalidFieldError
 * @example
 * import { watchDuties } from "quittance/watching";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, seller, startBlock } = stack;
 * await openExampleDeal(stack);
 * const watched = { address, agent: seller.address, fromBlock: BigInt(startBlock) };
 * for await (const { duties } of watchDuties(publicClient, watched)) {
 *   const [first] = duties;
 *   console.log(duties.length, first?.action === "deliver"); // 3 true
 *   break;
 * }
 * await stack.stop();
 */
export function watchDuties(client: ActingClient, parameters: WatchingDuties): Watcher<DutyReport> {
  return watchBook(client, parameters, (book, now) => ({ duties: book.duties(now) }));
}

/** Watches what follows for an agent from a book of its deals, and reports it whenever it changes. */
export function watchBook<Found extends object>(
  client: ActingClient,
  parameters: WatchingDuties,
  find: (book: DutyBook, now: number) => Found,
): Watcher<Found & Pick<DutyReport, "asOf">> {
  requireOptions(parameters, FOLLOWING.replace(" cursor", " agent"));
  const { agent, ...given } = parameters;
  requireAddress("agent", agent);
  if (typeof given.fromBlock !== "bigint") refuseBlock(given.fromBlock);
  const following = requireFollowing(client, given);
  return watcherOf(async function* (signal, note) {
    const book = new DutyBook(following.address, agent);
    let last: string | undefined;
    const topics = [[...topicsOfDeals(), topicOfBatches(), topicOfAccounts()]];
    const asked = { near: topics, far: [topics] };
    for await (const step of follow(client, { ...following, signal }, asked)) {
      if (step.kind === "added" || step.kind === "removed") book.note(step.log, step.kind === "removed");
      if (step.kind !== "reached") continue;
      note(step.cursor);
      const { block } = step;
      const isRead = await readPatiently(client, book, block, following, signal);
      const found = isRead ? find(book, block.timestamp) : undefined;
      const text = found === undefined ? last : toJson(found);
      if (found === undefined || text === last) continue;
      last = text;
      const { hash, timestamp } = block;
      yield { ...found, asOf: { block: Number(block.number), hash, timestamp } };
    }
  }, following.signal);
}

/** Reads as of a block until the node answers; false when the block is no longer the chain's, so that another follows. */
async function readPatiently(
  client: ActingClient,
  book: DutyBook,
  block: Block,
  { address, attempts = ATTEMPTS, pollingInterval = client.pollingInterval }: Following,
  signal: AbortSignal,
): Promise<boolean> {
  const node = new NodeQuestions(client, address);
  const pause = new Pause();
  for (let failures = 1; ; failures++) {
    try {
      await book.read(client, block.hash);
      return true;
    } catch (error) {
      if (!mayPass(error)) throw error;
      const present = await node.block(block.number).catch(() => undefined);
      if (signal.aborted || (present !== undefined && present.hash !== block.hash)) return false;
      if (failures >= attempts) throw new WatchInterruptedError(failures, undefined, error);
      await pause.for(pauseAfter(failures, pollingInterval), signal);
    }
  }
}

function refuseBlock(fromBlock: unknown): never {
  throw new InvalidFieldError({
    field: "fromBlock",
    value: fromBlock,
    problem: "must be a bigint: the number of a block",
    remedy: "Give the block in which the contract was deployed, of the deployment record.",
  });
}
