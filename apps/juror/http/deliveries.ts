import {
  dealIdOf,
  getMilestone,
  parseDelivery,
  parseTerms,
  type QuittanceDomain,
  verifyDelivery,
} from "quittance";
import { BaseError } from "quittance/errors";
import { parseJson } from "quittance/json";
import type { Address, Client } from "viem";
import type { Clock } from "../daemon/clock.ts";
import type { Queue } from "../queue/queue.ts";

export interface DeliveriesOptions {
  readonly queue: Queue;
  readonly node: Client;
  readonly domain: QuittanceDomain;
  readonly juror: Address;
  readonly clock: Clock;
}

/** What became of a delivery that was handed in. */
export interface Handed {
  readonly status: 200 | 202 | 400 | 404 | 409;
  readonly body: Readonly<Record<string, string | boolean>>;
}

const refused = (status: Handed["status"], error: string): Handed => ({ status, body: { error } });

/**
 * Takes in a delivery that is not on-chain: the seller's signed claim, with the terms of the deal. Anyone may hand it in. It becomes a
 * question where it is the first for a milestone of an open deal that this juror is on the panel of; and where a question of round 2 waits
 * without a place for its evidence, it names the place.
 */
export function deliveriesFrom({ queue, node, domain, juror, clock }: DeliveriesOptions) {
  return async (text: string): Promise<Handed> => {
    try {
      const body = Object(parseJson(text));
      const terms = parseTerms(Reflect.get(body, "terms"));
      const delivery = parseDelivery(Reflect.get(body, "delivery"));
      const { deal, milestone, evidence, evidenceUri } = delivery;
      if (dealIdOf({ domain, terms }) !== deal.toLowerCase())
        return refused(400, "the terms are of another deal");
      if (!(await verifyDelivery({ domain, delivery, seller: terms.seller, client: node })))
        return refused(400, "the seller did not sign the delivery");
      if (queue.place({ deal, milestone, evidence }, evidenceUri)) return { status: 200, body: { ok: true } };
      if (!terms.panel.some((each) => each.toLowerCase() === juror.toLowerCase()))
        return refused(404, "this juror is not on the panel");
      const address = domain.verifyingContract;
      const facts = await getMilestone(node, { address, dealId: deal, milestone });
      if (facts === undefined) return refused(404, "the deal is not open");
      if (facts.status !== "pending")
        return refused(409, "the milestone does not wait for a delivery off-chain");
      const now = await clock.now();
      const until = (terms.milestones[milestone]?.deadline ?? 0) + 1;
      if (now >= until) return refused(409, "the deadline has passed");
      const about = { dealId: deal, milestone, evidence, evidenceUri, terms, panel: terms.panel };
      const isNew = queue.give({ ...about, round: 1, from: now, until, drawnAt: undefined }, now, delivery);
      return isNew
        ? { status: 202, body: { ok: true } }
        : refused(409, "another delivery of this milestone came first");
    } catch (error) {
      if (error instanceof BaseError) return refused(400, error.shortMessage);
      throw error;
    }
  };
}
