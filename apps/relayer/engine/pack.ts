import { quittanceAbi } from "quittance/abi";
import { batchedSelectors, firstBytesOf } from "quittance/relayer";
import { type Address, encodeFunctionData, type Hex, size, slice } from "viem";
import type { Fees, Intent } from "../store/records.ts";
import { claimQueued, isUnsettled } from "./claim.ts";
import { type EngineContext, type View, writeAndSend } from "./context.ts";
import { transactionOf } from "./deploying.ts";
import { gasOfCall, limitBeyond, limitOf, mostFor } from "./gas.ts";
import { lookAgain } from "./look-again.ts";
import { estimate, receiptOf } from "./node.ts";
import { feesFor } from "./price.ts";

/** How many intents are looked at in one step. */
const MOST_QUEUED = 1_000;
/** Some intents for one transaction. */
type Pack = readonly Intent[];

/** Simulates what is queued, packs it into as few transactions as fit, and sends them. */
export async function packQueued(context: EngineContext, view: View, open: number): Promise<void> {
  const { store, settings, lease, log } = context;
  const room = settings.mostOpen - open;
  const fees = feesFor(view.head.baseFee, settings);
  if (fees === undefined)
    log("warn", "gas costs more than is to be paid", { baseFee: String(view.head.baseFee) });
  if (room <= 0 || fees === undefined) return;
  const queued = await claimQueued(context, view, Math.min(MOST_QUEUED, room * settings.mostItems));
  const isWaiting = await isUnsettled(context, open);
  const willing = await withoutRefused(context, queued, isWaiting);
  const packs = packsOf(willing, settings);
  let nonce = Math.max(view.nonce, await store.nextNonce(lease.sender));
  let left = room;
  while (left > 0) {
    const pack = packs.shift();
    if (pack === undefined) return;
    const sent = await sendPack(context, pack, { nonce, fees, isFirst: !isWaiting && left === room });
    if (sent === "split") packs.unshift(pack.slice(0, pack.length / 2), pack.slice(pack.length / 2));
    if (sent === "lost") return;
    if (sent !== "sent") continue;
    nonce++;
    left--;
  }
}

/** What goes through when it is simulated. What does not is refused, unless an open transaction may still change that soon. */
async function withoutRefused(context: EngineContext, queued: Pack, isWaiting: boolean): Promise<Intent[]> {
  const { settings, now } = context;
  const checked = await Promise.all(
    queued.map(async (intent) => {
      const { gas, transaction, deploying, askedAt } = intent;
      const isUntried = transaction === undefined && deploying === undefined && gas !== undefined;
      if (isUntried && now() - askedAt < settings.freshFor) return intent;
      const simulated = await lookAgain(context, intent);
      if ("result" in simulated) return simulated.result;
      const isLate = now() - askedAt >= settings.refuseAfter;
      if (!isWaiting || isLate) await refuse(context, intent, simulated.reason);
      return undefined;
    }),
  );
  return checked.filter((intent) => intent !== undefined);
}

/** Refuses an intent, unless a transaction of ours that was given up has done it after all. */
async function refuse(
  { store, node, log }: EngineContext,
  { id, transaction }: Intent,
  reason: Hex,
): Promise<void> {
  const given = transaction === undefined ? undefined : await store.transaction(transaction);
  const earlier = given?.state === "lost" ? await store.attempts(given.number) : [];
  for (const { hash } of earlier) if ((await receiptOf(node, hash)) !== undefined) return;
  await store.refuse(id, reason);
  log("info", "intent refused", { id, reason: reason.slice(0, 10) });
}

/**
 * Intents of one function go together, unless they are about the same terms. Others go alone, and so do those that failed before
 * or deploy wallets.
 */
export function packsOf(
  intents: Pack,
  { mostItems, mostBytes }: { readonly mostItems: number; readonly mostBytes: number },
): Pack[] {
  const packs: Pack[] = [];
  const growing = new Map<Hex, { items: Intent[]; subjects: Set<Hex>; bytes: number }[]>();
  for (const intent of intents) {
    const selector = slice(intent.data, 0, 4);
    const isAlone = intent.transaction !== undefined || intent.deploying !== undefined;
    if (isAlone || !batchedSelectors().has(selector)) {
      packs.push([intent]);
      continue;
    }
    const subject = firstBytesOf(intent.data);
    const bytes = size(intent.data);
    const candidates = growing.get(selector) ?? [];
    const fitting = candidates.find(
      ({ items, subjects, bytes: before }) =>
        items.length < mostItems && before + bytes <= mostBytes && !subjects.has(subject),
    );
    if (fitting !== undefined) {
      fitting.items.push(intent);
      fitting.subjects.add(subject);
      fitting.bytes += bytes;
      continue;
    }
    const items = [intent];
    growing.set(selector, [...candidates, { items, subjects: new Set([subject]), bytes }]);
    packs.push(items);
  }
  return packs;
}

const callOf = (address: Address, pack: Pack): { readonly to: Address; readonly data: Hex } =>
  pack.length === 1 && pack[0] !== undefined
    ? transactionOf(address, pack[0])
    : {
        to: address,
        data: encodeFunctionData({
          abi: quittanceAbi,
          functionName: "batch",
          args: [pack.map(({ data }) => data), false],
        }),
      };

/**
 * The gas to give to a transaction, and what it is found to need. What failed before, or deploys wallets, is estimated by the
 * node, as it knows what that needs.
 */
async function gasFor(
  { node }: EngineContext,
  pack: Pack,
  { to, data }: { readonly to: Address; readonly data: Hex },
): Promise<{ readonly result: bigint; readonly estimated: bigint } | { readonly reason: Hex }> {
  const isKnown = pack.every(
    ({ transaction, deploying, gas }) =>
      transaction === undefined && deploying === undefined && gas !== undefined,
  );
  if (isKnown) {
    const calls = pack.reduce((sum, { gas = 0n }) => sum + gas, 0n);
    return { result: limitOf(calls, data), estimated: calls };
  }
  const estimated = await estimate(node, to, data);
  if ("reason" in estimated) return estimated;
  return { result: limitBeyond(estimated.result), estimated: estimated.result };
}

/** Whether the node finds that an intent needs much more gas than was priced, or deployments any more. */
function isDearer({ deploying, gas, transaction }: Intent, data: Hex, estimated: bigint): boolean {
  if (deploying !== undefined) return estimated > deploying.gas;
  return transaction !== undefined && gas !== undefined && gasOfCall(estimated, data) > mostFor(gas);
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/** Writes one transaction, and sends it. */
async function sendPack(
  context: EngineContext,
  pack: Pack,
  { nonce, fees, isFirst }: { readonly nonce: number; readonly fees: Fees; readonly isFirst: boolean },
): Promise<"sent" | "split" | "left" | "lost"> {
  const { settings, lease, purse, now, log } = context;
  const { to, data } = callOf(settings.address, pack);
  const [first] = pack;
  if (first === undefined) return "left";
  const limit = await gasFor(context, pack, { to, data });
  const { deploying } = first;
  if ("reason" in limit) {
    const isLate = now() - first.askedAt >= settings.refuseAfter;
    // What Multicall3 reverts with is not the contract's error.
    if (isFirst || isLate) await refuse(context, first, deploying === undefined ? limit.reason : "0x");
    return "left";
  }
  if (isDearer(first, data, limit.estimated)) {
    await refuse(context, first, "0x");
    return "left";
  }
  const gas = deploying === undefined ? limit.result : least(limit.result, deploying.gas);
  if (gas > settings.mostGas && pack.length > 1) return "split";
  if (!purse.spend(gas * fees.maxFeePerGas)) {
    log("warn", "the sender has too little ETH", { sender: lease.sender, gas: String(gas) });
    return "left";
  }
  const transaction = { sender: lease.sender, nonce, to, data, gas };
  const items = pack.map(({ id }) => id);
  return (await writeAndSend(context, transaction, fees, items)) ? "sent" : "lost";
}
