import {
  type Address,
  formatLog,
  type Hex,
  isHash,
  type Log,
  numberToHex,
  type RpcBlock,
  type RpcLog,
} from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { decodeError } from "../errors/decode.ts";
import { RATE_CODES } from "../errors/node-refusals.ts";
import { RpcFailedError } from "../errors/transport.ts";
import { NodeAnswerMalformedError } from "../errors/watching.ts";
import { isSameAddress } from "../protocol/address.ts";

/** What a watcher needs to know of a block. */
export interface Block {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  /** Unix seconds. */
  readonly timestamp: number;
}

/** A log of a mined block. */
export type MinedLog = Log<bigint, number, false>;

/** Topics of one question, as `eth_getLogs` takes them: each place takes any of its values, or anything. */
export type Topics = readonly (readonly Hex[] | null)[];

/** Asks about the logs of one contract, or of several. */
export class NodeQuestions {
  readonly #client: ActingClient;
  readonly #address: Address | readonly Address[];

  constructor(client: ActingClient, address: Address | readonly Address[]) {
    this.#client = client;
    this.#address = address;
  }

  /** The latest block, of this or another number; undefined when the node has none of that number. */
  async block(number: bigint | "latest"): Promise<Block | undefined> {
    const tag = number === "latest" ? number : numberToHex(number);
    const answer = await this.#ask(() =>
      this.#client.request({ method: "eth_getBlockByNumber", params: [tag, false] }, { dedupe: false }),
    );
    if (answer === null) return undefined;
    const block = blockOf(answer);
    if (number !== "latest" && block.number !== number)
      throw new NodeAnswerMalformedError(`block ${block.number} came for block ${number}`);
    return block;
  }

  /** All logs of the contracts in the block of this hash. A node that lacks the block refuses, and never answers "none". */
  async logsOf(block: Block, topics: Topics): Promise<MinedLog[]> {
    const filter = { address: this.#address as Address, topics: topics as never, blockHash: block.hash };
    const logs = await this.#logs(filter);
    const strange = logs.find(({ blockHash }) => blockHash !== block.hash);
    if (strange !== undefined)
      throw new NodeAnswerMalformedError(`a log of block ${strange.blockHash} came for block ${block.hash}`);
    return logs;
  }

  /** Logs of several questions in a stretch of blocks, both ends included, in order; throws RpcFailedError when refused. */
  async logsWithin(
    range: { readonly from: bigint; readonly to: bigint },
    questions: readonly Topics[],
  ): Promise<MinedLog[][]> {
    const span = { fromBlock: numberToHex(range.from), toBlock: numberToHex(range.to) };
    const answers = await Promise.all(
      questions.map((topics) => this.#logs({ address: this.#address, topics: topics as never, ...span })),
    );
    for (const { blockNumber } of answers.flat()) {
      if (blockNumber < range.from || blockNumber > range.to)
        throw new NodeAnswerMalformedError(
          `a log of block ${blockNumber} came for ${range.from} to ${range.to}`,
        );
    }
    return answers;
  }

  async #logs(filter: object): Promise<MinedLog[]> {
    const answer: unknown = await this.#ask(() =>
      this.#client.request({ method: "eth_getLogs", params: [filter as never] }, { dedupe: false }),
    );
    if (!Array.isArray(answer)) throw new NodeAnswerMalformedError("logs are no list");
    return answer.map((each: RpcLog) => this.#logOf(each)).sort((one, other) => order(one, other));
  }

  #logOf(answer: RpcLog): MinedLog {
    const log = formatLog(answer) as MinedLog;
    const isMined = isHash(String(log.blockHash)) && isHash(String(log.transactionHash));
    const isNumbered = typeof log.blockNumber === "bigint" && Number.isSafeInteger(log.logIndex);
    if (!isMined || !isNumbered) throw new NodeAnswerMalformedError("a log names no block");
    if (!this.#isAsked(log.address))
      throw new NodeAnswerMalformedError("a log is of another contract than was asked about");
    return log;
  }

  #isAsked(address: Address): boolean {
    return [this.#address].flat().some((asked) => isSameAddress(address, asked));
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await question();
    } catch (error) {
      throw decodeError(error);
    }
  }
}

function blockOf({ number, hash, parentHash, timestamp }: RpcBlock): Block {
  const isWhole = isHash(String(hash)) && isHash(String(parentHash));
  if (!isWhole || number === null || hash === null)
    throw new NodeAnswerMalformedError("a block has no number, hash or parent");
  return { number: BigInt(number), hash, parentHash, timestamp: Number(timestamp) };
}

function order(one: MinedLog, other: MinedLog): number {
  return one.blockNumber === other.blockNumber
    ? one.logIndex - other.logIndex
    : Number(one.blockNumber - other.blockNumber);
}

/** Codes beside `RATE_CODES` by which a node that names no size says that it was asked too often. */
const LIMIT_CODES: readonly (number | undefined)[] = [-32_005, -32_029];
/** As nodes put it that a stretch or an answer is too large, whatever the code. */
const TOO_MUCH = /range|too (many|large)|limit(ed)? (to|of)|more than|exceed|max(imum)?|response size/i;
const RATE_TEXT = /\brate\b|per second|too many requests|throttl|quota|request (count|limit)/i;

/** Whether a node refused because it was asked for too much at once: fewer blocks may do. */
export function isTooMuch(error: unknown): boolean {
  if (!(error instanceof RpcFailedError)) return false;
  const said = error.details ?? "";
  if (RATE_TEXT.test(said)) return false;
  return TOO_MUCH.test(said) || ![...RATE_CODES, ...LIMIT_CODES].includes(error.code);
}
