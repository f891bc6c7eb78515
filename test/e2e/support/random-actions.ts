import { type Address, type Hex, keccak256, toHex, zeroHash } from "viem";
import type { Action, ActionOf, SignedBy } from "../../model/actions.ts";
import { type DealLife, unsettledOf, type World } from "../../model/world.ts";
import type { Dice } from "../../support/dice.ts";
import type { People, Person } from "./people.ts";
import { randomDisputesAction } from "./random-disputes.ts";
import { randomEnvelope, voiceOf } from "./random-policies.ts";

/** What a random choice depends on. */
export interface Situation {
  readonly dice: Dice;
  readonly people: People;
  readonly world: World;
  /** Unix seconds at which the action would be mined. */
  readonly now: number;
  /** What the pool would answer, by deal and milestone; nothing while it cannot draw. */
  readonly draws: ReadonlyMap<string, readonly Address[]>;
}

/** Evidence of a milestone; a seller may say one thing and a jury judge another. */
export function evidenceOf(dealId: Hex, milestone: number, version: number): Hex {
  return keccak256(toHex(`${dealId} ${milestone} ${version}`));
}

const WEIGHTS = {
  submitVerdict: 34,
  deliver: 12,
  settle: 16,
  release: 7,
  refund: 5,
  reclaim: 12,
  agree: 8,
  cancel: 2,
} as const;

/** Where something stands or is contested, mostly that goes on. */
const DISPUTES_WEIGHTS = {
  ...{ submitVerdict: 6, deliver: 2, settle: 20, release: 1, refund: 1, reclaim: 2, agree: 2, cancel: 1 },
} as const;

/** Something to do with a milestone, right or wrong. */
export function randomDealAction(situation: Situation, deal: DealLife, milestone: number): Action {
  const { dice, people } = situation;
  const { buyer, seller } = deal.terms;
  const sender = dice.pick([
    people.outsider.address,
    ...[buyer, seller].map((side) => voiceOf(situation, side)),
  ]);
  const of = { sender, dealId: deal.id, milestone: dice.chance(0.01) ? deal.milestones.length : milestone };
  const life = deal.milestones[milestone] ?? {};
  const isJudged = life.verdict !== undefined || life.delivered !== undefined;
  const isContestable = isJudged && deal.terms.disputes !== undefined;
  if (isContestable && dice.chance(0.75)) return randomDisputesAction(situation, deal, { ...of, milestone });
  const kind = dice.weighted(isContestable ? DISPUTES_WEIGHTS : WEIGHTS);
  switch (kind) {
    case "submitVerdict":
      return randomVerdict(situation, deal, of);
    case "deliver": {
      const evidence = dice.chance(0.02) ? zeroHash : evidenceOf(deal.id, milestone, dice.between(0, 1));
      const evidenceUri = dice.chance(0.04) ? "x".repeat(dice.pick([0, 513])) : `ipfs://${milestone}`;
      return { ...of, kind, evidence, evidenceUri, signedBy: authorization(situation, seller) };
    }
    case "settle":
      return { ...of, kind };
    case "release":
    case "reclaim":
      return { ...of, kind, signedBy: authorization(situation, buyer) };
    case "refund":
      return { ...of, kind, signedBy: authorization(situation, seller) };
    case "agree": {
      const amount = deal.terms.milestones[milestone]?.amount ?? 0n;
      const toSeller = dice.pick([0n, amount, amount + 1n, dice.amount(0n, amount), dice.amount(0n, amount)]);
      return { ...of, kind, toSeller, ...bothAuthorizations(situation, deal) };
    }
    case "cancel": {
      const remainder = unsettledOf(deal) + dice.pick([0n, 0n, 0n, 1n, -1n]);
      return {
        kind,
        sender,
        dealId: deal.id,
        remainder: remainder < 0n ? 0n : remainder,
        ...bothAuthorizations(situation, deal),
      };
    }
  }
}

/**
 * The party itself signs; or nobody does, which is right only for its own transaction; or somebody else. An account speaks
 * by an envelope, but for a mistake now and then.
 */
export function authorization(situation: Situation, party: Address): SignedBy {
  const { dice, people, world } = situation;
  const account = world.accounts.get(party);
  if (account !== undefined && dice.chance(0.97)) return randomEnvelope(situation, account);
  const kind = dice.weighted({ signed: 78, silent: 14, forged: 8 });
  if (kind === "silent") return undefined;
  return kind === "signed" && account === undefined ? party : dice.pick(people.all).address;
}

function bothAuthorizations(situation: Situation, { terms }: DealLife) {
  const { dice, now } = situation;
  return {
    validUntil: now + dice.pick([600, 600, 600, 1, 0, -1]),
    buyerSignedBy: authorization(situation, terms.buyer),
    sellerSignedBy: authorization(situation, terms.seller),
  };
}

export type OfMilestone = Pick<ActionOf<"settle">, "sender" | "dealId" | "milestone">;

/** Ballots around one opinion, by enough jurors as a rule, with a fault now and then. */
function randomVerdict(situation: Situation, deal: DealLife, of: OfMilestone): Action {
  const { dice, people } = situation;
  const { panel, seller, passingScore } = deal.terms;
  const quorum = (panel.length + 1) / 2;
  const delivered = deal.milestones[of.milestone]?.delivered;
  // On evidence that is on-chain, ballots may come one by one.
  const fewest = delivered !== undefined && dice.chance(0.4) ? 1 : quorum;
  const count = dice.chance(0.05) ? quorum - 1 : dice.between(fewest, panel.length);
  const seats = dice.draw([...panel.keys()], count).sort((a, b) => a - b);
  const opinion = dice.pick([
    0,
    passingScore - 1,
    passingScore,
    10_000,
    dice.between(0, 10_000),
    dice.between(5_000, 10_000),
  ]);
  const scatter = dice.pick([0, 0, 10, 400]);
  const score = () => Math.min(10_000, Math.max(0, opinion + dice.between(-scatter, scatter)));
  const signer = (position: number): Address =>
    dice.chance(0.015) ? dice.pick(people.all).address : (panel[position] ?? people.outsider.address);
  const ballots = seats.map((position) => ({ position, score: score(), signedBy: signer(position) }));
  const other = evidenceOf(deal.id, of.milestone, dice.between(0, 1));
  const evidence = dice.chance(0.01)
    ? zeroHash
    : delivered !== undefined && dice.chance(0.8)
      ? delivered.evidence
      : other;
  const isAccount = situation.world.accounts.has(seller);
  const proof = isAccount ? authorization(situation, seller) : seller;
  const deliverySignedBy = dice.chance(0.75) ? proof : dice.pick([undefined, people.outsider.address]);
  return {
    ...of,
    kind: "submitVerdict",
    evidence,
    ballots: withFault(dice, ballots, panel.length),
    deliverySignedBy,
  };
}

/** Now and then a ballot too many, out of order, beyond the panel or beyond full marks. */
export function withFault(dice: Dice, ballots: ActionOf<"submitVerdict">["ballots"], jurors: number) {
  const [first, ...rest] = ballots;
  if (first === undefined || !dice.chance(0.04)) return ballots;
  return dice.pick([
    [first, ...ballots],
    [...rest, first],
    [{ ...first, score: 10_001 }, ...rest],
    [...ballots, { ...first, position: jurors }],
  ]);
}

/** Money in and out, and what the token's issuer does meanwhile. */
export function randomLedgerAction(situation: Situation): Action {
  const { dice, people, world, now } = situation;
  const sender = dice.pick(people.traders).address;
  const account = dice.chance(0.5) ? sender : anybody(situation);
  const amount = dice.chance(0.04) ? 0n : dice.amount(1n, 5_000_000_000n);
  const { blacklisted } = world;
  const kind = dice.weighted({
    deposit: 4,
    depositWithAuthorization: 3,
    withdraw: 5,
    claimPayout: 3,
    blacklist: blacklisted.size < 2 ? 2 : 0,
    unBlacklist: blacklisted.size > 0 ? 2 : 0,
  });
  switch (kind) {
    case "deposit":
      return { kind, sender, account, amount, salt: BigInt(dice.between(0, 60)) };
    case "depositWithAuthorization": {
      const signedBy = dice.chance(0.9) ? sender : dice.pick(people.all).address;
      const validBefore = now + dice.pick([600, 600, 600, 600, 1, 0]);
      const salt = BigInt(dice.between(0, 30));
      return {
        kind,
        sender: people.outsider.address,
        from: sender,
        account,
        amount,
        validBefore,
        salt,
        signedBy,
      };
    }
    case "withdraw": {
      const owner = dice.chance(0.7) ? holderOf(world.balances, dice, sender) : anybody(situation);
      const available = world.balances.get(owner) ?? 0n;
      const wanted = dice.pick([available, available + 1n, available / 2n, available / 3n]);
      const salt = BigInt(dice.between(0, 60));
      return { kind, sender: known(people, owner), to: anybody(situation), amount: wanted, salt };
    }
    case "claimPayout": {
      const waiting = holderOf(world.unclaimed, dice, sender);
      return { kind, sender: people.outsider.address, account: dice.chance(0.9) ? waiting : sender };
    }
    case "blacklist":
      return { kind, account: dice.pick(people.traders).address };
    case "unBlacklist":
      return { kind, account: dice.pick([...blacklisted]) };
  }
}

function anybody({ dice, people, world }: Situation): Address {
  if (dice.chance(0.04)) return dice.pick([world.contract, world.token]);
  const isAccount = world.accounts.size > 0 && dice.chance(0.5);
  return isAccount ? dice.pick([...world.accounts.keys()]) : dice.pick(people.all).address;
}

/** Somebody with something in a row, or else whoever is named. */
export function holderOf(amounts: ReadonlyMap<Address, bigint>, dice: Dice, otherwise: Address): Address {
  const holders = [...amounts].filter(([, amount]) => amount > 0n).map(([address]) => address);
  return holders.length === 0 ? otherwise : dice.pick(holders);
}

/** Rows may belong to addresses nobody can send from; then the outsider tries. */
function known(people: People, address: Address): Address {
  return people.all.some((person: Person) => person.address === address) ? address : people.outsider.address;
}

/** How a draft is signed for opening. */
export function randomConsents(situation: Situation, terms: Pick<DealLife["terms"], "buyer" | "seller">) {
  const { dice, people, world } = situation;
  const wordOf = (side: Address) =>
    !world.accounts.has(side) && dice.chance(0.94) ? side : authorization(situation, side);
  return {
    sender: dice.pick([
      people.outsider.address,
      ...[terms.buyer, terms.seller].map((side) => voiceOf(situation, side)),
    ]),
    buyerSignedBy: wordOf(terms.buyer),
    sellerSignedBy: wordOf(terms.seller),
  };
}
