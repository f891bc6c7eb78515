import { type Address, decodeFunctionData, type Hex } from "viem";
import { openFunction, releaseFunction } from "../../../sdk/abi/fragments/quittance.ts";
import { quittanceAbi } from "../../../sdk/index.ts";
import { batched, countEvents, type DealCalls, type Market } from "./market.ts";
import { LOOK_MS, secondsOf, until } from "./pause.ts";
import { startBenchRelayer } from "./relayer.ts";

/** What relayers send that a baseline sends again. */
interface Sent {
  readonly data: Hex;
  readonly gas: bigint;
}

export interface Throughput {
  /** Deals opened and settled in a second. */
  readonly relayed: number;
  /** The relayer's own batches, signed before and sent from memory. */
  readonly ceiling: number;
  /** A loop of viem's `writeContract` and `waitForTransactionReceipt`. */
  readonly plain: number;
}

const PLAIN_DEALS = 15;
/** Deals that go through a relayer before it is measured. */
const WARMING_DEALS = 100;
/** Deals of one transaction, where they are not what is measured. */
const FILLED_AT_ONCE = 100;

/** Deals a second in three ways, on the same chain from the same state. */
export async function measureThroughput(market: Market, deals: number): Promise<Throughput> {
  const { request, sign } = market;
  const calls = await sign(deals);
  const few = await sign(PLAIN_DEALS);
  const { seconds: relayedSeconds, sender, fresh, firstBlock } = await relayDeals(market, calls);
  const sent = await sentBatches(market, sender, firstBlock);
  await request("evm_revert", fresh);
  await request("evm_snapshot");
  const ceilingSeconds = await sendFromMemory(market, calls, sent);
  const plainSeconds = await sendPlainly(market, few);
  return {
    relayed: deals / relayedSeconds,
    ceiling: deals / ceilingSeconds,
    plain: PLAIN_DEALS / plainSeconds,
  };
}

/** What deals through the relayer took, and the chain before them. */
export interface Relayed {
  readonly seconds: number;
  readonly sender: Address;
  /** A snapshot of the chain before these deals. */
  readonly fresh: unknown;
  /** The first block that can have one of them. */
  readonly firstBlock: bigint;
}

/**
 * Seconds for deals through the relayer: all are opened, then all are released. Some deals go before, as a process that has just
 * started runs code that is not compiled yet.
 */
export async function relayDeals(market: Market, calls: readonly DealCalls[]): Promise<Relayed> {
  const { stack, sign, request } = market;
  const warming = await sign(WARMING_DEALS);
  const relayer = await startBenchRelayer(stack);
  const relay = (all: readonly DealCalls[]) =>
    openAndSettle(market, all.length, {
      open: () => relayer.submit(all.map(({ open }) => open)),
      settle: () => relayer.submit(all.map(({ release }) => release)),
    });
  try {
    await relay(warming);
    const fresh = await request("evm_snapshot");
    const firstBlock = (await stack.publicClient.getBlockNumber({ cacheTime: 0 })) + 1n;
    const seconds = await secondsOf(() => relay(calls));
    return { seconds, sender: relayer.sender, fresh, firstBlock };
  } finally {
    await relayer.stop();
  }
}

/** Opens so many deals, waits until blocks have them, and does the same with their settlements. */
async function openAndSettle(
  market: Market,
  deals: number,
  { open, settle }: { readonly open: () => Promise<void>; readonly settle: () => Promise<void> },
): Promise<void> {
  const opened = await countEvents(market, "DealOpened");
  await open();
  await until(async () => (await opened()) >= deals);
  const settled = await countEvents(market, "MilestoneSettled");
  await settle();
  await until(async () => (await settled()) >= deals);
}

/** The transactions of the relayer's key to the contract, in their order, that hold calls of deals. */
async function sentBatches({ stack }: Market, sender: Address, firstBlock: bigint): Promise<readonly Sent[]> {
  const { publicClient, address } = stack;
  const head = await publicClient.getBlockNumber({ cacheTime: 0 });
  const sent: (Sent & { readonly nonce: number })[] = [];
  for (let number = firstBlock; number <= head; number++) {
    const block = await publicClient.getBlock({ blockNumber: number, includeTransactions: true });
    for (const { from, to, input, gas, nonce } of block.transactions) {
      const isOurs = from === sender.toLowerCase() && to === address.toLowerCase() && isOfDeals(input);
      if (isOurs) sent.push({ data: input, gas, nonce });
    }
  }
  return sent.sort((one, other) => one.nonce - other.nonce);
}

function isOfDeals(input: Hex): boolean {
  const { functionName } = decodeFunctionData({ abi: quittanceAbi, data: input });
  return ["batch", openFunction.name, releaseFunction.name].includes(functionName);
}

/** Seconds for the same batches, signed before, by another key. */
async function sendFromMemory(
  market: Market,
  calls: readonly DealCalls[],
  sent: readonly Sent[],
): Promise<number> {
  const { stack } = market;
  const { publicClient, accounts, chain } = stack;
  const sender = accounts.at(10);
  if (sender === undefined) throw new Error("the stack has twenty accounts");
  const first = await publicClient.getTransactionCount({ address: sender.address });
  const fees = { maxFeePerGas: 20_000_000_000n, maxPriorityFeePerGas: 1_000_000n };
  const signed = await Promise.all(
    sent.map(({ data, gas }, index) =>
      sender.signTransaction({
        ...{ type: "eip1559", chainId: chain.id, to: stack.address, data, gas, nonce: first + index },
        ...fees,
      }),
    ),
  );
  const isOpening = (data: Hex) => {
    const { functionName, args } = decodeFunctionData({ abi: quittanceAbi, data });
    const inner = functionName === "batch" ? (args[0][0] ?? "0x") : data;
    return decodeFunctionData({ abi: quittanceAbi, data: inner }).functionName === "open";
  };
  const openings = signed.filter((_, index) => isOpening(sent[index]?.data ?? "0x"));
  const releases = signed.filter((_, index) => !isOpening(sent[index]?.data ?? "0x"));
  const send = async (all: readonly Hex[]) => {
    for (const serializedTransaction of all) await publicClient.sendRawTransaction({ serializedTransaction });
  };
  return secondsOf(() =>
    openAndSettle(market, calls.length, { open: () => send(openings), settle: () => send(releases) }),
  );
}

/** Seconds for deals one after the other: each call is sent and waited for. */
async function sendPlainly({ stack }: Market, calls: readonly DealCalls[]): Promise<number> {
  const { publicClient, walletClient, accounts, address } = stack;
  const account = accounts.at(11);
  if (account === undefined) throw new Error("the stack has twenty accounts");
  const write = async (data: Hex) => {
    const { functionName, args } = decodeFunctionData({ abi: quittanceAbi, data });
    const hash = await walletClient.writeContract({
      abi: quittanceAbi,
      address,
      functionName,
      args,
      account,
    } as never);
    await publicClient.waitForTransactionReceipt({ hash, pollingInterval: LOOK_MS });
  };
  return secondsOf(async () => {
    for (const { open, release } of calls) {
      await write(open);
      await write(release);
    }
  });
}

/** Opens deals that stay open, in the largest batches that the relayer makes. */
export async function fillMarket(market: Market, deals: number): Promise<void> {
  const { stack, sign } = market;
  const { walletClient, publicClient, address } = stack;
  const CHUNK = 1_000;
  for (let made = 0; made < deals; made += CHUNK) {
    const calls = await sign(Math.min(CHUNK, deals - made));
    const batches = batched(
      calls.map(({ open }) => open),
      FILLED_AT_ONCE,
    );
    let last: Hex | undefined;
    for (const data of batches)
      last = await walletClient.sendTransaction({ to: address, data, gas: 15_000_000n });
    if (last !== undefined)
      await publicClient.waitForTransactionReceipt({ hash: last, pollingInterval: LOOK_MS });
  }
}
