import { quittanceAbi } from "quittance/abi";
import { batchedSelectors, firstBytesOf } from "quittance/relayer";
import { encodeFunctionData, type Hex, keccak256, size, slice } from "viem";
import type { Fees, Intent } from "../store/records.ts";
import { type EngineContext, type View, writeAndSend } from "./context.ts";
import { estimate, receiptOf, simulate } from "./node.ts";
import { feesFor } from "./price.ts";

/** How many intents are looked at in one step. */
const MOST_QUEUED = 1_000;
/** Beyond the estimate of a batch: a wallet that one item asks can burn what it is given when it did not before. */
const BATCH_MARGIN = 300_000n;

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
  const queued = await store.queued(Math.min(MOST_QUEUED, room * settings.mostItems));
  const willing = await withoutRefused(context, queued, open > 0);
  const packs = packsOf(willing, settings);
  let nonce = Math.max(view.nonce, await store.nextNonce(lease.sender));
  let left = room;
  while (left > 0) {
    const pack = packs.shift();
    if (pack === undefined) return;
    const sent = await sendPack(context, pack, { nonce, fees, isFirst: open === 0 && left === room });
    if (sent === "split") packs.unshift(pack.slice(0, pack.length / 2), pack.slice(pack.length / 2));
    if (sent === "lost") return;
    if (sent !== "sent") continue;
    nonce++;
    left--;
  }
}

/** What goes through when it is simulated. What does not is refused, unless an open transaction may still change that soon. */
async function withoutRefused(context: EngineContext, queued: Pack, isWaiting: boolean): Promise<Intent[]> {
  const { settings, now, node } = context;
  const checked = await Promise.all(
    queued.map(async (intent) => {
      const isFresh = intent.transaction === undefined && now() - intent.askedAt < settings.freshFor;
      if (isFresh) return intent;
      const simulated = await simulate(node, settings.address, intent.data);
      if ("result" in simulated) return intent;
      const isLate = now() - intent.askedAt >= settings.refuseAfter;
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
  const earlier = transaction === undefined ? [] : await store.attempts(transaction);
  for (const { hash } of earlier) if ((await receiptOf(node, hash)) !== undefined) return;
  await store.refuse(id, reason);
  log("info", "intent refused", { id, reason: reason.slice(0, 10) });
}

/** Intents of one function go together, unless they are about the same terms; others, and those that failed before, go alone. */
export function packsOf(
  intents: Pack,
  { mostItems, mostBytes }: { readonly mostItems: number; readonly mostBytes: number },
): Pack[] {
  const packs: Pack[] = [];
  const growing = new Map<Hex, { items: Intent[]; subjects: Set<Hex>; bytes: number }[]>();
  for (const intent of intents) {
    const selector = slice(intent.data, 0, 4);
    if (!batchedSelectors().has(selector) || intent.transaction !== undefined) {
      packs.push([intent]);
      continue;
    }
    const subject = keccak256(firstBytesOf(intent.data));
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

const calldataOf = (pack: Pack): Hex =>
  pack.length === 1 && pack[0] !== undefined
    ? pack[0].data
    : encodeFunctionData({
        abi: quittanceAbi,
        functionName: "batch",
        args: [pack.map(({ data }) => data), false],
      });

/** Estimates one transaction, writes it and sends it. */
async function sendPack(
  context: EngineContext,
  pack: Pack,
  { nonce, fees, isFirst }: { readonly nonce: number; readonly fees: Fees; readonly isFirst: boolean },
): Promise<"sent" | "split" | "left" | "lost"> {
  const { node, settings, lease, gasBook } = context;
  const data = calldataOf(pack);
  const [first] = pack;
  if (first === undefined) return "left";
  const known =
    pack.length > 1 ? gasBook.limitFor(slice(first.data, 0, 4), pack.length, size(data)) : undefined;
  const estimated = known === undefined ? await estimate(node, settings.address, data) : { result: known };
  if ("reason" in estimated) {
    if (pack.length > 1) return "split";
    if (isFirst) await refuse(context, first, estimated.reason);
    return "left";
  }
  const gas = (known ?? estimated.result + estimated.result / 5n) + BATCH_MARGIN;
  if (gas > settings.mostGas && pack.length > 1) return "split";
  const transaction = { sender: lease.sender, nonce, to: settings.address, data, gas };
  const items = pack.map(({ id }) => id);
  return (await writeAndSend(context, transaction, fees, items)) ? "sent" : "lost";
}
