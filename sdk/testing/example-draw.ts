import { type Address, type Hex, keccak256, parseEther, stringToBytes, zeroAddress } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { TermsDraft } from "../deals/terms/build.ts";
import { approveStake } from "../disputes/pool/approve-stake.ts";
import { takeSeats } from "../disputes/pool/take-seats.ts";
import { answerDraw, commitToDraw, revealDraw } from "../jury/commit.ts";
import type { DrawPair, SignedDrawReveal } from "../jury/commitment.ts";
import { completeDraw } from "../jury/complete.ts";
import { type JurorProfile, type SignedJurorProfile, signJurorProfile } from "../jury/profile.ts";
import { type SeatSnapshot, takeSeatSnapshot } from "../jury/snapshot.ts";
import type { DrawTranscript } from "../jury/transcript.ts";
import { counterOffer } from "../negotiation/offers/counter.ts";
import { hashOffer, type SignedOffer, signOffer } from "../negotiation/offers/offer.ts";
import type { Terms } from "../protocol/terms.ts";
import { exampleTerms } from "./example-deal.ts";
import { poolParameters, type Stack } from "./stack.ts";

/** A draw between the stack's buyer and seller, with all messages that it took. */
export interface ExampleDraw {
  /** Own a seat each, and sign for it. */
  readonly jurors: readonly PrivateKeyAccount[];
  /** Their private keys, so that a juror can run as a process of its own. They are the same in every stack, and no secret. */
  readonly jurorKeys: readonly Hex[];
  readonly snapshot: SeatSnapshot;
  readonly profiles: readonly SignedJurorProfile[];
  /** The buyer's offer and the seller's counter-offer, each with its side's commitment; a panel that keeps the places is in both. */
  readonly offers: readonly [SignedOffer, SignedOffer];
  /** The buyer's commitment, and the seller's answer: those of the offers. */
  readonly pair: DrawPair;
  /** The buyer's number and the seller's. */
  readonly numbers: readonly [Hex, Hex];
  /** The buyer's and the seller's. */
  readonly reveals: readonly [SignedDrawReveal, SignedDrawReveal];
  readonly transcript: DrawTranscript;
  /** `exampleTerms` with the drawn panel and the transcript's hash. */
  readonly terms: Terms;
}

const DAY = 86_400;
const AHEAD = 20;

const jurorKeysOf = (count: number): Hex[] =>
  Array.from({ length: count }, (_, index) => keccak256(stringToBytes(`example juror ${index}`)));

/** Seats `count` new accounts in the stack's pool: each owns one seat, and is its key. */
async function seatExampleJurors(stack: Stack, count: number): Promise<readonly PrivateKeyAccount[]> {
  const { walletClient, publicClient, pool: address, token, usdc } = stack;
  const amount = poolParameters.seatStake;
  const accounts = jurorKeysOf(count).map((key) => privateKeyToAccount(key));
  for (const account of accounts) {
    const hash = await walletClient.sendTransaction({ to: account.address, value: parseEther("1") });
    await publicClient.waitForTransactionReceipt({ hash });
    await usdc.mint(account.address, amount);
    await approveStake(walletClient, { address, token, amount, account });
    await takeSeats(walletClient, { address, key: account.address, account });
  }
  return accounts;
}

/**
 * Draws a panel between the stack's buyer and seller: seats jurors, waits until their seats are mature and a day old, lets both sides
 * commit and reveal, and makes terms with the panel.
 *
 * @param options.jurors Size of the panel; 1 when left out. Five jurors for each place are seated, and two more.
 * @param options.terms Fields of the terms to have otherwise.
 * @param options.profile Fields of each juror's profile to have otherwise.
 * @example
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { jurors, terms, transcript } = await exampleDraw(stack);
 * console.log(jurors.length, terms.panel.length, transcript.snapshot.seats.length); // 7 1 7
 * await stack.stop();
 */
export async function exampleDraw(
  stack: Stack,
  options: {
    readonly jurors?: number;
    readonly terms?: Partial<TermsDraft>;
    readonly profile?: (index: number) => Partial<JurorProfile>;
  } = {},
): Promise<ExampleDraw> {
  const { domain, poolDomain, pool, publicClient, buyer, seller } = stack;
  const { jurors: size = 1, profile: changed = () => ({}) } = options;
  const accounts = await seatExampleJurors(stack, 5 * size + 2);
  await stack.increaseTime(60); // until the seats are mature
  await stack.increaseTime(2 * DAY);
  const now = await stack.now();
  const snapshot = await takeSeatSnapshot(publicClient, { pool, firstOffer: now });
  const profiles = await Promise.all(
    accounts.map((account, index) => {
      const said = { measures: ["coverage", "structure"], languages: ["en"], models: [], fee: "0" };
      const numbered = { format: "quittance/juror/1", sequence: 1, validUntil: now + 90 * DAY } as const;
      const endpoint = `https://juror-${index}.example/ballots`;
      const profile = { ...numbered, juror: account.address, pool, ...said, endpoint, ...changed(index) };
      return signJurorProfile({ domain: poolDomain, profile, account });
    }),
  );
  const places = accounts.slice(0, size).map(({ address }) => address);
  const plain = await exampleTerms(stack, { panel: places, ...options.terms });
  const seedBlock = Number(await publicClient.getBlockNumber()) + AHEAD;
  const about = { measures: ["coverage", "structure"], languages: ["en"], jurors: size, seedBlock };
  const parties = { buyer: plain.buyer, seller: plain.seller, pact: plain.pact };
  const excluded = [plain.marketplace, plain.disputes?.arbiter].filter(isNamed);
  const material = { snapshot, profiles, now, domain };
  const validUntil = now + DAY;
  const offer = await signOffer({ domain, terms: plain, validUntil, account: buyer });
  const drafted = { ...material, ...parties, ...about, excluded, offer: hashOffer(offer), account: buyer };
  const first = await commitToDraw(drafted);
  const offered = { ...offer, draw: first.commitment };
  const counter = await counterOffer({
    domain,
    offer: offered,
    changes: {},
    validUntil,
    account: seller,
    now,
  });
  const answer = { commitment: first.commitment, offer: hashOffer(counter), account: seller };
  const second = await answerDraw({ ...material, ...answer });
  await stack.mine(AHEAD);
  const pair: DrawPair = [first.commitment, second.commitment];
  const reveals = [
    await revealDraw(publicClient, { pair, number: first.number, account: buyer }),
    await revealDraw(publicClient, { pair, number: second.number, account: seller }),
  ] as const;
  const { transcript, panel, reference } = await completeDraw(publicClient, {
    pair,
    reveals,
    snapshot,
    profiles,
  });
  const terms = await exampleTerms(stack, { ...options.terms, panel, reference });
  return {
    ...{ jurors: accounts, jurorKeys: jurorKeysOf(accounts.length), snapshot, profiles },
    ...{ pair, reveals, transcript, terms },
    offers: [offered, { ...counter, draw: second.commitment }],
    numbers: [first.number, second.number],
  };
}

/** Whether terms name an address there. */
const isNamed = (one: Address | undefined): one is Address => one !== undefined && one !== zeroAddress;
