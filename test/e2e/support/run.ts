import { type Address, encodeFunctionData } from "viem";
import { jurorPoolAbi } from "../../../sdk/abi/juror-pool.ts";
import { readTokenDomain } from "../../../sdk/client/token-domain.ts";
import { dealIdOf } from "../../../sdk/protocol/deal-id.ts";
import { poolParameters, type Stack } from "../../../sdk/testing/index.ts";
import { periodOf, policyOf } from "../../model/accounts.ts";
import type { Action, ActionOf } from "../../model/actions.ts";
import { apply } from "../../model/apply.ts";
import { provisionalOf, roundEnd } from "../../model/provisional.ts";
import { excludedBy } from "../../model/second-round.ts";
import { amountOf, bondsOf, type DealLife, newWorld, owed, type World } from "../../model/world.ts";
import { openChain } from "./blocks.ts";
import { callOf, type Desk, type RawCall } from "./calls.ts";
import { usdcOf } from "./contract-state.ts";
import type { Dice } from "./dice.ts";
import type { People } from "./people.ts";
import { randomAccountAction } from "./random-accounts.ts";
import { randomConsents, randomDealAction, randomLedgerAction, type Situation } from "./random-actions.ts";
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
/** More blocks than lie between a contest and the hash that seeds its draw. */
const SEED_BLOCKS = 27;
/** Actions that would be refused are tried this often; else something else is drawn. */
const REFUSED_SHARE = 0.2;
/** This share of actions has to do with accounts of principals, tabs and orders. */
const ACCOUNTS_SHARE = 0.3;

/**
 * Plays random deals on the chain and in the model at once, several actions a block, and stops at the first action they
 * disagree about.
 */
export async function playRun(stack: Stack, people: People, dice: Dice, dealCount: number): Promise<Run> {
  const desk = await deskOf(stack, people, dice);
  const [contract, token] = [lowerCase(stack.address), lowerCase(stack.token)];
  const tallies = { done: new Map<string, number>(), refused: new Map<string, number>() };
  const pool = { address: lowerCase(stack.pool), seatFee: poolParameters.seatFee };
  const wallets = (await walletsOf(stack, people)).set(contract, 0n);
  let world = newWorld({ contract, token, pool, wallets });
  let now = await stack.now();
  const draws = new Map<string, readonly Address[]>();

  /** Draws one action and applies it to the model. */
  const play = async (): Promise<Expectation> => {
    const action = randomAction({ dice, people, world, now, draws }, desk);
    const call = await callOf(desk, world, action);
    const { refusals, world: next } = apply(world, action, now);
    world = next ?? world;
    const holds = amountOf(world.wallets, contract);
    if (owed(world) !== holds)
      throw new Error(`${describe(action)}: the model holds ${holds} and owes ${owed(world)}`);
    return { action, refusals, call };
  };

  const chain = await openChain(stack, [...people.all.map(({ address }) => address), desk.issuer]);
  try {
    while (world.deals.size < dealCount) {
      now = nextTime({ dice, people, world, now, draws });
      const expectations: Expectation[] = [];
      for (let left = dice.between(1, BLOCK); left > 0; left--) expectations.push(await play());
      const refusals = await chain.mineBlock(
        now,
        expectations.map(({ call }) => call),
      );
      for (const [turn, expectation] of expectations.entries()) {
        requireAgreement(expectation, refusals[turn], now, tallies);
      }
      const contests = expectations.flatMap(({ action, refusals }) =>
        opensRound(action, refusals, world, now) ? [action] : [],
      );
      if (contests.length > 0) {
        const openedAt = now;
        const openedInBlock = await chain.blockNumber();
        now = await chain.passBlocks(SEED_BLOCKS);
        // Pinned, the draw of a contest stays the same however long the run goes on.
        now += 1;
        await chain.mineBlock(now, [pinCall(stack, people, openedInBlock)]);
        for (const action of contests) {
          const [key, panel] = await askPool(stack, world, action, { openedAt, openedInBlock });
          draws.set(key, panel);
        }
      }
    }
  } finally {
    await chain.close();
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

function pinCall(stack: Stack, people: People, openedInBlock: bigint): RawCall {
  const data = encodeFunctionData({ abi: jurorPoolAbi, functionName: "pinSeed", args: [openedInBlock] });
  return { from: people.outsider.address, to: stack.pool, data };
}

/** What the pool answers whoever asks for the panel of a contest. */
async function askPool(
  { publicClient, pool }: Stack,
  world: World,
  { dealId, milestone }: Contest,
  { openedAt, openedInBlock }: { readonly openedAt: number; readonly openedInBlock: bigint },
): Promise<[key: string, panel: readonly Address[]]> {
  const terms = world.deals.get(dealId)?.terms;
  if (terms === undefined) throw new RangeError(`no deal ${dealId} in this world`);
  const excluded = [...excludedBy(world, terms), ...terms.panel];
  const panel = await publicClient.readContract({
    address: pool,
    abi: jurorPoolAbi,
    functionName: "draw",
    args: [dealId, BigInt(milestone), BigInt(openedAt), openedInBlock, BigInt(terms.panel.length), excluded],
  });
  return [drawKey(dealId, milestone), panel.map(lowerCase)];
}

/** An action, what the model says of it (reasons to refuse it, or undefined) and the transaction that tries it. */
interface Expectation {
  readonly action: Action;
  readonly refusals: readonly string[] | undefined;
  readonly call: RawCall;
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
  const unsettled = deal.milestones.flatMap(({ parting }, index) => (parting === undefined ? [index] : []));
  const milestone = dice.chance(0.03) ? dice.between(0, deal.milestones.length - 1) : dice.pick(unsettled);
  for (let tries = 0; ; tries++) {
    const action = randomDealAction(situation, deal, milestone);
    const isKept = tries === 12 || dice.chance(REFUSED_SHARE);
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

async function deskOf(stack: Stack, people: People, dice: Dice): Promise<Desk> {
  const [issuer] = stack.accounts.slice(-1).map(({ address }) => lowerCase(address));
  if (issuer === undefined) throw new Error("the stack has no issuer");
  const token = await readTokenDomain(stack.publicClient, { token: stack.token });
  return { dice, people, domain: stack.domain, token, issuer };
}

/** One deal in many has 32 milestones; the others have one to six. */
function randomOpening(situation: Situation, desk: Desk): Action {
  const { dice, people, world, now } = situation;
  const salt = dice.amount(0n, 2n ** 52n);
  const opened = [...world.deals.values()];
  const again = dice.chance(0.02) && opened.length > 0 ? dice.pick(opened).terms : undefined;
  const milestones = opened.length === 20 ? 32 : dice.pick([1, 1, 2, 2, 3, 3, 4, 5, 6]);
  const sound = again ?? randomTerms(dice, people, now, salt, milestones, world);
  const terms = again === undefined && dice.chance(0.12) ? faultyTerms(sound, dice, now, world) : sound;
  const dealId = dealIdOf({ domain: desk.domain, terms });
  return { kind: "open", dealId, terms, ...nobodysConsents(situation, terms) };
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

const lowerCase = (address: Address) => address.toLowerCase() as Address;

function isLive({ milestones }: DealLife): boolean {
  return milestones.some(({ parting }) => parting === undefined);
}

async function walletsOf(stack: Stack, people: People): Promise<Map<Address, bigint>> {
  const wallets = new Map<Address, bigint>();
  for (const { address } of people.all) wallets.set(address, await usdcOf(stack, address));
  return wallets;
}

function describe(action: Action): string {
  return JSON.stringify(action, (_key, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}
