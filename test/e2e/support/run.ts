import type { Address } from "viem";
import { dealIdOf } from "../../../sdk/protocol/deal-id.ts";
import { periodOf, policyOf } from "../../model/accounts.ts";
import type { Action, ActionOf } from "../../model/actions.ts";
import { apply } from "../../model/apply.ts";
import { provisionalOf, roundEnd } from "../../model/provisional.ts";
import { amountOf, bondsOf, type DealLife, isFinal, newWorld, owed, type World } from "../../model/world.ts";
import type { Dice } from "../../support/dice.ts";
import { callOf, type Desk } from "./calls.ts";
import type { Expectation, Ground } from "./ground.ts";
import type { People } from "./people.ts";
import { randomAccountAction } from "./random-accounts.ts";
import { randomConsents, randomDealAction, randomLedgerAction, type Situation } from "./random-actions.ts";
import { type Draft, randomAmendment } from "./random-amendments.ts";
import { drawKey, randomDisputesAction, randomRating } from "./random-disputes.ts";
import { faultyTerms, randomTerms } from "./random-terms.ts";

/** What a run leaves behind. */
export interface Run {
  readonly world: World;
  /** How often each kind of action went through, and how often each refusal came. */
  readonly done: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, number>;
  /** Of the last block, unix seconds. */
  readonly endedAt: number;
}

/** Most actions in one block. */
const BLOCK = 24;
/** Most seconds from one block to the next. */
const LONGEST_LEAP = 4 * 3_600;
/** Deals that go on at the same time. */
const LIVE = 14;
/** Actions that would be refused are tried this often; else something else is drawn. */
const REFUSED_SHARE = 0.2;
/** This share of actions has to do with accounts of principals, tabs and orders. */
const ACCOUNTS_SHARE = 0.3;
/** This share of what happens to a live deal is an amendment. */
const AMENDMENTS_SHARE = 0.12;

/**
 * Plays random deals on the ground and in the model at once, several actions a block, and stops at the first action they
 * disagree about. On a ground that answers alike, the same people and dice make the same run.
 */
export async function playRun(ground: Ground, people: People, dice: Dice, dealCount: number): Promise<Run> {
  const { domain, token, issuer } = ground;
  const desk: Desk = { dice, people, domain, token, issuer };
  const tallies = { done: new Map<string, number>(), refused: new Map<string, number>() };
  let world = newWorld(ground.start);
  let now = ground.startsAt;
  const draws = new Map<string, readonly Address[]>();

  /** Draws one action and applies it to the model. */
  const play = async (): Promise<Expectation> => {
    const action = randomAction({ dice, people, world, now, draws }, desk);
    const call = await callOf(desk, world, action);
    const { refusals, world: next } = apply(world, action, now);
    world = next ?? world;
    const holds = amountOf(world.wallets, world.contract);
    if (owed(world) !== holds)
      throw new Error(`${describe(action)}: the model holds ${holds} and owes ${owed(world)}`);
    return { action, refusals, call };
  };

  while (world.deals.size < dealCount) {
    now = nextTime({ dice, people, world, now, draws });
    const expectations: Expectation[] = [];
    for (let left = dice.between(1, BLOCK); left > 0; left--) expectations.push(await play());
    const refusals = await ground.mine(now, expectations);
    for (const [turn, expectation] of expectations.entries()) {
      requireAgreement(expectation, refusals[turn], now, tallies);
    }
    const contests = expectations.flatMap(({ action, refusals }) =>
      opensRound(action, refusals, world, now) ? [action] : [],
    );
    if (contests.length === 0) continue;
    const openedAt = now;
    now = await ground.passToDraw();
    for (const { dealId, milestone } of contests) {
      draws.set(drawKey(dealId, milestone), await ground.panelOf(world, dealId, milestone, openedAt));
    }
  }
  return { world, ...tallies, endedAt: now };
}

type Contest = ActionOf<"contest">;

/** Who sends for itself signs no round: whether it was the second shows in what became of it. */
function opensRound(
  action: Action,
  refusals: readonly string[] | undefined,
  world: World,
  now: number,
): action is Contest {
  if (action.kind !== "contest" || refusals !== undefined) return false;
  return world.deals.get(action.dealId)?.milestones[action.milestone]?.second?.objection.at === now;
}

function requireAgreement(
  { action, refusals }: Expectation,
  refusal: string | undefined,
  now: number,
  { done, refused }: { readonly done: Map<string, number>; readonly refused: Map<string, number> },
): void {
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const isAgreed = refusal === undefined ? refusals === undefined : refusals?.includes(refusal) === true;
  if (!isAgreed) {
    const [contract, model] = [refusal ?? "nothing", refusals?.join(" or ") ?? "nothing"];
    throw new Error(
      `${describe(action)} at ${now}: the contract refused with ${contract}, the model with ${model}`,
    );
  }
  if (refusal === undefined) count(done, action.kind);
  else count(refused, refusal);
}

/** An opening, something with the ledger, or something with a live deal. */
function randomAction(situation: Situation, desk: Desk): Action {
  const { dice, world } = situation;
  if (dice.chance(ACCOUNTS_SHARE)) return randomSpendingAction(situation, desk);
  const live = [...world.deals.values()].filter(isLive);
  if (live.length < LIVE && dice.chance(0.5)) return randomOpening(situation, desk);
  if (live.length === 0 || dice.chance(0.1)) return randomLedgerAction(situation);
  const deals = [...world.deals.values()];
  if (dice.chance(0.05)) return randomRating(situation, dice.pick(deals));
  const bonded = deals.filter((deal) => bondsOf(deal) > 0n);
  if (bonded.length > 0 && dice.chance(0.12)) return randomLateAction(situation, dice.pick(bonded));
  const deal = dice.pick(live);
  const unsettled = deal.milestones.flatMap((life, index) => (isFinal(life) ? [] : [index]));
  const milestone = dice.chance(0.03) ? dice.between(0, deal.milestones.length - 1) : dice.pick(unsettled);
  for (let tries = 0; ; tries++) {
    const action = dice.chance(AMENDMENTS_SHARE)
      ? amendmentOf(situation, randomAmendment(situation, deal, desk))
      : randomDealAction(situation, deal, milestone);
    // There are few amendments, and many reasons to refuse them.
    const share = action.kind === "amend" ? 2 * REFUSED_SHARE : REFUSED_SHARE;
    const isKept = tries === 12 || dice.chance(share);
    if (isKept || apply(world, action, situation.now).refusals === undefined) return action;
  }
}

/** Something with accounts, tabs or orders; as of deals, most of it goes through. */
function randomSpendingAction(situation: Situation, desk: Desk): Action {
  for (let tries = 0; ; tries++) {
    const action = randomAccountAction(situation, desk);
    const isKept = tries === 8 || situation.dice.chance(REFUSED_SHARE);
    if (isKept || apply(situation.world, action, situation.now).refusals === undefined) return action;
  }
}

/** Something about a contested milestone, settled or not: bonds and ballots outlive what they were about. */
function randomLateAction(situation: Situation, deal: DealLife): Action {
  const { dice, people } = situation;
  const contested = deal.milestones.flatMap(({ second }, index) => (second === undefined ? [] : [index]));
  const of = { sender: people.outsider.address, dealId: deal.id, milestone: dice.pick(contested) };
  return randomDisputesAction(situation, deal, of);
}

/** One deal in many has 32 milestones; the others have one to six. */
function randomOpening(situation: Situation, desk: Desk): Action {
  const { dice, people, world, now } = situation;
  const salt = dice.amount(0n, 2n ** 52n);
  const opened = [...world.deals.values()];
  const again = dice.chance(0.02) && opened.length > 0 ? dice.pick(opened).terms : undefined;
  const isLargeDue = opened.length >= 20 && opened.every((deal) => deal.milestones.length < 32);
  const milestones = isLargeDue ? 32 : dice.pick([1, 1, 2, 2, 3, 3, 4, 5, 6]);
  const sound = again ?? randomTerms(dice, people, now, salt, milestones, world);
  const terms = again === undefined && dice.chance(0.12) ? faultyTerms(sound, dice, now, world) : sound;
  const dealId = dealIdOf({ domain: desk.domain, terms });
  return { kind: "open", dealId, terms, ...nobodysConsents(situation, terms) };
}

/** Now and then somebody opens the new terms by themselves. */
function amendmentOf(situation: Situation, draft: Draft): Action {
  const signatures = nobodysConsents(situation, draft.terms);
  if (situation.dice.chance(0.97)) return { kind: "amend", ...draft, ...signatures };
  return { kind: "open", dealId: draft.successor, terms: draft.terms, ...signatures };
}

/** Terms may name parties that cannot sign or send; then an outsider tries without their signatures. */
function nobodysConsents(situation: Situation, terms: DealLife["terms"]) {
  const { people } = situation;
  const isSomebody = (address: Address) => people.all.some((person) => person.address === address);
  const isAuthorized = randomConsents(situation, terms);
  return {
    sender: isSomebody(isAuthorized.sender) ? isAuthorized.sender : people.outsider.address,
    buyerSignedBy: isAuthorized.buyerSignedBy,
    sellerSignedBy:
      typeof isAuthorized.sellerSignedBy !== "string" || isSomebody(isAuthorized.sellerSignedBy)
        ? isAuthorized.sellerSignedBy
        : people.outsider.address,
  };
}

/** Soon, or right before, on or after a boundary of time of some live deal, account or tab. */
function nextTime({ dice, world, now }: Situation): number {
  const soon = now + dice.between(1, 60);
  const later = (boundary: number) => (boundary > now && boundary < now + LONGEST_LEAP ? boundary : soon);
  const others = [...boundariesOf(world, now)].filter((boundary) => boundary > now + 1);
  if (others.length > 0 && dice.chance(0.04)) return later(dice.pick(others) + dice.between(-1, 1));
  const live = [...world.deals.values()].filter(isLive);
  if (live.length === 0 || dice.chance(0.75)) return soon;
  const deal = dice.pick(live);
  const milestone = dice.between(0, deal.milestones.length - 1);
  const life = deal.milestones[milestone] ?? {};
  const provisional = provisionalOf(deal, life);
  const round = life.second === undefined ? 0 : roundEnd(deal, life.second.objection);
  const deadline = deal.terms.milestones[milestone]?.deadline ?? 0;
  const times =
    provisional === undefined ? [deadline] : [provisional.since, provisional.end, provisional.end, round];
  return later(dice.pick(times) + dice.between(-1, 1));
}

/** Ends of periods, windows and keys of accounts, and of tabs. */
function boundariesOf({ accounts, tabs }: World, now: number): number[] {
  const ofAccounts = [...accounts.values()].flatMap((account) => {
    const { period, activeFrom, activeUntil } = policyOf(account);
    const periodEnd = (periodOf(now, period) + period) * 3_600;
    return [periodEnd, activeFrom, activeUntil, ...[...account.keys.values()].map(({ expiry }) => expiry)];
  });
  const ofTabs = [...tabs.values()].map(({ terms: { end, grace } }) => end + grace);
  return [...ofAccounts, ...ofTabs];
}

function isLive({ milestones }: DealLife): boolean {
  return !milestones.every(isFinal);
}

function describe(action: Action): string {
  return JSON.stringify(action, (_key, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}
