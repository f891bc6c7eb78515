import { type Address, toHex, zeroAddress } from "viem";
import type { DisputeRules, Terms } from "../../../sdk/protocol/terms.ts";
import type { World } from "../../model/world.ts";
import type { Dice } from "../../support/dice.ts";
import type { People } from "./people.ts";

const MINUTE = 60;
const HOUR = 3_600;
const USDC = 1_000_000n;

/** Where a run takes place: who cannot be named in terms. */
export interface Surroundings {
  readonly contract: Address;
  readonly token: Address;
  /** The juror pool, and its fee a seat. */
  readonly pool: { readonly address: Address; readonly seatFee: bigint };
}

/** Terms the contract takes. `salt` makes them unlike any other of the run. */
export function randomTerms(
  dice: Dice,
  people: People,
  now: number,
  salt: bigint,
  milestoneCount: number,
  { pool, accounts }: Pick<World, "pool" | "accounts">,
): Terms {
  const parties = [...people.traders.map(({ address }) => address), ...accounts.keys()];
  const [buyer = zeroAddress, seller = zeroAddress] = dice.draw(parties, 2);
  const isOpened = { buyer: accounts.has(buyer), seller: accounts.has(seller) };
  const jurors = new Set(dice.draw(people.jurors, dice.pick([1, 1, 3, 3, 3, 5])));
  const milestones = Array.from({ length: milestoneCount }, () => ({
    amount: dice.chance(0.2) ? dice.amount(1n, 50n) : dice.amount(1n, 300n * USDC),
    deadline: now + dice.between(5 * MINUTE, 4 * HOUR),
  }));
  const smallest = milestones.reduce((least, { amount }) => (amount < least ? amount : least), USDC);
  const verificationFee = dice.chance(0.5) ? 0n : dice.amount(1n, smallest);
  const marketplaceFee = dice.chance(0.5) ? 0 : dice.between(1, 1_000);
  const addressees = [...people.feeAccounts, ...people.feeAccounts, ...people.traders, ...people.jurors];
  const paid = [...addressees.map(({ address }) => address), ...accounts.keys()];
  const feeAccount = () => dice.pick(paid);
  const isContestable = dice.chance(0.65);
  return {
    ...(isContestable ? { disputes: randomDisputes(dice, people, pool, jurors.size) } : {}),
    ...(dice.chance(0.4) ? { category: dice.pick([0, 1, 2, 3, 7]) } : {}),
    ...(salt % 4n === 1n ? { reference: toHex(salt, { size: 32 }) } : {}),
    ...{ buyer, seller },
    fundedFromLedger: isOpened.buyer || dice.chance(0.4),
    buyerToLedger: dice.chance(isOpened.buyer ? 0.97 : 0.5),
    sellerToLedger: dice.chance(isOpened.seller ? 0.97 : 0.5),
    verificationFee,
    milestones,
    panel: people.jurors.filter((juror) => jurors.has(juror)).map(({ address }) => address),
    passingScore: dice.pick([1, 3_333, 5_000, 6_000, 9_999, 10_000]),
    payoutStep: dice.pick([0, 0, 1, 100, 500, 2_500, 10_000]),
    verdictWindow: dice.between(10 * MINUTE, 2 * HOUR),
    contestWindow: isContestable ? dice.between(10 * MINUTE, HOUR) : 0,
    silencePayout: dice.pick([0, 10_000, 5_000, dice.between(0, 10_000)]),
    marketplaceFee,
    marketplace: marketplaceFee === 0 && dice.chance(0.5) ? zeroAddress : feeAccount(),
    panelAccount: dice.chance(0.5) ? zeroAddress : feeAccount(),
    pact: toHex(salt + 1n, { size: 32 }),
    salt,
    openBy: now + dice.between(1, 10 * MINUTE),
  };
}

/** The rounds above a panel of `jurors`: as often without an arbiter as with one. */
function randomDisputes(
  dice: Dice,
  people: People,
  pool: Surroundings["pool"],
  jurors: number,
): DisputeRules {
  const hasArbiter = dice.chance(0.6);
  return {
    bond: pool.seatFee * BigInt(2 * jurors + 2) + dice.pick([0n, 1n, dice.amount(0n, 50n * USDC)]),
    pool: pool.address,
    arbiter: hasArbiter ? dice.pick(people.arbiters).address : zeroAddress,
    rulingWindow: hasArbiter ? dice.between(10 * MINUTE, 2 * HOUR) : 0,
  };
}

type Fault = (terms: Terms, dice: Dice, now: number, nobody: Surroundings) => Partial<Terms>;

const changedMilestone = (
  { milestones }: Terms,
  dice: Dice,
  change: Partial<Terms["milestones"][number]>,
) => {
  const changed = dice.between(0, milestones.length - 1);
  return {
    milestones: milestones.map((other, index) => (index === changed ? { ...other, ...change } : other)),
  };
};

/** An address with nothing at it. */
const CODELESS: Address = `0x${"c0de".repeat(10)}`;

function leastDisputes({ panel }: Terms, { pool }: Surroundings): DisputeRules {
  const bond = pool.seatFee * BigInt(2 * panel.length + 2);
  return { bond, pool: pool.address, arbiter: zeroAddress, rulingWindow: 0 };
}

/** A fault in how verdicts can be contested. */
function withDisputes(
  change: (dice: Dice, terms: Terms, nobody: Surroundings) => Partial<DisputeRules>,
): Fault {
  return (terms, dice, _now, nobody) => ({
    contestWindow: HOUR,
    disputes: { ...(terms.disputes ?? leastDisputes(terms, nobody)), ...change(dice, terms, nobody) },
  });
}

/** One thing wrong each, which the contract must refuse to open. */
const FAULTS: readonly Fault[] = [
  (_terms, dice, now) => ({ openBy: now - dice.between(0, 60) }),
  (terms) => ({ seller: terms.buyer }),
  (_terms, dice, _now, { contract, token }) => ({ seller: dice.pick([contract, token, zeroAddress]) }),
  (_terms, dice) => ({ marketplaceFee: dice.between(1_001, 65_535) }),
  (_terms, dice, _now, { contract, token }) => ({
    marketplaceFee: 1,
    marketplace: dice.pick([contract, token, zeroAddress]),
  }),
  (_terms, dice, _now, { contract, token }) => ({
    verificationFee: 1n,
    panelAccount: dice.pick([contract, token]),
  }),
  () => ({ passingScore: 0 }),
  (_terms, dice) => ({ passingScore: dice.between(10_001, 65_535) }),
  (_terms, dice) => ({ payoutStep: dice.pick([3, 7, 9_999, 10_001]) }),
  (_terms, dice) => ({ silencePayout: dice.between(10_001, 65_535) }),
  (_terms, dice) => ({ verdictWindow: dice.pick([0, 599, 2_592_001]) }),
  (terms, dice, _now, nobody) => ({
    contestWindow: dice.pick([1, 599, 2_592_001]),
    disputes: terms.disputes ?? leastDisputes(terms, nobody),
  }),
  withDisputes((dice, { buyer, seller }, { contract, token }) => ({
    pool: dice.pick([zeroAddress, contract, token, buyer, seller, CODELESS]),
  })),
  withDisputes((dice, { panel }, { pool }) => ({
    bond: pool.seatFee * BigInt(2 * panel.length + 2) - dice.amount(1n, pool.seatFee),
  })),
  withDisputes((dice, { buyer, seller }, { contract, token }) => ({
    arbiter: dice.pick([buyer, seller, contract, token]),
    rulingWindow: HOUR,
  })),
  withDisputes((dice) => ({ arbiter: CODELESS, rulingWindow: dice.pick([0, 599, 2_592_001]) })),
  withDisputes((dice) => ({ arbiter: zeroAddress, rulingWindow: dice.pick([1, HOUR]) })),
  ({ panel }) => ({ panel: panel.slice(1) }),
  ({ panel, seller, buyer }, dice) => ({ panel: [dice.pick([seller, buyer]), ...panel.slice(1)] }),
  ({ panel }) => ({ panel: [...panel, ...panel, ...panel] }),
  ({ panel }, _dice, _now, { token }) => ({ panel: [token, ...panel.slice(1)] }),
  (terms, dice) => changedMilestone(terms, dice, { amount: 0n }),
  (terms, dice, now) => changedMilestone(terms, dice, { deadline: now - dice.between(0, 60) }),
  (terms, dice, now) => changedMilestone(terms, dice, { deadline: now + 731 * 24 * HOUR }),
  (terms, dice) => changedMilestone(terms, dice, { amount: 10n ** 15n }),
  ({ milestones }) => ({
    milestones: milestones.map((milestone) => ({ ...milestone, amount: 2n ** 96n - 1n })),
  }),
  ({ milestones }) => ({ verificationFee: 1n + milestones.reduce((sum, { amount }) => sum + amount, 0n) }),
  ({ milestones }) => ({
    milestones: Array.from({ length: 33 }, () => milestones[0] ?? { amount: 1n, deadline: 1 }),
  }),
];

/** The same terms with one fault in them. */
export function faultyTerms(terms: Terms, dice: Dice, now: number, nobody: Surroundings): Terms {
  return { ...terms, ...dice.pick(FAULTS)(terms, dice, now, nobody) };
}
