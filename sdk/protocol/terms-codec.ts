import { type Address, concatHex, getAddress, type Hex, keccak256, numberToHex, size } from "viem";
import { MalformedTermsError, RoutesUnknownError } from "../errors/deals.ts";
import { WireReader } from "./byte-reader.ts";
import type { Recourse, Terms } from "./terms.ts";

const HEAD_BYTES = 34;
const MILESTONE_BYTES = 17;
const JUDGEMENT_BYTES = 31;
const ADDRESS_BYTES = 20;
const COVENANT_BYTES = 91;
const RECOURSE_BYTES = 56;
const HASH_BYTES = 32;
const CATEGORY_BYTES = 4;
const HAS_CATEGORY = 8;
const ALL_ROUTES = 15;

/**
 * The head of the wire form: whose money it is and when it goes back, which is all that `reclaim` reads.
 *
 * @example
 * import { encodeHead, encodeTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * console.log(encodeTerms(terms).startsWith(encodeHead(terms))); // true
 * await stack.stop();
 */
export function encodeHead(terms: Terms): Hex {
  const routes =
    (terms.fundedFromLedger ? 1 : 0) |
    (terms.buyerToLedger ? 2 : 0) |
    (terms.sellerToLedger ? 4 : 0) |
    (terms.category === undefined ? 0 : HAS_CATEGORY);
  return lowerCase([
    terms.buyer,
    numberToHex(routes, { size: 1 }),
    numberToHex(terms.verificationFee, { size: 12 }),
    numberToHex(terms.milestones.length, { size: 1 }),
    ...terms.milestones.flatMap(({ amount, deadline }) => [
      numberToHex(amount, { size: 12 }),
      numberToHex(deadline, { size: 5 }),
    ]),
  ]);
}

/** Who works, who judges and by which rule. */
export function encodeJudgement(terms: Terms): Hex {
  return lowerCase([
    terms.seller,
    numberToHex(terms.passMark, { size: 2 }),
    numberToHex(terms.gridStep, { size: 2 }),
    numberToHex(terms.contestWindow, { size: 4 }),
    numberToHex(terms.marketplaceFee, { size: 2 }),
    numberToHex(terms.panel.length, { size: 1 }),
    ...terms.panel,
  ]);
}

/** What only some operations read. */
export function encodeCovenant(terms: Terms): Hex {
  return lowerCase([
    numberToHex(terms.verdictWindow, { size: 4 }),
    numberToHex(terms.silencePayout, { size: 2 }),
    terms.marketplace,
    terms.panelAccount,
    terms.pact,
    numberToHex(terms.salt, { size: 8 }),
    numberToHex(terms.openBy, { size: 5 }),
    ...encodeRecourse(terms.recourse),
    ...(terms.category === undefined ? [] : [numberToHex(terms.category, { size: CATEGORY_BYTES })]),
  ]);
}

/** The instances above the panel, at the covenant's end; nothing when the terms have none. */
function encodeRecourse(recourse: Recourse | undefined): Hex[] {
  if (recourse === undefined) return [];
  const { bond, pool, arbiter, rulingWindow } = recourse;
  return [numberToHex(bond, { size: 12 }), pool, arbiter, numberToHex(rulingWindow, { size: 4 })];
}

/**
 * Terms with the covenant's hash in its place, 59 bytes less (115 with a contest window, and 4 more with a category), for
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
  return concatHex([encodeHead(terms), encodeJudgement(terms), keccak256(encodeCovenant(terms))]);
}

function lowerCase(parts: readonly Hex[]): Hex {
  return `0x${concatHex(parts).slice(2).toLowerCase()}`;
}

/**
 * The packed wire form of terms, as every call of the contract takes them.
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
  return concatHex([encodeHead(terms), encodeJudgement(terms), encodeCovenant(terms)]);
}

/**
 * Terms from their whole wire form, such as the `DealOpened` event holds; addresses come checksummed. Whether their values
 * make sense is `checkTerms`' business.
 *
 * @throws MalformedTermsError when the length fits no terms; RoutesUnknownError when a byte says what no terms can.
 * @example
 * import { decodeTerms, encodeTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * console.log(decodeTerms(encodeTerms(terms)).salt === terms.salt); // true
 * await stack.stop();
 */
export function decodeTerms(wire: Hex): Terms {
  const length = size(wire);
  const reader = new WireReader(wire);
  const address = (): Address => getAddress(reader.hex(ADDRESS_BYTES));
  let covenantBytes = COVENANT_BYTES;
  const require = (whole: number, fits = length >= whole) => {
    if (fits) return;
    const brief = BigInt(whole - covenantBytes + HASH_BYTES);
    throw new MalformedTermsError({ length: BigInt(length), whole: BigInt(whole), brief });
  };
  const readRecourse = (): Recourse => ({
    bond: reader.bigint(12),
    pool: address(),
    arbiter: address(),
    rulingWindow: reader.number(4),
  });
  const least = HEAD_BYTES + JUDGEMENT_BYTES + COVENANT_BYTES;
  require(least);
  const buyer = address();
  const routes = reader.number(1);
  if (routes > ALL_ROUTES) throw new RoutesUnknownError({ routes: BigInt(routes) });
  const hasCategory = (routes & HAS_CATEGORY) !== 0;
  if (hasCategory) covenantBytes += CATEGORY_BYTES;
  const verificationFee = reader.bigint(12);
  const count = reader.number(1);
  require(least + count * MILESTONE_BYTES);
  const milestones = Array.from({ length: count }, () => ({
    amount: reader.bigint(12),
    deadline: reader.number(5),
  }));
  const judgement = {
    seller: address(),
    passMark: reader.number(2),
    gridStep: reader.number(2),
    contestWindow: reader.number(4),
    marketplaceFee: reader.number(2),
  };
  if (judgement.contestWindow !== 0) covenantBytes += RECOURSE_BYTES;
  const jurors = reader.number(1);
  const whole =
    HEAD_BYTES + JUDGEMENT_BYTES + covenantBytes + count * MILESTONE_BYTES + jurors * ADDRESS_BYTES;
  require(whole, length === whole);
  const panel = Array.from({ length: jurors }, address);
  return {
    buyer,
    fundedFromLedger: (routes & 1) !== 0,
    buyerToLedger: (routes & 2) !== 0,
    sellerToLedger: (routes & 4) !== 0,
    verificationFee,
    milestones,
    ...judgement,
    panel,
    verdictWindow: reader.number(4),
    silencePayout: reader.number(2),
    marketplace: address(),
    panelAccount: address(),
    pact: reader.hex(32),
    salt: reader.bigint(8),
    openBy: reader.number(5),
    ...(judgement.contestWindow === 0 ? {} : { recourse: readRecourse() }),
    ...(hasCategory ? { category: reader.number(CATEGORY_BYTES) } : {}),
  };
}
