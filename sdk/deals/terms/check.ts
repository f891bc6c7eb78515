import { type Address, zeroAddress } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireBigints, requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { AMOUNT_REMEDY, timeRemedy } from "../../json/remedies.ts";
import { isSameAddress, requireAddressIfGiven } from "../../protocol/address.ts";
import { minimumBond } from "../../protocol/bond.ts";
import { bounds } from "../../protocol/bounds.ts";
import { requireMoment } from "../../protocol/moment.ts";
import { sharesFee, type Terms, totalOf } from "../../protocol/terms.ts";
import { termsSchema } from "./schema.ts";

/** What terms are held against besides themselves; what is left out is not checked. */
export interface TermsSurroundings {
  /** Addresses that can be no party, payee or juror: the contract and its token. */
  readonly contract?: Address;
  readonly token?: Address;
  /** The pool's seat fee in USDC base units; with it, the bond is checked. */
  readonly seatFee?: bigint;
  /** Unix seconds; with it, deadlines and openBy are checked, too. */
  readonly now?: number;
}

/**
 * Refuses terms that the contract would refuse to open, and returns them with every field in its proper form.
 *
 * @throws InvalidFieldError naming the field, its value and what to do.
 * @example
 * import { checkTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = checkTerms(await exampleTerms(stack), { contract: stack.address, token: stack.token });
 * console.log(terms.panel.length);
 * await stack.stop();
 */
export function checkTerms(input: unknown, surroundings: TermsSurroundings = {}): Terms {
  requireBigints("terms", input);
  return parseTerms(input, surroundings);
}

/**
 * Terms from another agent: an object, or its JSON text.
 *
 * @throws InvalidFieldError for everything the contract would refuse, times aside.
 * @example
 * import { parseTerms, toJson } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const text = toJson(await exampleTerms(stack));
 * console.log(parseTerms(text).buyer);
 * await stack.stop();
 */
export function parseTerms(input: unknown, surroundings: TermsSurroundings = {}): Terms {
  requireOptions(surroundings, "contract token seatFee now", "surroundings");
  requireAddressIfGiven("contract", surroundings.contract);
  requireAddressIfGiven("token", surroundings.token);
  const terms = parseWith("terms", termsSchema(), input);
  checkParties(terms, surroundings);
  checkPanel(terms, surroundings);
  checkMoney(terms);
  checkDisputes(terms, surroundings);
  if (surroundings.now !== undefined) {
    checkTimes(terms, requireMoment("surroundings.now", surroundings.now));
  }
  return terms;
}

function refuse(field: string, value: unknown, problem: string, remedy: string): never {
  throw new InvalidFieldError({ field: `terms.${field}`, value, problem, remedy, docsPage: "open-deal" });
}

function checkHolder(field: string, account: Address, { contract, token }: TermsSurroundings): void {
  const refused = [zeroAddress, contract, token].some(
    (other) => other !== undefined && isSameAddress(other, account),
  );
  if (!refused) return;
  refuse(
    field,
    account,
    "cannot be zero, the token or the contract",
    "Name an address that someone holds the key of.",
  );
}

function checkParties(terms: Terms, surroundings: TermsSurroundings): void {
  checkHolder("buyer", terms.buyer, surroundings);
  checkHolder("seller", terms.seller, surroundings);
  if (isSameAddress(terms.buyer, terms.seller)) {
    refuse("seller", terms.seller, "must differ from the buyer", "Name two different parties.");
  }
  if (terms.marketplaceFee !== 0) checkHolder("marketplace", terms.marketplace, surroundings);
  if (terms.verificationFee !== 0n && !sharesFee(terms)) {
    checkHolder("panelAccount", terms.panelAccount, surroundings);
  }
}

function checkPanel({ panel, buyer, seller }: Terms, surroundings: TermsSurroundings): void {
  if (panel.length % 2 === 0 || panel.length > bounds.maxJurors) {
    refuse(
      "panel",
      panel,
      `must have an odd number of jurors, 1 to ${bounds.maxJurors}`,
      "Add or drop a juror.",
    );
  }
  panel.forEach((juror, position) => {
    const field = `panel[${position}]`;
    checkHolder(field, juror, surroundings);
    const previous = panel[position - 1];
    if (previous !== undefined && BigInt(juror) <= BigInt(previous)) {
      refuse(field, juror, "must be larger than the juror before it", "Sort the jurors and name each once.");
    }
    if (isSameAddress(juror, buyer) || isSameAddress(juror, seller)) {
      refuse(field, juror, "cannot be a party of the deal", "Name a juror that is neither buyer nor seller.");
    }
  });
}

/** The rounds after round 1: named exactly when a verdict can be contested. */
function checkDisputes(terms: Terms, surroundings: TermsSurroundings): void {
  const { contestWindow, disputes, buyer, seller, panel } = terms;
  if (disputes === undefined) {
    if (contestWindow === 0) return;
    const remedy = "Name bond and pool (and arbiter, if there is one), or set contestWindow to 0.";
    refuse("disputes", disputes, "must name the pool and the bond, because contestWindow is not 0", remedy);
  }
  if (contestWindow === 0) {
    const remedy = "Leave it out, or give a contestWindow of at least 10 minutes.";
    refuse("disputes", disputes, "must be left out when contestWindow is 0", remedy);
  }
  const { bond, pool, arbiter, rulingWindow } = disputes;
  const checkJudge = (field: string, account: Address) => {
    checkHolder(field, account, surroundings);
    if (!isSameAddress(account, buyer) && !isSameAddress(account, seller)) return;
    refuse(
      field,
      account,
      "cannot be a party of the deal",
      "Name somebody that is neither buyer nor seller.",
    );
  };
  checkJudge("disputes.pool", pool);
  const hasArbiter = !isSameAddress(arbiter, zeroAddress);
  if (hasArbiter) checkJudge("disputes.arbiter", arbiter);
  if (hasArbiter !== (rulingWindow !== 0)) {
    const problem = hasArbiter ? "must give the arbiter time to rule" : "must be 0 when no arbiter is named";
    const remedy = `Give ${bounds.minWindow} to ${bounds.maxWindow} seconds with an arbiter, and 0 without one.`;
    refuse("disputes.rulingWindow", rulingWindow, problem, remedy);
  }
  if (surroundings.seatFee === undefined) return;
  const least = minimumBond({ jurors: panel.length, seatFee: surroundings.seatFee });
  if (bond >= least) return;
  refuse(
    "disputes.bond",
    bond,
    `must be at least ${least}`,
    "Raise the bond: it pays up to 2n + 1 drawn jurors.",
  );
}

function checkMoney(terms: Terms): void {
  const { milestones, verificationFee } = terms;
  milestones.forEach(({ amount }, index) => {
    if (verificationFee <= amount) return;
    const problem = `cannot be larger than milestones[${index}].amount, ${amount}`;
    refuse("verificationFee", verificationFee, problem, "Lower the fee, or make that milestone larger.");
  });
  const total = totalOf(terms);
  if (total > bounds.maxTotal) {
    const problem = `must sum to at most ${bounds.maxTotal}, fees included`;
    refuse("milestones", total, problem, AMOUNT_REMEDY);
  }
}

function checkTimes({ openBy, milestones }: Terms, now: number): void {
  if (openBy <= now) {
    refuse(
      "openBy",
      openBy,
      `must be later than now, ${now}`,
      timeRemedy(openBy, "Give unix seconds in the future."),
    );
  }
  milestones.forEach(({ deadline }, index) => {
    if (deadline > now && deadline <= now + bounds.maxTerm) return;
    const problem = `must be within ${now + 1} to ${now + bounds.maxTerm}`;
    refuse(
      `milestones[${index}].deadline`,
      deadline,
      problem,
      timeRemedy(deadline, "Give unix seconds in the future, at most 730 days ahead."),
    );
  });
}
