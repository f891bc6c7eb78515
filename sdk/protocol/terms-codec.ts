import { type Address, concatHex, getAddress, type Hex, keccak256, numberToHex, size } from "viem";
import { DestinationsUnknownError, MalformedTermsError } from "../errors/deals.ts";
import { ByteReader } from "./byte-reader.ts";
import type { DisputeRules, Terms } from "./terms.ts";

const SCHEDULE_BYTES = 34;
const MILESTONE_BYTES = 17;
const ADJUDICATION_BYTES = 31;
const ADDRESS_BYTES = 20;
const CONDITIONS_BYTES = 91;
const DISPUTES_BYTES = 56;
const HASH_BYTES = 32;
const CATEGORY_BYTES = 4;
const HAS_CATEGORY = 8;
const ALL_DESTINATIONS = 15;

/**
 * The head of the packed form: whose money it is and when it goes back, which is all that `reclaim` reads.
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
  const destinations =
    (terms.fundedFromLedger ? 1 : 0) |
    (terms.buyerToLedger ? 2 : 0) |
    (terms.sellerToLedger ? 4 : 0) |
    (terms.category === undefined ? 0 : HAS_CATEGORY);
  return lowerCase([
    terms.buyer,
    numberToHex(destinations, { size: 1 }),
    numberToHex(terms.verificationFee, { size: 12 }),
    numberToHex(terms.milestones.length, { size: 1 }),
    ...terms.milestones.flatMap(({ amount, deadline }) => [
      numberToHex(amount, { size: 12 }),
      numberToHex(deadline, { size: 5 }),
    ]),
  ]);
}

/** Who works, who judges and by which rule. */
export function encodeAdjudication(terms: Terms): Hex {
  return lowerCase([
    terms.seller,
    numberToHex(terms.passingScore, { size: 2 }),
    numberToHex(terms.payoutStep, { size: 2 }),
    numberToHex(terms.contestWindow, { size: 4 }),
    numberToHex(terms.marketplaceFee, { size: 2 }),
    numberToHex(terms.panel.length, { size: 1 }),
    ...terms.panel,
  ]);
}

/** What only some operations read. */
export function encodeConditions(terms: Terms): Hex {
  return lowerCase([
    numberToHex(terms.verdictWindow, { size: 4 }),
    numberToHex(terms.silencePayout, { size: 2 }),
    terms.marketplace,
    terms.panelAccount,
    terms.pact,
    numberToHex(terms.salt, { size: 8 }),
    numberToHex(terms.openBy, { size: 5 }),
    ...encodeDisputes(terms.disputes),
    ...(terms.category === undefined ? [] : [numberToHex(terms.category, { size: CATEGORY_BYTES })]),
  ]);
}

/** The rounds above the panel, at the conditions's end; nothing when the terms have none. */
function encodeDisputes(disputes: DisputeRules | undefined): Hex[] {
  if (disputes === undefined) return [];
  const { bond, pool, arbiter, rulingWindow } = disputes;
  return [numberToHex(bond, { size: 12 }), pool, arbiter, numberToHex(rulingWindow, { size: 4 })];
}

/**
 * Terms with the conditions's hash in its place, 59 bytes less (115 with a contest window, and 4 more with a category), for
 * operations that read nothing of it.
 *
 * @example
 * import { encodeBriefTerms, encodeTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * console.log(encodeTerms(terms).length - encodeBriefTerms(terms).length); // 118 hex digits
 * await stack.stop();
 */
export function encodeBriefTerms(terms: Terms): Hex {
  return concatHex([encodeSchedule(terms), encodeAdjudication(terms), keccak256(encodeConditions(terms))]);
}

function lowerCase(parts: readonly Hex[]): Hex {
  return `0x${concatHex(parts).slice(2).toLowerCase()}`;
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
  const length = size(packed);
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
  const hasCategory = (destinations & HAS_CATEGORY) !== 0;
  if (hasCategory) conditionsBytes += CATEGORY_BYTES;
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
  const whole =
    SCHEDULE_BYTES + ADJUDICATION_BYTES + conditionsBytes + count * MILESTONE_BYTES + jurors * ADDRESS_BYTES;
  require(whole, length === whole);
  const panel = Array.from({ length: jurors }, address);
  return {
    buyer,
    fundedFromLedger: (destinations & 1) !== 0,
    buyerToLedger: (destinations & 2) !== 0,
    sellerToLedger: (destinations & 4) !== 0,
    verificationFee,
    milestones,
    ...adjudication,
    panel,
    verdictWindow: reader.number(4),
    silencePayout: reader.number(2),
    marketplace: address(),
    panelAccount: address(),
    pact: reader.hex(32),
    salt: reader.bigint(8),
    openBy: reader.number(5),
    ...(adjudication.contestWindow === 0 ? {} : { disputes: readDisputes() }),
    ...(hasCategory ? { category: reader.number(CATEGORY_BYTES) } : {}),
  };
}
