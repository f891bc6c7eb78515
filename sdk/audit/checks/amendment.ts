import { isSameAddress } from "../../protocol/address.ts";
import { formatUsdc } from "../../protocol/explaining/formats.ts";
import { totalOf } from "../../protocol/terms.ts";
import type { PlacedEvent } from "../chain/events.ts";
import { type Findings, firstProblem, sourceOf } from "../items.ts";
import { type EventOf, isSame } from "../replay/context.ts";
import type { DealState } from "../replay/state.ts";

/** Holds a deal that replaced another one against what was left of that: exactly the remainder moves, and the parties stay. */
export function checkAmendment(input: {
  readonly state: DealState;
  readonly before: DealState;
  /** Of the deal that was replaced. */
  readonly beforeEvents: readonly PlacedEvent[];
  readonly findings: Findings;
}): void {
  const { state, before, beforeEvents, findings } = input;
  const { terms } = state;
  const event = beforeEvents.find(
    (each): each is EventOf<"DealAmended"> => each.name === "DealAmended" && each.dealId === before.dealId,
  );
  const head = {
    part: "amendment" as const,
    subject: `This deal replaced deal ${before.dealId}, and took over its remainder`,
  };
  if (event === undefined || terms.amends === undefined) {
    findings.check(head, "the deal that it names was not replaced by it");
    return;
  }
  const total = totalOf(terms);
  const { remainder, delivered } = terms.amends;
  const { moved, paidIn, paidBack } = event;
  const ofBefore = before.milestones.filter(
    ({ end, delivery }) => end?.cause === "amendment" && delivery !== undefined,
  );
  const rate = terms.marketplaceFee;
  findings.check(
    { ...head, subject: `${head.subject}, ${formatUsdc(moved)} USDC`, against: [sourceOf(event.place)] },
    firstProblem(
      isSame("the deal that it replaces", event.successor, state.dealId),
      isSame("the remainder in base units", moved, remainder),
      isSame("the list of delivered milestones", ofBefore.map(({ index }) => index).join(), delivered.join()),
      isSame("what was paid in", paidIn, total > moved ? total - moved : 0n),
      isSame("what was paid back", paidBack, moved > total ? moved - total : 0n),
      isSame("the buyer", terms.buyer, before.terms.buyer),
      isSame("the seller", terms.seller, before.terms.seller),
      isSame("the marketplace's rate", rate, before.terms.marketplaceFee),
      rate !== 0 &&
        !isSameAddress(terms.marketplace, before.terms.marketplace) &&
        "the marketplace is another one",
    ),
  );
}
