import {
  type Address,
  formatLog,
  type Hex,
  numberToHex,
  type RpcBlock,
  type RpcLog,
  type RpcTransaction,
  type RpcTransactionReceipt,
  toEventSelector,
} from "viem";
import { panelDrawnEvent } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { requireChain } from "../../client/chain.ts";
import { readTokenDomain } from "../../client/token-domain.ts";
import { decodeError } from "../../errors/decode.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { NodeUnreachableError } from "../../errors/transport.ts";
import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import { getUsdc } from "../../payments/ledger/get-usdc.ts";
import { requireAddress } from "../../protocol/address.ts";
import { requireWord } from "../../protocol/hex-parts.ts";
import { sharesFee, type Terms } from "../../protocol/terms.ts";
import { eventsOf, topicOfBatches } from "../../watching/decode.ts";
import type { MinedLog } from "../../watching/node-questions.ts";
import { fetchAccounts, keysIn } from "./fetch-accounts.ts";
import { fetchPool } from "./fetch-pool.ts";
import { openingIn } from "./opening.ts";
import { askEach, logsIn, ordered } from "./ranges.ts";
import type { AccountRecord, DealRecord } from "./record.ts";

/** Where to look for a deal. */
export interface RecordQuestion {
  /** The Quittance contract. */
  readonly address: Address;
  readonly dealId: Hex;
  /** No block before it is looked at; 0 when left out. */
  readonly fromBlock?: bigint;
  /** The last block to look at; the latest when left out. */
  readonly toBlock?: bigint;
  /** Most blocks of one question about logs; 10,000 when left out. */
  readonly blockRange?: number;
  /** The first block to look at for seats of the juror pool; `fromBlock` when left out. */
  readonly poolFromBlock?: bigint;
}

const BLOCK_RANGE = 10_000;
/** Deals that replaced each other in turn. */
const MOST_ANCESTORS = 32;

/**
 * Fetches what a node knows of a deal: its events with the transactions, receipts and blocks that hold them, those of the deals
 * that it replaced, and what the draws of round 2 were made from. Nothing is checked here; `auditDeal` checks it.
 *
 * @throws InvalidFieldError when the node knows no such deal, or a field is wrong; RpcFailedError, NodeUnreachableError when it does not answer.
 * @example
 * import { fetchDealRecord } from "quittance/audit";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { dealId } = await openExampleDeal(stack);
 * const record = await fetchDealRecord(stack.publicClient, { address: stack.address, dealId });
 * console.log(record.logs.length); // 1
 * await stack.stop();
 */
export async function fetchDealRecord(client: ActingClient, input: RecordQuestion): Promise<DealRecord> {
  requireOptions(input, "address dealId fromBlock toBlock blockRange poolFromBlock");
  requireAddress("address", input.address);
  requireWord("dealId", input.dealId);
  for (const name of ["fromBlock", "toBlock", "poolFromBlock"] as const) requireBlock(name, input[name]);
  if (input.blockRange !== undefined) requirePositiveInteger("blockRange", input.blockRange);
  const chainId = await requireChain(client, undefined);
  const token = await readTokenDomain(client, { token: await getUsdc(client, { address: input.address }) });
  const head = await blockAt(client, input.toBlock ?? "latest");
  return fetchDeal(client, { ...input, dealId: input.dealId.toLowerCase() as Hex }, { chainId, token, head });
}

/** A block as a node can be asked for it: nothing else is put in a question or an error. */
function requireBlock(field: string, block: bigint | undefined): void {
  if (block === undefined || (typeof block === "bigint" && block >= 0n && block < 2n ** 64n)) return;
  throw new InvalidFieldError({
    field,
    value: block,
    problem: "must be the number of a block, a bigint",
    remedy: "Give a number such as 1000n, or leave it out.",
  });
}

type Surroundings = Pick<DealRecord, "chainId" | "token"> & { readonly head: RpcBlock };

async function fetchDeal(
  client: ActingClient,
  input: RecordQuestion,
  known: Surroundings,
  depth = 0,
): Promise<DealRecord> {
  const { address, dealId, fromBlock = 0n, blockRange = BLOCK_RANGE } = input;
  const { chainId, token, head } = known;
  const toBlock = BigInt(head.number ?? 0);
  const range = { address, fromBlock, toBlock, blockRange: BigInt(blockRange) };
  const [own, named] = await Promise.all([
    logsIn(client, { ...range, topics: [null, [dealId]] }),
    logsIn(client, { ...range, topics: [null, null, [dealId]] }),
  ]);
  const opening = openingIn(own, dealId);
  if (opening === undefined) refuseUnknown(dealId, fromBlock);
  const batches = mayBeInBatch(opening.terms)
    ? (await logsIn(client, { ...range, topics: [[topicOfBatches()]] })).filter(({ data }) =>
        data.includes(dealId.slice(2)),
      )
    : [];
  const logs = ordered([...own, ...named, ...batches]);
  const hashes = [...new Set(logs.map(({ transactionHash }) => transactionHash as Hex))];
  const numbers = [...new Set(logs.map(({ blockNumber }) => blockNumber as Hex))];
  const { terms } = opening;
  const signers = signersOf(terms, payersIn(logs));
  const [blocks, transactions, receipts, found] = await Promise.all([
    askEach(numbers, (number) => blockAt(client, BigInt(number))),
    askEach(hashes, (hash) => requested<RpcTransaction>(client, "eth_getTransactionByHash", hash)),
    receiptsOf(client, hashes),
    fetchAccounts(client, range, signers),
  ]);
  const [withCode, accounts] = await Promise.all([
    accountsWithCode(client, [...signers, ...keysIn(found)]),
    Promise.all(found.map((account) => withReceipts(client, account))),
  ]);
  const drawn = logs.filter(({ topics: [topic] }) => topic === toEventSelector(panelDrawnEvent));
  const pool =
    terms.disputes === undefined || drawn.length === 0
      ? undefined
      : await fetchPool(client, {
          pool: terms.disputes.pool,
          fromBlock: input.poolFromBlock ?? fromBlock,
          blockRange: BigInt(blockRange),
          logs,
          blockAt: (number) => blockAt(client, number),
          receiptsOf: (each) => receiptsOf(client, each),
        });
  const before = terms.amends?.deal;
  const ancestor =
    before === undefined || depth === MOST_ANCESTORS
      ? undefined
      : await fetchDeal(client, { ...input, dealId: before }, known, depth + 1);
  return {
    ...{ chainId, contract: address, token, dealId, fromBlock, toBlock, logs, transactions, receipts },
    blocks: blocks.some(({ number }) => number === head.number) ? blocks : [...blocks, head],
    ...{ withCode, accounts },
    ...(pool === undefined ? {} : { pool }),
    ancestors: ancestor === undefined ? [] : [ancestor, ...ancestor.ancestors],
  };
}

/** Whether verdicts on a deal may be in events of batches, which name it in no topic. */
function mayBeInBatch(terms: Terms): boolean {
  return terms.contestWindow === 0 && !sharesFee(terms);
}

function refuseUnknown(dealId: Hex, fromBlock: bigint): never {
  throw new InvalidFieldError({
    field: "dealId",
    value: dealId,
    hash: true,
    problem: `must be of a deal that the contract opened in block ${fromBlock} or later, as far as this node knows`,
    remedy: "Check the id, the chain and the contract, or look from an earlier block on.",
  });
}

/** Who paid a bond: anyone may, and so sign for it as a contract. */
function payersIn(logs: readonly RpcLog[]): Address[] {
  return logs.flatMap((log) => {
    try {
      return eventsOf(formatLog(log) as MinedLog).flatMap((event) =>
        event.name === "ContestOpened" ? [event.payer] : [],
      );
    } catch {
      return [];
    }
  });
}

/** Who may have signed something of a deal, jurors of round 2 apart. */
function signersOf({ buyer, seller, panel, disputes }: Terms, payers: readonly Address[]): Address[] {
  const arbiters = disputes === undefined ? [] : [disputes.arbiter];
  return [...new Set([buyer, seller, ...panel, ...arbiters, ...payers])];
}

async function accountsWithCode(client: ActingClient, accounts: readonly Address[]): Promise<Address[]> {
  const codes = await askEach(accounts, (account) =>
    requested<Hex>(client, "eth_getCode", account, "latest"),
  );
  return accounts.filter((_, index) => codes[index] !== "0x");
}

async function withReceipts(
  client: ActingClient,
  account: Omit<AccountRecord, "receipts">,
): Promise<AccountRecord> {
  const hashes = [...new Set(account.logs.map(({ transactionHash }) => transactionHash as Hex))];
  return { ...account, receipts: await receiptsOf(client, hashes) };
}

function receiptsOf(client: ActingClient, hashes: readonly Hex[]): Promise<RpcTransactionReceipt[]> {
  return askEach(hashes, (hash) =>
    requested<RpcTransactionReceipt>(client, "eth_getTransactionReceipt", hash),
  );
}

async function blockAt(client: ActingClient, number: bigint | "latest"): Promise<RpcBlock> {
  const tag = number === "latest" ? number : numberToHex(number);
  return requested<RpcBlock>(client, "eth_getBlockByNumber", tag, false);
}

async function requested<Answer extends object | Hex>(
  client: ActingClient,
  method: string,
  ...params: readonly unknown[]
): Promise<Answer> {
  let answer: Answer | null;
  try {
    answer = (await client.request({ method, params } as never)) as Answer | null;
  } catch (error) {
    throw decodeError(error);
  }
  if (answer !== null) return answer;
  throw new NodeUnreachableError(`the node has nothing for ${method} of ${String(params[0])}`);
}
