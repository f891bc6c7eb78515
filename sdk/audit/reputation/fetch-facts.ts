import { type Address, type Hex, numberToHex, type RpcBlock } from "viem";
import { getChainId } from "viem/actions";
import type { ActingClient } from "../../client/action-types.ts";
import { collectDocuments } from "../../documents/collect.ts";
import { factsOfDocuments } from "../../documents/facts.ts";
import type { DocumentPlace } from "../../documents/places.ts";
import { decodeError } from "../../errors/decode.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { NodeUnreachableError } from "../../errors/transport.ts";
import { NodeAnswerMalformedError } from "../../errors/watching.ts";
import { requireList, requireOptions, requirePositiveInteger } from "../../json/options.ts";
import { requireAddress } from "../../protocol/address.ts";
import { quittanceDomain } from "../../protocol/domain.ts";
import { deriveFacts } from "../../reputation/derive-facts.ts";
import type { FactBlock, ReputationFacts } from "../../reputation/facts.ts";
import type { DocumentsOf, FactSources } from "../../reputation/sources.ts";
import { sourcesOf } from "../../reputation/sources-of.ts";
import { fetchFactLogs } from "./fact-logs.ts";

/** Where facts of reputation are read, and as of which block. */
export interface FactQuestion {
  /** The Quittance contract. */
  readonly quittance: Address;
  /** Juror pools whose seats vouch and whose duties have owners; none when left out. */
  readonly pools?: readonly Address[] | undefined;
  /** The block in which the contract was deployed, or an earlier one; 0 when left out. What began before it is unknown. */
  readonly fromBlock?: bigint | undefined;
  /** The block of the answer; the latest when left out. */
  readonly toBlock?: bigint | undefined;
  /** In the place of the latest: the newest block that the node holds final. */
  readonly finalized?: boolean | undefined;
  /** Most blocks of one question about logs; 10,000 when left out. */
  readonly blockRange?: number | undefined;
  /**
   * Where the documents lie that the chain names by hash: each is verified. Or what documents say that you verified yourself. Left out:
   * facts hold only what the chain says.
   */
  readonly documents?: readonly DocumentPlace[] | DocumentsOf | undefined;
}

/** The names of the fields of `FactQuestion`. */
export const QUESTION_FIELDS = "quittance pools fromBlock toBlock finalized blockRange documents";

/** A block that facts are as of. */
export interface FactBlockHash extends FactBlock {
  readonly hash: Hex;
}

/** Facts of reputation, and the block as of which they are. */
export interface FetchedFacts {
  readonly facts: ReputationFacts;
  readonly asOf: FactBlockHash;
  /** What the facts were derived from. */
  readonly sources: FactSources;
  /** What was used of documents in places, as `factsOfDocuments` says it; empty without any. */
  readonly used: readonly Hex[];
}

const BLOCK_RANGE = 10_000;
/** How often the chain may change below the block while it is read. */
const MOST_READINGS = 3;

/**
 * Collects the facts of reputation from the chain alone: reads the events of the contract and of juror pools in stretches of blocks
 * that the node answers, and derives facts as of one block. A reorganisation in between is noticed by the block's hash, and everything
 * is read again. It asks no indexer.
 *
 * @throws InvalidFieldError for a field that is wrong, or a block that the chain does not have yet; NodeAnswerMalformedError for logs
 * that contradict themselves; NodeUnreachableError, RpcFailedError when the node does not answer.
 * @example
 * import { fetchReputationFacts } from "quittance/audit";
 * import { reputationOf } from "quittance/reputation";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * await openExampleDeal(stack);
 * const { facts, asOf } = await fetchReputationFacts(stack.publicClient, { quittance: stack.address });
 * const { blockNumber, timestamp } = asOf;
 * const { score } = reputationOf({ facts, asOf: { blockNumber, timestamp }, subject: stack.seller.address });
 * console.log(facts.settlements.length, score); // 0 0: nothing settled yet
 * await stack.stop();
 */
export async function fetchReputationFacts(client: ActingClient, input: FactQuestion): Promise<FetchedFacts> {
  requireOptions(input, QUESTION_FIELDS);
  const { quittance, pools = [], fromBlock = 0n, blockRange = BLOCK_RANGE } = input;
  requireQuestion(input);
  for (let reading = 1; ; reading++) {
    const asOf = await blockOf(client, input.toBlock ?? (input.finalized === true ? "finalized" : "latest"));
    const { blockNumber: toBlock, timestamp } = asOf;
    const range = { fromBlock, toBlock, blockRange: BigInt(blockRange) };
    const logs = await fetchFactLogs(client, { quittance, pools }, range);
    const after = await blockOf(client, toBlock);
    if (after.hash === asOf.hash) {
      const sources = sourcesOf({ logs, quittance, pools });
      const block = { blockNumber: toBlock, timestamp };
      const { documents, used } = await saidByDocuments(client, sources, block, input);
      return { facts: deriveFacts({ sources, asOf: block, documents }), asOf, sources, used };
    }
    if (reading === MOST_READINGS) {
      throw new NodeAnswerMalformedError(
        `block ${toBlock} changed each of the ${MOST_READINGS} times it was read`,
      );
    }
  }
}

/** What documents say, where places are named in which they may lie. */
async function saidByDocuments(
  client: ActingClient,
  sources: FactSources,
  asOf: FactBlock,
  { quittance, pools = [], documents: places }: FactQuestion,
): Promise<{ readonly documents?: DocumentsOf; readonly used: readonly Hex[] }> {
  if (places === undefined) return { used: [] };
  if (typeof places === "function") return { documents: places, used: [] };
  const domain = quittanceDomain({ chainId: await getChainId(client), address: quittance });
  const known = await collectDocuments({ sources, asOf, places, client, domain, pools });
  return factsOfDocuments({ sources, asOf, known });
}

function requireQuestion({
  quittance,
  pools = [],
  fromBlock,
  toBlock,
  finalized,
  blockRange,
  documents,
}: FactQuestion) {
  requireAddress("quittance", quittance);
  if (documents !== undefined && typeof documents !== "function") requireList("documents", documents);
  requireList("pools", pools);
  pools.forEach((pool, index) => {
    requireAddress(`pools[${index}]`, pool);
  });
  requireBlock("fromBlock", fromBlock);
  requireBlock("toBlock", toBlock);
  if (blockRange !== undefined) requirePositiveInteger("blockRange", blockRange);
  if (finalized === undefined || (typeof finalized === "boolean" && !(finalized && toBlock !== undefined)))
    return;
  throw new InvalidFieldError({
    field: "finalized",
    value: finalized,
    problem: "must be true or false, and false beside toBlock",
    remedy: "Name a block, or ask as of the newest finalized one.",
  });
}

function requireBlock(field: string, block: bigint | undefined): void {
  if (block === undefined || (typeof block === "bigint" && block >= 0n && block < 2n ** 64n)) return;
  throw new InvalidFieldError({
    field,
    value: block,
    problem: "must be the number of a block, a bigint",
    remedy: "Give a number such as 1000n, or leave it out.",
  });
}

async function blockOf(client: ActingClient, block: bigint | "latest" | "finalized"): Promise<FactBlockHash> {
  const tag = typeof block === "bigint" ? numberToHex(block) : block;
  let answer: Partial<RpcBlock> | null;
  try {
    answer = (await client.request({
      method: "eth_getBlockByNumber",
      params: [tag, false],
    } as never)) as typeof answer;
  } catch (error) {
    throw decodeError(error);
  }
  if (answer === null && typeof block === "bigint") {
    throw new InvalidFieldError({
      field: "toBlock",
      value: block,
      problem: "must be of a block that the node has",
      remedy: "Ask as of an earlier block, or wait until the node has it.",
    });
  }
  const { number, hash, timestamp } = answer ?? {};
  if (typeof number === "string" && typeof hash === "string" && typeof timestamp === "string") {
    return { blockNumber: BigInt(number), hash: hash.toLowerCase() as Hex, timestamp: BigInt(timestamp) };
  }
  throw new NodeUnreachableError(`the node has no block ${tag}`);
}
