import { createWalletClient, custom, type Hash, http } from "viem";
import {
  type ActingClient,
  BaseError,
  TransactionTimeoutError,
  TransactionUncertainError,
} from "../../../sdk/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import { answering, both, losingAnswers } from "../nodes/behaviours.ts";
import type { LoopbackNode } from "../nodes/loopback-node.ts";
import type { ActionCase, Elsewhere, PreparedAction } from "./action-case.ts";
import { type AnyAction, actionOf } from "./all.ts";

const SEND = "eth_sendRawTransaction";
const LOOK_UP = "eth_getTransactionByHash";
const RECEIPT = "eth_getTransactionReceipt";
const TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
/** Gas for any action that is sent without an estimate. */
const ENOUGH = 8_000_000n;
/** Milliseconds for a receipt that cannot come. */
const NO_TIME = 1;

/** What came of an action that was done, and then repeated with the same parameters. */
export interface Repetition {
  /** Of the first time. */
  readonly hash: Hash;
  /** The hash that the last call gave, or what it threw. */
  readonly again: Hash | BaseError;
  /** Transactions of the sender, in all. */
  readonly sent: number;
  /** Whether the second time did something. */
  readonly isDoubled: boolean;
}

interface Setting extends PreparedAction {
  readonly stack: Stack;
  readonly node: LoopbackNode;
  readonly action: AnyAction;
  readonly elsewhere: Elsewhere;
}

/** What was thrown, and the hash where it has one. */
type Thrown = BaseError & { readonly hash?: Hash | undefined };

/** How the first answer gets lost. Each gives the hash of the first time, and what the last call came to. */
const ways = {
  "by a node that forgets": async (setting: Setting) => {
    const { node } = setting;
    node.behave(both(losingAnswers([SEND]), answering([LOOK_UP, RECEIPT], { result: null })));
    const unsure = await lost(setting, TransactionUncertainError);
    node.behave((_, forward) => forward());
    return { hash: unsure.hash, again: await called(setting) };
  },
  "by a node, while it waits for a block": async (setting: Setting) => {
    const { node, stack } = setting;
    node.behave(losingAnswers([SEND]));
    return withoutBlocks(stack, async (mine) => {
      const late = await lost(setting, TransactionTimeoutError);
      await lost(setting, TransactionTimeoutError);
      await mine();
      return { hash: late.hash, again: await called(setting) };
    });
  },
  "by a wallet behind JSON-RPC": async (setting: Setting) => {
    const wallet = losingWallet(setting);
    await lost(setting, TransactionUncertainError, wallet);
    return { hash: await latestOf(setting), again: await called(setting, wallet) };
  },
  "by a wallet behind JSON-RPC, while it waits for a block": async (setting: Setting) => {
    const wallet = losingWallet(setting);
    return withoutBlocks(setting.stack, async (mine) => {
      await lost(setting, TransactionUncertainError, wallet);
      await lost(setting, TransactionUncertainError, wallet);
      await mine();
      return { hash: await latestOf(setting), again: await called(setting, wallet) };
    });
  },
  "by a process that ended": async (setting: Setting) => {
    const { stack, action, account, parameters, elsewhere } = setting;
    const { to, data, value } = action.call(parameters as never);
    const nonce = await countOf(setting);
    const sent = { to, data, value, account, nonce, gas: ENOUGH };
    const hash = await stack.walletClient.sendTransaction(sent);
    await stack.publicClient.waitForTransactionReceipt({ hash });
    const named = elsewhere === "nonce" ? { ...parameters, nonce } : parameters;
    return { hash, again: await called({ ...setting, parameters: named }) };
  },
} as const satisfies Readonly<
  Record<
    string,
    (setting: Setting) => Promise<Pick<Repetition, "again"> & { readonly hash?: Hash | undefined }>
  >
>;

export type Way = keyof typeof ways;
const waysToLose = Object.keys(ways) as readonly Way[];

/** The ways to lose an action's answer that are tried. */
export const waysFor = ({ elsewhere }: ActionCase): readonly Way[] =>
  waysToLose.filter((way) => elsewhere !== "again" || way !== "by a process that ended");

/** Does an action on a chain that is prepared for it, loses the answer in some way, and repeats it. */
export async function repeatAction(
  { stack, node }: Pick<Setting, "stack" | "node">,
  input: {
    readonly name: string;
    readonly actionCase: ActionCase;
    readonly prepared: PreparedAction;
    readonly way: Way;
  },
): Promise<Repetition> {
  const { name, actionCase, prepared, way } = input;
  const setting = { ...prepared, stack, node, action: actionOf(name), elsewhere: actionCase.elsewhere };
  node.behave((_, forward) => forward());
  const before = await countOf(setting);
  const { hash, again } = await ways[way](setting);
  if (hash === undefined) throw new Error(`${name}: nothing was sent`);
  const sent = (await countOf(setting)) - before;
  return { hash, again, sent, isDoubled: await isDoubled(setting, hash) };
}

/** Whether something happened after the block of a transaction; of an action that sets what is set, whether money moved. */
async function isDoubled({ stack, elsewhere }: Setting, hash: Hash): Promise<boolean> {
  const { publicClient } = stack;
  const { blockNumber, status } = await publicClient.getTransactionReceipt({ hash });
  if (status !== "success") throw new Error(`${hash} was mined and did nothing`);
  const after = await publicClient.getLogs({ fromBlock: blockNumber, toBlock: "latest" });
  const others = after.filter((log) => log.transactionHash !== hash);
  return others.some(({ topics }) => elsewhere !== "set" || topics[0] === TRANSFER);
}

async function called(setting: Setting, wallet = clientOf(setting)): Promise<Hash | BaseError> {
  const { action, parameters } = setting;
  try {
    return (await action(wallet, parameters as never)).hash;
  } catch (error) {
    if (error instanceof BaseError) return error;
    throw error;
  }
}

/** Does it without a receipt in time, and gives the error that says so. */
async function lost(
  setting: Setting,
  expected: typeof TransactionUncertainError | typeof TransactionTimeoutError,
  wallet = clientOf(setting),
): Promise<Thrown> {
  const parameters = { ...setting.parameters, timeout: NO_TIME };
  const thrown = await called({ ...setting, parameters }, wallet);
  if (thrown instanceof expected) return thrown;
  throw thrown instanceof BaseError ? thrown : new Error(`no answer was lost: ${thrown}`);
}

function clientOf({ stack: { chain }, node, account }: Setting): ActingClient {
  return createWalletClient({
    ...{ account, chain, pollingInterval: 20 },
    transport: http(node.url, { retryCount: 0 }),
  });
}

/** A wallet that does what it is asked, and whose first answer gets lost. */
function losingWallet({ stack: { chain, publicClient }, account }: Setting): ActingClient {
  let isLost = false;
  const request = async (call: { readonly method: string }) => {
    const answer = await publicClient.request(call as never);
    if (call.method !== "eth_sendTransaction" || isLost) return answer;
    isLost = true;
    throw new TypeError("fetch failed");
  };
  const transport = custom({ request }, { retryCount: 0 });
  return createWalletClient({ account: account.address, chain, pollingInterval: 20, transport });
}

const countOf = ({ stack, account: { address } }: Pick<Setting, "stack" | "account">) =>
  stack.publicClient.getTransactionCount({ address });

/** The last transaction that the sender has in a block, or that waits for one. */
async function latestOf({ stack, account }: Setting): Promise<Hash | undefined> {
  const { transactions } = await stack.publicClient.getBlock({ includeTransactions: true });
  return transactions.find(({ from }) => from === account.address.toLowerCase())?.hash;
}

/** Runs without blocks, but for those that are asked for. */
async function withoutBlocks<Answer>(
  { publicClient }: Stack,
  run: (mine: () => Promise<unknown>) => Promise<Answer>,
): Promise<Answer> {
  const request = (method: string, ...params: readonly unknown[]) =>
    publicClient.request({ method, params } as never) as Promise<unknown>;
  await request("evm_setAutomine", false);
  try {
    return await run(() => request("evm_mine"));
  } finally {
    await request("evm_setAutomine", true);
  }
}
