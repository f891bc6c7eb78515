import type { Address, Hex } from "viem";
import { getCode } from "viem/actions";
import type { ActingClient } from "../client/action-types.ts";
import { decodeError } from "../errors/decode.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { ContractMissingError, NodeUnreachableError } from "../errors/transport.ts";
import { NodeAnswerMalformedError, ReorganisationTooDeepError } from "../errors/watching.ts";
import type { WatchCursor } from "./cursor.ts";
import { type ReadBlock, ReadBlocks } from "./memory.ts";
import { type Block, isTooMuch, type MinedLog, NodeQuestions, type Topics } from "./node-questions.ts";

/** A block and its logs. */
export interface BlockLogs {
  readonly block: Block;
  readonly logs: readonly MinedLog[];
}

/** What a reorganisation took away. */
export interface Replaced {
  /** Latest first. */
  readonly blocks: readonly BlockLogs[];
  readonly kept: { readonly number: bigint; readonly hash: Hex } | undefined;
  readonly isComplete: boolean;
  /** Where the watcher was. */
  readonly cursor: WatchCursor;
}

interface Reading {
  readonly address: Address;
  /** More contracts whose logs are read beside those of the first. */
  readonly others?: readonly Address[] | undefined;
  readonly fromBlock?: bigint | undefined;
  readonly cursor?: WatchCursor | undefined;
  readonly blockRange?: number | undefined;
  readonly maxLogs?: number | undefined;
}

/**
 * So close to the head each block is asked for by its hash: a node that lags refuses, where it would answer a question about a
 * stretch of blocks with fewer logs than there are.
 */
const NEAR = 128n;
/** Blocks that are asked for at once. */
const AT_ONCE = 8;
const BLOCK_RANGE = 10_000;
const MAX_LOGS = 1_000;

/** Reads the logs of one contract or more, block by block, and notices when the chain replaced what was read. */
export class ChainReader {
  readonly #client: ActingClient;
  readonly #node: NodeQuestions;
  readonly #reading: Reading;
  readonly #asked: { readonly near: Topics; readonly far: readonly Topics[] };
  readonly #blocks: ReadBlocks;
  readonly #widest: bigint;
  #span: bigint;
  /** The lowest block to read; undefined until the first look at the head. */
  #start: bigint | undefined;
  #next: bigint | undefined;
  /** A block of which an earlier watcher read a part. */
  #partly: WatchCursor | undefined;
  #isThere = false;
  #isAtEnd = false;

  constructor(
    client: ActingClient,
    reading: Reading,
    asked: { readonly near: Topics; readonly far: readonly Topics[] },
  ) {
    const { address, others = [], cursor, fromBlock, blockRange = BLOCK_RANGE } = reading;
    if (!Number.isSafeInteger(blockRange) || blockRange < 1) refuseRange(blockRange);
    this.#client = client;
    this.#node = new NodeQuestions(client, others.length === 0 ? address : [address, ...others]);
    this.#reading = reading;
    this.#asked = asked;
    this.#widest = BigInt(blockRange);
    this.#span = this.#widest;
    this.#start = fromBlock;
    this.#next = fromBlock;
    this.#blocks = new ReadBlocks(cursor === undefined ? [] : marksOf(cursor), cursor === undefined);
    if (cursor === undefined) return;
    this.#partly = cursor.logIndex === null ? undefined : cursor;
    this.#next = BigInt(cursor.block) + (this.#partly === undefined ? 1n : 0n);
    this.#start = this.#next;
  }

  /** Whether everything up to the target of the last reading was read. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** Whether everything up to a block was read. */
  hasRead(block: bigint): boolean {
    return this.#next !== undefined && this.#next > block;
  }

  /** The latest block. */
  async look(): Promise<Block> {
    if (!this.#isThere) await this.#requireContract();
    const head = await this.#node.block("latest");
    if (head === undefined) throw new NodeUnreachableError("the node has no latest block");
    if (this.#next === undefined) {
      this.#start = head.number;
      this.#next = head.number + 1n;
      this.#blocks.add(head, []);
    }
    return head;
  }

  /** What the chain has replaced of what was read; undefined when it has nothing. A node that only lags has replaced nothing. */
  async replaced(head: Block): Promise<Replaced | undefined> {
    const before = this.cursor();
    const highest = this.#blocks.notAbove(head.number);
    if (highest !== undefined && !(await this.#isInChain(highest, head))) {
      if (before === undefined) throw new NodeAnswerMalformedError("blocks changed before any was read");
      return this.#goBack(head, before);
    }
    const partly = this.#partly;
    if (partly === undefined || before === undefined || head.number < BigInt(partly.block)) return undefined;
    if (await this.#isInChain({ number: BigInt(partly.block), hash: partly.hash }, head)) return undefined;
    this.#partly = undefined;
    return { blocks: [], kept: this.#blocks.last, isComplete: false, cursor: before };
  }

  /**
   * The next blocks that are not above `target`, without the logs that the watcher before this one took; undefined when there is
   * no such block.
   */
  async read(head: Block, target: bigint): Promise<readonly BlockLogs[] | undefined> {
    const next = this.#next ?? head.number + 1n;
    if (next > target) return undefined;
    const isFar = this.#partly === undefined && target - next >= NEAR;
    const read = isFar ? await this.#readFar(next, target - NEAR) : await this.#readNear(next, target);
    for (const { block, logs } of read) this.#blocks.add(block, logs);
    this.#next = (read.at(-1)?.block.number ?? next - 1n) + 1n;
    this.#isAtEnd = this.#next > target;
    const partly = this.#partly;
    this.#partly = undefined;
    return read.map(({ block, logs }) => ({
      block,
      logs: logs.filter((log) => block.hash !== partly?.hash || log.logIndex >= (partly.logIndex ?? 0)),
    }));
  }

  /** Where the next watcher goes on after everything that was read; undefined when nothing was. */
  cursor(): WatchCursor | undefined {
    if (this.#partly !== undefined) return this.#partly;
    const { number, hash } = this.#blocks.last ?? {};
    if (number === undefined || hash === undefined) return undefined;
    const before = this.#blocks.marksBelow(number);
    return { block: Number(number), hash, logIndex: null, part: 0, before };
  }

  /** Where the next watcher goes on after one event of a log. */
  cursorAt({ number, hash, parentHash }: Block, logIndex: number, part: number): WatchCursor {
    const parent = { block: Number(number) - 1, hash: parentHash };
    const before = number === 0n ? [] : [parent, ...this.#blocks.marksBelow(number - 1n)];
    return { block: Number(number), hash, logIndex, part, before };
  }

  async #requireContract(): Promise<void> {
    const { address: first, others = [] } = this.#reading;
    for (const address of [first, ...others]) {
      const code = await getCode(this.#client, { address }).catch((error: unknown) => {
        throw decodeError(error);
      });
      if (code === undefined || code === "0x") throw new ContractMissingError(address);
    }
    this.#isThere = true;
  }

  async #isInChain({ number, hash }: Pick<ReadBlock, "number" | "hash">, head: Block): Promise<boolean> {
    if (number === head.number) return hash === head.hash;
    return hash === (await this.#blockIn(number)).hash;
  }

  /** A block that the node must have, as its head is not below it. */
  async #blockIn(number: bigint): Promise<Block> {
    const block = await this.#node.block(number);
    if (block === undefined) throw new NodeUnreachableError(`the node has no block ${number} below its head`);
    return block;
  }

  /** Forgets what the chain no longer has. Nothing is forgotten before the block that stayed is known. */
  async #goBack(head: Block, cursor: WatchCursor): Promise<Replaced> {
    let kept = this.#blocks.notAbove(head.number);
    while (kept !== undefined && !(await this.#isInChain(kept, head)))
      kept = this.#blocks.notAbove(kept.number - 1n);
    if (kept === undefined && !this.#blocks.isWhole)
      throw new ReorganisationTooDeepError(this.#blocks.first?.number ?? 0n);
    const gone: ReadBlock[] = [];
    while (this.#blocks.last !== undefined && this.#blocks.last !== kept) {
      const last = this.#blocks.pop();
      if (last !== undefined) gone.push(last);
    }
    this.#partly = undefined;
    this.#next = kept === undefined ? this.#start : kept.number + 1n;
    const isComplete = gone.every(({ read }) => read !== undefined);
    return { blocks: gone.flatMap(({ read }) => read ?? []), kept, isComplete, cursor };
  }

  async #readNear(next: bigint, target: bigint): Promise<BlockLogs[]> {
    const count = Math.min(AT_ONCE, Number(target - next) + 1);
    const numbers = Array.from({ length: count }, (_, index) => next + BigInt(index));
    const blocks = linked(await untilOneFails(numbers.map((number) => this.#node.block(number))));
    const [first] = blocks;
    if (first === undefined) throw new NodeUnreachableError(`the node has no block ${next} below its head`);
    const last = this.#blocks.last;
    if (last?.number === next - 1n && last.hash !== first.parentHash)
      throw new NodeAnswerMalformedError(`block ${next} does not follow the block before it`);
    const logs = await untilOneFails(blocks.map((block) => this.#node.logsOf(block, this.#asked.near)));
    return blocks.slice(0, logs.length).map((block, index) => ({ block, logs: logs[index] ?? [] }));
  }

  async #readFar(from: bigint, most: bigint): Promise<BlockLogs[]> {
    const { maxLogs = MAX_LOGS } = this.#reading;
    for (;;) {
      const end = from + this.#span - 1n;
      const to = end < most ? end : most;
      const isOne = to === from;
      const answers = await this.#node.logsWithin({ from, to }, this.#asked.far).catch((error: unknown) => {
        if (isTooMuch(error) && !isOne) return undefined;
        throw error;
      });
      const isCut = answers?.some(({ length }) => length >= maxLogs) && !isOne;
      if (answers === undefined || isCut) {
        this.#span = (to - from + 2n) / 2n;
        continue;
      }
      const read = await this.#placed(answers.flat(), to);
      this.#span = this.#span * 2n < this.#widest ? this.#span * 2n : this.#widest;
      return read;
    }
  }

  /** Logs by their blocks, each of which the chain must have; and the last block of the stretch. */
  async #placed(logs: readonly MinedLog[], to: bigint): Promise<BlockLogs[]> {
    const ofBlock = new Map<bigint, Map<number, MinedLog>>([[to, new Map()]]);
    for (const log of logs) {
      const others = ofBlock.get(log.blockNumber) ?? new Map<number, MinedLog>();
      ofBlock.set(log.blockNumber, others.set(log.logIndex, log));
    }
    const numbers = [...ofBlock.keys()].sort((one, other) => (one < other ? -1 : 1));
    const placed: BlockLogs[] = [];
    for (let at = 0; at < numbers.length; at += AT_ONCE) {
      const blocks = await Promise.all(
        numbers.slice(at, at + AT_ONCE).map((number) => this.#blockIn(number)),
      );
      for (const block of blocks) {
        const own = [...(ofBlock.get(block.number)?.values() ?? [])];
        if (own.some(({ blockHash }) => blockHash !== block.hash))
          throw new NodeAnswerMalformedError(`a log names another block ${block.number} than the chain has`);
        placed.push({ block, logs: own.sort((one, other) => one.logIndex - other.logIndex) });
      }
    }
    return placed;
  }
}

/** The answers before the first that failed; throws when that is the first of all. What failed is asked for again. */
async function untilOneFails<Answer>(questions: readonly Promise<Answer>[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const answer of await Promise.allSettled(questions)) {
    if (answer.status === "fulfilled") answers.push(answer.value);
    else if (answers.length === 0) throw answer.reason;
    else break;
  }
  return answers;
}

/** Those from the first on that follow each other. */
function linked(blocks: readonly (Block | undefined)[]): Block[] {
  const chain: Block[] = [];
  for (const block of blocks) {
    const last = chain.at(-1);
    if (block === undefined || (last !== undefined && block.parentHash !== last.hash)) break;
    chain.push(block);
  }
  return chain;
}

function marksOf({ block, hash, logIndex, before }: WatchCursor) {
  return logIndex === null ? [{ block, hash }, ...before] : before;
}

function refuseRange(blockRange: number): never {
  throw new InvalidFieldError({
    field: "blockRange",
    value: blockRange,
    problem: "must be a whole number of blocks, 1 or more",
    remedy: "Give what your node allows for one eth_getLogs, or leave it out.",
  });
}
