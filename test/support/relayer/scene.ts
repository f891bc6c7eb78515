import { type Address, type Hex, toHex } from "viem";
import type { NodeClient } from "../../../apps/relayer/engine/node.ts";
import { defaultSettings, type EngineSettings } from "../../../apps/relayer/engine/settings.ts";
import {
  buildOrder,
  orderIdOf,
  pay,
  quittanceAbi,
  release,
  signOrder,
  signRelease,
} from "../../../sdk/index.ts";
import { intentIdOf } from "../../../sdk/relayer/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";

/** An intent of the scene, and what must become of it. */
export interface SceneIntent {
  readonly id: Hex;
  readonly data: Hex;
  readonly amount: bigint;
  readonly orderId: Hex | undefined;
  /** `either`: of all that say so, exactly one is done. */
  readonly expected: "done" | "refused" | "either";
}

export interface Scene {
  readonly stack: Stack;
  readonly node: NodeClient;
  readonly settings: EngineSettings;
  readonly intents: readonly SceneIntent[];
  readonly request: (method: string, ...params: readonly unknown[]) => Promise<unknown>;
  /** The nonce of the sender before it relays. */
  readonly firstNonce: number;
  /** The first block that can hold a relayed transaction. */
  readonly firstBlock: bigint;
  readonly stop: () => Promise<void>;
}

const FUNDS = 1_000_000n;
const DAY = 86_400;
const ORDERS = 7;

/**
 * A chain on which blocks are made when a test asks for them, and signed calls: orders that can be paid, one that cannot, two
 * of one nonce, and two releases of one deal.
 */
export async function startScene(changes: Partial<EngineSettings> = {}): Promise<Scene> {
  const stack = await startStack();
  const { address, buyer, seller, domain, publicClient, chain } = stack;
  await stack.fundLedger(buyer.address, FUNDS);
  const { terms } = await openExampleDeal(stack);
  const validUntil = (await stack.now()) + 30 * DAY;
  const idOf = (data: Hex) => intentIdOf({ chainId: chain.id, address, data });
  const orderFor = async (
    nonce: bigint,
    amount: bigint,
    expected: SceneIntent["expected"],
  ): Promise<SceneIntent> => {
    const payments = [{ payee: seller.address, amount }];
    const order = buildOrder({ account: buyer.address, payments, nonce, validUntil });
    const signature = await signOrder({ domain, order, account: buyer });
    const { data } = pay.call({ address, orders: [{ order, signature }] });
    return { id: idOf(data), data, amount, orderId: orderIdOf({ domain, order }), expected };
  };
  const released = async (milestone: number): Promise<SceneIntent> => {
    const signature = await signRelease({ domain, terms, milestone, account: buyer });
    const { data } = release.call({ address, terms, milestone, signature });
    return { id: idOf(data), data, amount: 0n, orderId: undefined, expected: "done" };
  };
  const intents: SceneIntent[] = [];
  for (let each = 0; each < ORDERS; each++)
    intents.push(await orderFor(BigInt(each), 1n << BigInt(each), "done"));
  intents.splice(2, 0, await orderFor(100n, FUNDS * 2n, "refused"));
  intents.splice(4, 0, await orderFor(101n, 1_000n, "either"), await released(0));
  intents.push(await orderFor(101n, 2_000n, "either"), await released(1));
  const request = (method: string, ...params: readonly unknown[]) =>
    publicClient.request({ method, params } as never) as Promise<unknown>;
  await request("evm_setAutomine", false);
  const settings = {
    ...defaultSettings,
    address,
    chainId: chain.id,
    finalDepth: 30,
    stuckAfter: 15_000,
    ...changes,
  };
  return {
    ...{ stack, node: publicClient as NodeClient, settings, intents, request, stop: stack.stop },
    firstNonce: await publicClient.getTransactionCount({ address: stack.relayer.address }),
    firstBlock: (await publicClient.getBlockNumber()) + 1n,
  };
}

/** How often each order was paid since the first block of the scene. */
export async function paidOrders({ stack, firstBlock }: Scene): Promise<ReadonlyMap<Hex, number>> {
  const logs = await stack.publicClient.getContractEvents({
    ...{ address: stack.address, abi: quittanceAbi, eventName: "OrderPaid", fromBlock: firstBlock },
  });
  const counts = new Map<Hex, number>();
  for (const { args } of logs)
    if (args.orderId) counts.set(args.orderId, (counts.get(args.orderId) ?? 0) + 1);
  return counts;
}

/** Makes blocks, the first of them with what waits. */
export const mine = ({ request }: Pick<Scene, "request">, blocks: number) =>
  request("hardhat_mine", toHex(blocks));

export type { Address };
