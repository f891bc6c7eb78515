import type { Hex } from "viem";
import { deliver, hashEvidence, signDelivery, type Terms } from "../../../sdk/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";

/** The first `count` of what a watcher yields. */
export async function take<Event>(watcher: AsyncIterable<Event>, count: number): Promise<Event[]> {
  const taken: Event[] = [];
  for await (const event of watcher) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

/** What stands of an event whatever the chain was read with: without depth and cursor. */
export function bare<Event extends object>(event: Event): Partial<Event> {
  const {
    cursor: _,
    confirmations: __,
    ...rest
  } = event as Event & { cursor: unknown; confirmations: unknown };
  return rest as unknown as Partial<Event>;
}

/** Has the seller of an example deal deliver one of its milestones; returns the evidence's hash. */
export async function deliverWork(
  { address, domain, seller, walletClient }: Stack,
  { terms, dealId: deal }: { readonly terms: Terms; readonly dealId: Hex },
  { milestone = 0, text = "the delivered text" } = {},
): Promise<Hex> {
  const evidence = hashEvidence(text);
  const claim = { deal, milestone, evidence, evidenceUri: "https://seller.example/evidence" };
  const delivery = await signDelivery({ domain, account: seller, ...claim });
  await deliver(walletClient, { address, terms, delivery });
  return evidence;
}
