import type { Address } from "viem";
import type { Stack } from "../../../sdk/testing/index.ts";
import { dealIdOf } from "../../../sdk/typed-data/deal-id.ts";
import { readTokenDomain } from "../../../sdk/typed-data/token-domain.ts";
import type { Action } from "../../model/actions.ts";
import { apply } from "../../model/apply.ts";
import { amountOf, type DealLife, newWorld, owed, type World } from "../../model/world.ts";
import { openChain } from "./blocks.ts";
import { callOf, type Desk, type RawCall } from "./calls.ts";
import { usdcOf } from "./contract-state.ts";
import type { Dice } from "./dice.ts";
import type { People } from "./people.ts";
import { randomConsents, randomDealAction, randomLedgerAction, type Situation } from "./random-actions.ts";
import { faultyTerms, randomTerms } from "./random-terms.ts";

/** What a run leaves behind. */
export interface Run {
  readonly world: World;
  /** How often each kind of action went through, and how often each refusal came. */
  readonly done: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, number>;
}

/** Most actions in one block. */
const BLOCK = 24;
/** Most seconds from one block to the next. */
const LONGEST_LEAP = 4 * 3_600;
/** Deals that go on at the same time. */
const LIVE = 14;
/** Actions that would be refused are tried this often; else something else is drawn. */
const REFUSED_SHARE = 0.2;

/**
 * Plays random deals on the chain and in the model at once, several actions a block, and stops at the first action they
 * disagree about.
 */
export async function playRun(stack: Stack, people: People, dice: Dice, dealCount: number): Promise<Run> {
  const desk = await deskOf(stack, people, dice);
  const [contract, token] = [lowerCase(stack.address), lowerCase(stack.token)];
  const tallies = { done: new Map<string, number>(), refused: new Map<string, number>() };
  let world = newWorld({ contract, token, wallets: (await walletsOf(stack, people)).set(contract, 0n) });
  let now = await stack.now();

  /** Draws one action and applies it to the model. */
  const play = async (): Promise<Expectation> => {
    const action = randomAction({ dice, people, world, now }, desk);
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
      now = nextTime({ dice, people, world, now });
      const expectations: Expectation[] = [];
      for (let left = dice.between(1, BLOCK); left > 0; left--) expectations.push(await play());
      const refusals = await chain.mineBlock(
        now,
        expectations.map(({ call }) => call),
      );
      for (const [turn, expectation] of expectations.entries()) {
        requireAgreement(expectation, refusals[turn], now, tallies);
      }
    }
  } finally {
    await chain.close();
  }
  return { world, ...tallies };
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
  const live = [...world.deals.values()].filter(isLive);
  if (live.length < LIVE && dice.chance(0.5)) return randomOpening(situation, desk);
  if (live.length === 0 || dice.chance(0.1)) return randomLedgerAction(situation);
  const deal = dice.pick(live);
  const unsettled = deal.milestones.flatMap(({ parting }, index) => (parting === undefined ? [index] : []));
  const milestone = dice.chance(0.03) ? dice.between(0, deal.milestones.length - 1) : dice.pick(unsettled);
  for (let tries = 0; ; tries++) {
    const action = randomDealAction(situation, deal, milestone);
    const isKept = tries === 12 || dice.chance(REFUSED_SHARE);
    if (isKept || apply(world, action, situation.now).refusals === undefined) return action;
  }
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
  const sound = again ?? randomTerms(dice, people, now, salt, milestones);
  const terms = again === undefined && dice.chance(0.12) ? faultyTerms(sound, dice, now, world) : sound;
  const dealId = dealIdOf({ domain: desk.domain, terms });
  return { kind: "open", dealId, terms, ...nobodysConsents(situation, terms) };
}

/** Terms may name parties that cannot sign or send; then an outsider tries without their signatures. */
function nobodysConsents(situation: Situation, terms: DealLife["terms"]) {
  const { people } = situation;
  const isSomebody = (address: Address) => people.all.some((person) => person.address === address);
  const consents = randomConsents(situation, terms);
  return {
    sender: isSomebody(consents.sender) ? consents.sender : people.outsider.address,
    buyerSignedBy: consents.buyerSignedBy,
    sellerSignedBy:
      consents.sellerSignedBy !== undefined && isSomebody(consents.sellerSignedBy)
        ? consents.sellerSignedBy
        : people.outsider.address,
  };
}

/** Soon, or right before, on or after a boundary of time of some live deal. */
function nextTime({ dice, world, now }: Situation): number {
  const soon = now + dice.between(1, 60);
  const live = [...world.deals.values()].filter(isLive);
  if (live.length === 0 || dice.chance(0.75)) return soon;
  const { terms, milestones } = dice.pick(live);
  const milestone = dice.between(0, milestones.length - 1);
  const { delivered, verdict } = milestones[milestone] ?? {};
  const silent = delivered === undefined ? 0 : delivered.at + terms.verdictWindow;
  const end = (verdict?.at ?? silent) + terms.contestWindow;
  const boundary = dice.pick([terms.milestones[milestone]?.deadline ?? 0, silent, end]) + dice.between(-1, 1);
  return boundary > now && boundary < now + LONGEST_LEAP ? boundary : soon;
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
