import {
  decodeFunctionData,
  encodeFunctionResult,
  erc20Abi,
  type Hex,
  isHex,
  padHex,
  toFunctionSelector,
  toHex,
  zeroHash,
} from "viem";
import { addressOfLine, type Recording, topicOfLine } from "../recording/file.ts";
import { UNFINAL_BLOCKS } from "../recording/profiles.ts";
import { balancesOf } from "./balances.ts";
import { latestOf } from "./latest-of.ts";

/** What a node answers to one request, as JSON; a refusal is thrown. */
export type Answer = (method: string, params: readonly unknown[]) => string;

/** A request that the recorded chain has no answer to. */
export class NotRecordedError extends Error {
  override readonly name = "NotRecordedError";
}

interface LogFilter {
  readonly address?: string | readonly string[];
  readonly topics?: readonly (string | readonly string[] | null)[];
  readonly fromBlock?: string;
  readonly toBlock?: string;
  readonly blockHash?: string;
}

/** What the contract and its pools answer with the token's address. */
const USDC = toFunctionSelector("function usdc() view returns (address)");
/** Blocks whose logs stay in memory: more than a request asks for while another asks for the same. */
const KEPT_BLOCKS = 1_200;

/**
 * Answers from a recording what Ponder and the indexer ask a node.
 *
 * @param head The number of the latest block there is now.
 */
export function answersOf(recording: Recording, head: () => number): Answer {
  const { facts, entries } = recording;
  const numbers = new Map(entries.map(({ hash, number }) => [hash as string, number]));
  const logLines = latestOf(recording.logLines, KEPT_BLOCKS);
  const blockText = latestOf(recording.blockText, KEPT_BLOCKS);

  const numberOf = (tag: unknown): number => {
    if (tag === "latest" || tag === "pending" || tag === undefined) return head();
    if (tag === "earliest") return 0;
    if (tag === "finalized" || tag === "safe") return Math.max(0, head() - UNFINAL_BLOCKS);
    if (isHex(tag)) return Number(tag);
    throw new NotRecordedError(`the recorded chain does not know the block ${JSON.stringify(tag)}`);
  };
  const blockAt = (number: number | undefined, isWhole: unknown): string => {
    if (number === undefined || number > head()) return "null";
    const text = blockText(number);
    if (isWhole === true) return text;
    const { transactions, ...block } = JSON.parse(text);
    return JSON.stringify({ ...block, transactions: transactions.map(({ hash }: { hash: Hex }) => hash) });
  };
  const logsOf = ({ address, topics, fromBlock, toBlock, blockHash }: LogFilter): string => {
    const addresses = lowerCased(address);
    const [firsts, ...rest] = (topics ?? []).map(lowerCased);
    const from =
      blockHash === undefined ? numberOf(fromBlock) : (numbers.get(blockHash) ?? Number.POSITIVE_INFINITY);
    const to = Math.min(blockHash === undefined ? numberOf(toBlock) : from, head());
    const found: string[] = [];
    for (let number = from; number <= to; number++) {
      for (const line of logLines(number)) {
        if (addresses !== undefined && !addresses.has(addressOfLine(line))) continue;
        if (firsts !== undefined && !firsts.has(topicOfLine(line))) continue;
        if (rest.length === 0 || hasTopics(line, rest)) found.push(line);
      }
    }
    return `[${found.join(",")}]`;
  };
  /** As much of a receipt as tells where a transaction is and what it logged; the newest are looked at first. */
  const receiptOf = (hash: string): string => {
    for (let number = head(); number >= 0; number--) {
      const logs = logLines(number).filter((line) => line.includes(`"transactionHash":"${hash}"`));
      const block = entries[number];
      if (logs.length === 0 || block === undefined) continue;
      const place = JSON.stringify({
        transactionHash: hash,
        blockHash: block.hash,
        blockNumber: toHex(number),
      });
      return `${place.slice(0, -1)},"status":"0x1","logs":[${logs.join(",")}]}`;
    }
    return "null";
  };
  const balanceOf = balancesOf(recording, logLines);
  const call = ({ to, data }: { readonly to?: string; readonly data?: Hex }, tag: unknown): string => {
    const isOwn = [facts.quittance, facts.pool].some((own) => own.toLowerCase() === to?.toLowerCase());
    if (isOwn && data === USDC) return JSON.stringify(padHex(facts.usdc, { size: 32 }).toLowerCase());
    if (to?.toLowerCase() === facts.usdc.toLowerCase() && data !== undefined) {
      const { functionName, args } = decodeFunctionData({ abi: erc20Abi, data });
      if (functionName === "balanceOf") {
        const result = balanceOf(args[0], numberOf(tag));
        return JSON.stringify(encodeFunctionResult({ abi: erc20Abi, functionName, result }));
      }
    }
    throw new NotRecordedError(`the recorded chain has no answer to the call ${data} of ${to}`);
  };

  return (method, params) => {
    const [first, second] = params;
    switch (method) {
      case "eth_chainId":
        return JSON.stringify(toHex(facts.chainId));
      case "eth_blockNumber":
        return JSON.stringify(toHex(head()));
      case "eth_getCode":
        return JSON.stringify(facts.codes[String(first).toLowerCase() as Hex] ?? "0x");
      case "eth_getBlockByNumber":
        return blockAt(numberOf(first), second);
      case "eth_getBlockByHash":
        return blockAt(numbers.get(String(first ?? zeroHash)), second);
      case "eth_getLogs":
        return logsOf(first as LogFilter);
      case "eth_getTransactionReceipt":
        return receiptOf(String(first).toLowerCase());
      case "eth_call":
        return call(first as { to?: string; data?: Hex }, second);
      default:
        throw new NotRecordedError(`the recorded chain does not answer ${method}`);
    }
  };
}

/** Whether the topics of a log after its first are those that are asked for. */
function hasTopics(line: string, wanted: readonly (ReadonlySet<string> | undefined)[]): boolean {
  const { topics }: { readonly topics: readonly string[] } = JSON.parse(line);
  return wanted.every(
    (among, place) => among === undefined || among.has((topics[place + 1] ?? "").toLowerCase()),
  );
}

function lowerCased(given: string | readonly string[] | null | undefined): ReadonlySet<string> | undefined {
  if (given === undefined || given === null) return undefined;
  return new Set([given].flat().map((each) => each.toLowerCase()));
}
