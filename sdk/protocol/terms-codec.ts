import { type Address, concatHex, getAddress, type Hex, zeroHash } from "viem";
import { DestinationsUnknownError, MalformedTermsError, OptionsInvalidError } from "../errors/deals.ts";
import { bitmapOf, milestonesIn } from "./bitmap.ts";
import { ByteReader } from "./byte-reader.ts";
import { hashConditions, requireTermsFields } from "./deal-id.ts";
import { byteCount, joinHex, requireWord, uintHex } from "./hex-parts.ts";
import type { Amendment, DisputeRules, Milestone, Terms } from "./terms.ts";

const SCHEDULE_BYTES = 34;
const MILESTONE_BYTES = 17;
const ADJUDICATION_BYTES = 31;
const ADDRESS_BYTES = 20;
const CONDITIONS_BYTES = 92;
const OPTIONS_AT = 91;
const DISPUTES_BYTES = 56;
const HASH_BYTES = 32;
const ALL_DESTINATIONS = 7;

/** The options at the end of the conditions: the bit of each, and its bytes. */
const CATEGORY = { bit: 1, bytes: 4 } as const;
const REFERENCE = { bit: 2, bytes: 32 } as const;
const AMENDMENT = { bit: 4, bytes: 48 } as const;
const OPTIONS = [CATEGORY, REFERENCE, AMENDMENT] as const;
const ALL_OPTIONS = 7;

/**
 * The schedule of the packed form: whose money it is and when it goes back, which is all that `reclaim` reads.
 *
 * @example
 * import { encodeSchedule, encodeTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * console.log(encodeTerms(terms).startsWith(encodeSchedule(terms))); // true
 * await stack.stop();
 */
export function encodeSchedule(terms: Terms): Hex {
  requireTermsFields(terms);
  const destinations =
    (terms.fundedFromLedger ? 1 : 0) | (terms.buyerToLedger ? 2 : 0) | (terms.sellerToLedger ? 4 : 0);
  return joinHex([
    terms.buyer,
    uintHex(destinations, { size: 1 }),
    uintHex(terms.verificationFee, { size: 12 }),
    uintHex(terms.milestones.length, { size: 1 }),
    encodeMilestones(terms.milestones),
  ]);
}

/** Amount 12 · deadline 5 of each. */
export function encodeMilestones(milestones: readonly Milestone[]): Hex {
  return concatHex(
    milestones.flatMap(({ amount, deadline }) => [
      uintHex(amount, { size: 12 }),
      uintHex(deadline, { size: 5 }),
    ]),
  );
}

/** Who works, who judges and by which rule. */
export function encodeAdjudication(terms: Terms): Hex {
  return joinHex([
    terms.seller,
    uintHex(terms.passingScore, { size: 2 }),
    uintHex(terms.payoutStep, { size: 2 }),
    uintHex(terms.contestWindow, { size: 4 }),
    uintHex(terms.marketplaceFee, { size: 2 }),
    uintHex(terms.panel.length, { size: 1 }),
    ...terms.panel,
  ]);
}

/** What only some operations read. */
export function encodeConditions(terms: Terms): Hex {
  return joinHex([
    uintHex(terms.verdictWindow, { size: 4 }),
    uintHex(terms.silencePayout, { size: 2 }),
    terms.marketplace,
    terms.panelAccount,
    requireWord("terms.pact", terms.pact),
    uintHex(terms.salt, { size: 8 }),
    uintHex(terms.openBy, { size: 5 }),
    ...encodeOptions(terms),
  ]);
}

/** The byte of the options, the dispute rules of terms that have them, and what the options name. */
function encodeOptions({ disputes, category = 0, reference = zeroHash, amends }: Terms): Hex[] {
  const bit = (option: { readonly bit: number }, isNamed: boolean) => (isNamed ? option.bit : 0);
  const options =
    bit(CATEGORY, category !== 0) |
    bit(REFERENCE, reference !== zeroHash) |
    bit(AMENDMENT, amends !== undefined);
  return [
    uintHex(options, { size: 1 }),
    ...encodeDisputes(disputes),
    ...(category === 0 ? [] : [uintHex(category, { size: CATEGORY.bytes })]),
    ...(reference === zeroHash ? [] : [requireWord("terms.reference", reference)]),
    ...(amends === undefined ? [] : encodeAmendment(amends)),
  ];
}

function encodeAmendment({ deal, remainder, delivered }: Amendment): Hex[] {
  return [
    requireWord("terms.amends.deal", deal),
    uintHex(remainder, { size: 12 }),
    uintHex(bitmapOf(delivered), { size: 4 }),
  ];
}

/** The rounds above the panel; nothing when the terms have none. */
function encodeDisputes(disputes: DisputeRules | undefined): Hex[] {
  if (disputes === undefined) return [];
  const { bond, pool, arbiter, rulingWindow } = disputes;
  return [uintHex(bond, { size: 12 }), pool, arbiter, uintHex(rulingWindow, { size: 4 })];
}

/**
 * Terms with the hash of their conditions in its place, 60 bytes less (116 with a contest window, and more with a category or
 * a reference), for operations that read nothing of it.
 *
 * @example
 * import { encodeBriefTerms, encodeTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * console.log(encodeTerms(terms).length - encodeBriefTerms(terms).length); // 120 hex digits
 * await stack.stop();
 */
export function encodeBriefTerms(terms: Terms): Hex {
  return concatHex([encodeSchedule(terms), encodeAdjudication(terms), hashConditions(terms)]);
}

/**
 * The packed form of terms, as every call of the contract takes them.
 *
 * @example
 * import { encodeTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * console.log(encodeTerms(await exampleTerms(stack)));
 * await stack.stop();
 */
export function encodeTerms(terms: Terms): Hex {
  return concatHex([encodeSchedule(terms), encodeAdjudication(terms), encodeConditions(terms)]);
}

/**
 * Terms from their whole packed form, such as the `DealOpened` event holds; addresses come checksummed. Whether their values
 * make sense is `checkTerms`' business.
 *
 * @throws MalformedTermsError when the length fits no terms; DestinationsUnknownError when a byte says what no terms can.
 * @example
 * import { decodeTerms, encodeTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * console.log(decodeTerms(encodeTerms(terms)).salt === terms.salt); // true
 * await stack.stop();
 */
export function decodeTerms(packed: Hex): Terms {
  const length = byteCount("terms", packed);
  const reader = new ByteReader(packed);
  const address = (): Address => getAddress(reader.hex(ADDRESS_BYTES));
  let conditionsBytes = CONDITIONS_BYTES;
  const require = (whole: number, fits = length >= whole) => {
    if (fits) return;
    const brief = BigInt(whole - conditionsBytes + HASH_BYTES);
    throw new MalformedTermsError({ length: BigInt(length), whole: BigInt(whole), brief });
  };
  const readDisputes = (): DisputeRules => ({
    bond: reader.bigint(12),
    pool: address(),
    arbiter: address(),
    rulingWindow: reader.number(4),
  });
  const least = SCHEDULE_BYTES + ADJUDICATION_BYTES + CONDITIONS_BYTES;
  require(least);
  const buyer = address();
  const destinations = reader.number(1);
  if (destinations > ALL_DESTINATIONS)
    throw new DestinationsUnknownError({ destinations: BigInt(destinations) });
  const verificationFee = reader.bigint(12);
  const count = reader.number(1);
  require(least + count * MILESTONE_BYTES);
  const milestones = Array.from({ length: count }, () => ({
    amount: reader.bigint(12),
    deadline: reader.number(5),
  }));
  const adjudication = {
    seller: address(),
    passingScore: reader.number(2),
    payoutStep: reader.number(2),
    contestWindow: reader.number(4),
    marketplaceFee: reader.number(2),
  };
  if (adjudication.contestWindow !== 0) conditionsBytes += DISPUTES_BYTES;
  const jurors = reader.number(1);
  const conditionsAt = SCHEDULE_BYTES + ADJUDICATION_BYTES + count * MILESTONE_BYTES + jurors * ADDRESS_BYTES;
  require(conditionsAt + conditionsBytes);
  const options = new ByteReader(packed, conditionsAt + OPTIONS_AT).number(1);
  for (const { bit, bytes } of OPTIONS) if ((options & bit) !== 0) conditionsBytes += bytes;
  require(conditionsAt + conditionsBytes, length === conditionsAt + conditionsBytes);
  if (options > ALL_OPTIONS) throw new OptionsInvalidError({ options: BigInt(options) });
  const readCategory = () => requireNamed(reader.number(CATEGORY.bytes), options);
  const readReference = () => requireNamed(reader.hex(REFERENCE.bytes), options);
  const readAmendment = (): Amendment => ({
    deal: reader.hex(32),
    remainder: reader.bigint(12),
    delivered: milestonesIn(reader.number(4)),
  });
  const panel = Array.from({ length: jurors }, address);
  const conditions = {
    verdictWindow: reader.number(4),
    silencePayout: reader.number(2),
    marketplace: address(),
    panelAccount: address(),
    pact: reader.hex(32),
    salt: reader.bigint(8),
    openBy: reader.number(5),
  };
  reader.number(1);
  return {
    buyer,
    fundedFromLedger: (destinations & 1) !== 0,
    buyerToLedger: (destinations & 2) !== 0,
    sellerToLedger: (destinations & 4) !== 0,
    verificationFee,
    milestones,
    ...adjudication,
    panel,
    ...conditions,
    ...(adjudication.contestWindow === 0 ? {} : { disputes: readDisputes() }),
    ...((options & CATEGORY.bit) === 0 ? {} : { category: readCategory() }),
    ...((options & REFERENCE.bit) === 0 ? {} : { reference: readReference() }),
    ...((options & AMENDMENT.bit) === 0 ? {} : { amends: readAmendment() }),
  };
}

/** An option that is named has a value: terms have one packed form. */
function requireNamed<Value extends number | Hex>(value: Value, options: number): Value {
  if (BigInt(value) !== 0n) return value;
  throw new OptionsInvalidError({ options: BigInt(options) });
}
