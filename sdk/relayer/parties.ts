import { type Address, getAddress, type Hex, isAddress, size, slice, zeroAddress } from "viem";
import { MalformedTermsError } from "../errors/deals.ts";
import { decodeVouchers } from "../payments/tabs/vouchers-codec.ts";
import { decodeOpeningGroups, type PackedOpeningGroup } from "../protocol/opening-group-codec.ts";
import type { Terms } from "../protocol/terms.ts";
import { decodeTerms } from "../protocol/terms-codec.ts";
import { decodeVerdictGroup, type PackedVerdictGroup } from "../protocol/verdict-group-codec.ts";
import type { RelayedCall } from "./relayable.ts";

/** Calls that have terms in their first argument; `amend` in the second, too. */
const ABOUT_TERMS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...[
    "open",
    "deliver",
    "submitVerdict",
    "settle",
    "release",
    "refund",
    "agree",
    "amend",
    "cancel",
    "contest",
  ],
  ...["drawPanel", "recordBallots", "recordLateBallots", "recordEquivocation", "rule", "releaseBond", "rate"],
]);

// Of the packed form: buyer 20 · 13 others · count 1 · 17 for each milestone · seller 20 · 10 others · jurors 1 · 20 for each.
const COUNT_AT = 33;
const MILESTONES_AT = 34;
const MILESTONE_BYTES = 17;
const ADDRESS_BYTES = 20;
const OTHERS_BYTES = 10;

/**
 * Whom a call is about, each once: buyer, seller, jurors, arbiter and those who get fees, of terms in any packed form; payers, payees and
 * accounts of tabs and orders. Of brief terms, those who get fees are not known.
 *
 * @param call As `decodeIntent` gives it.
 * @throws MalformedTermsError, or another error of the packed forms, for what the contract refuses as well.
 * @example
 * import { release } from "quittance";
 * import { decodeIntent, partiesOf } from "quittance/relayer";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { terms } = await openExampleDeal(stack);
 * const { data } = release.call({ address: stack.address, terms, milestone: 0 });
 * console.log(partiesOf(decodeIntent(data)).includes(terms.seller)); // true
 * await stack.stop();
 */
export function partiesOf({ functionName, args }: RelayedCall): readonly Address[] {
  const found = new Set<Address>(addressesAmong(args));
  for (const one of packedIn(functionName, args)) found.add(getAddress(one.toLowerCase()));
  found.delete(zeroAddress);
  return [...found];
}

function packedIn(name: string, args: readonly unknown[]): readonly Address[] {
  const [first, second] = args;
  if (name === "reclaim") return [slice(first as Hex, 0, ADDRESS_BYTES)];
  if (name === "redeem")
    return decodeVouchers({ payee: first as Address, vouchers: second as Hex }).flatMap(({ tab }) => [
      tab.account,
      tab.payee,
    ]);
  if (name === "openBatch")
    return decodeOpeningGroups(first as readonly PackedOpeningGroup[]).flatMap(({ terms }) => inTerms(terms));
  if (name === "submitVerdicts")
    return (first as readonly PackedVerdictGroup[])
      .flatMap((group) => decodeVerdictGroup(group).items)
      .flatMap(({ terms }) => inTerms(terms));
  if (!ABOUT_TERMS.has(name)) return [];
  return [...inPackedTerms(first as Hex), ...(name === "amend" ? inPackedTerms(second as Hex) : [])];
}

function inTerms({ buyer, seller, panel, marketplace, panelAccount, disputes }: Terms): readonly Address[] {
  return [
    buyer,
    seller,
    marketplace,
    panelAccount,
    ...panel,
    ...(disputes === undefined ? [] : [disputes.arbiter]),
  ];
}

/** Of whole terms all, and of brief ones, which end with a hash, the buyer, the seller and the panel. */
function inPackedTerms(packed: Hex): readonly Address[] {
  try {
    return inTerms(decodeTerms(packed));
  } catch (error) {
    const brief = error instanceof MalformedTermsError ? inBriefTerms(packed) : undefined;
    if (brief === undefined) throw error;
    return brief;
  }
}

/** Undefined for what is too short to be brief terms. */
function inBriefTerms(packed: Hex): readonly Address[] | undefined {
  const numberAt = (place: number) =>
    size(packed) > place ? Number(slice(packed, place, place + 1)) : Number.POSITIVE_INFINITY;
  const sellerAt = MILESTONES_AT + numberAt(COUNT_AT) * MILESTONE_BYTES;
  const jurorsAt = sellerAt + ADDRESS_BYTES + OTHERS_BYTES;
  const panelAt = jurorsAt + 1;
  const jurors = numberAt(jurorsAt);
  if (size(packed) < panelAt + jurors * ADDRESS_BYTES) return undefined;
  const at = [0, sellerAt, ...Array.from({ length: jurors }, (_, index) => panelAt + index * ADDRESS_BYTES)];
  return at.map((start) => slice(packed, start, start + ADDRESS_BYTES));
}

/** Arguments that are addresses, also inside others. */
function addressesAmong(value: unknown): readonly Address[] {
  if (typeof value === "string")
    return isAddress(value, { strict: false }) ? [getAddress(value.toLowerCase())] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(addressesAmong);
}
