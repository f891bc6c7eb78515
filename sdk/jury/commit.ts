import { type Address, type Hex, zeroHash } from "viem";
import type { Actor } from "../accounts/agent.ts";
import type { ActingClient } from "../client/action-types.ts";
import { requireSelf, signerAddress } from "../client/signer.ts";
import { SignatureMismatchError } from "../errors/agents.ts";
import { DrawMismatchError } from "../errors/jury.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { isSameAddress } from "../protocol/address.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { momentOrClock } from "../protocol/moment.ts";
import { readHeader } from "./block.ts";
import {
  checkDrawCommitment,
  type DrawSurroundings,
  requireMaterial,
  requireNoEarlier,
  requirePrincipals,
} from "./check-commitment.ts";
import {
  commitmentSchema,
  commitmentType,
  type DrawCommitment,
  type DrawPair,
  domainOfDraw,
  drawIdOf,
  hashDrawCommitment,
  hashDrawNumber,
  pairSchema,
  randomNumber,
  revealSchema,
  revealType,
  type SignedDrawCommitment,
  type SignedDrawReveal,
} from "./commitment.ts";
import { directoryOf } from "./directory.ts";
import { isSignedByParty, signByParty } from "./document.ts";
import { keyOf } from "./fields.ts";
import { requireAnswer, requirePair } from "./pair.ts";
import type { SignedJurorProfile } from "./profile.ts";
import { hashSeatSnapshot, parseSeatSnapshot, type SeatSnapshot } from "./snapshot.ts";

/** What proposes a draw. */
export interface DrawDraft {
  readonly domain: QuittanceDomain;
  /** Hash of the offer that the commitment goes with (`hashOffer`). */
  readonly offer: Hex;
  readonly buyer: Address;
  readonly seller: Address;
  /** Who they act for (`principalBehind`); the parties themselves when left out. */
  readonly buyerPrincipal?: Address;
  readonly sellerPrincipal?: Address;
  /** Hash of the pact, and what it asks of jurors (`requirementsOf`). */
  readonly pact: Hex;
  readonly measures: readonly string[];
  readonly languages: readonly string[];
  /** How many jurors the panel is to have. */
  readonly jurors: number;
  /** Other addresses that the terms will name: marketplace, arbiter. At most 8. */
  readonly excluded?: readonly Address[];
  readonly snapshot: SeatSnapshot;
  readonly profiles: readonly SignedJurorProfile[];
  /** A block that is not there yet, within a day: about ten minutes ahead leaves time for the answer. */
  readonly seedBlock: number;
  readonly earlier?: readonly DrawPair[];
  readonly account: Actor;
  /** Unix seconds; this machine's clock when left out. */
  readonly now?: number;
}

/** A commitment, and the number behind it, which stays secret until the seed block is final. Keep it: it cannot be made again. */
export interface CommittedNumber {
  readonly commitment: SignedDrawCommitment;
  readonly number: Hex;
}

/**
 * Proposes a draw: commits to a random number, the snapshot, the directory and a block to come. Send the commitment as the `draw` of the
 * offer that it names, and keep the number on a disk before you do: without it this draw has no panel, and the same principals make no other
 * for 30 days.
 *
 * @throws TooFewCandidatesError, EarlierDrawError; DrawMismatchError for a snapshot that is too young or too old;
 * InvalidFieldError for a malformed draft. Nothing is signed then.
 * @example
 * import { hashOffer, signOffer } from "quittance";
 * import { commitToDraw } from "quittance/jury";
 * import { exampleDraw, exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer: account } = stack;
 * const { snapshot, profiles } = await exampleDraw(stack);
 * const now = await stack.now();
 * const terms = await exampleTerms(stack);
 * const offer = hashOffer(await signOffer({ domain, terms, validUntil: now + 600, account }));
 * const { buyer, seller, pact } = terms;
 * const about = { buyer, seller, pact, jurors: 1, measures: ["coverage"], languages: [] };
 * const seedBlock = Number(await stack.publicClient.getBlockNumber()) + 300;
 * const { commitment } = await commitToDraw({ domain, offer, ...about, snapshot, profiles, seedBlock, account, now });
 * console.log(commitment.from === buyer); // true
 * await stack.stop();
 */
export async function commitToDraw(input: DrawDraft): Promise<CommittedNumber> {
  requireOptions(
    input,
    "domain offer buyer seller buyerPrincipal sellerPrincipal pact measures languages jurors excluded snapshot profiles seedBlock earlier account now",
  );
  const { chainId, verifyingContract: contract } = requireDomain("domain", input.domain);
  const {
    offer,
    buyer,
    seller,
    pact,
    measures,
    languages,
    jurors,
    excluded = [],
    seedBlock,
    account,
  } = input;
  const { buyerPrincipal = buyer, sellerPrincipal = seller, earlier = [] } = input;
  const from = signerAddress(account);
  const number = randomNumber();
  const snapshot = parseSeatSnapshot(input.snapshot);
  const directory = await directoryOf({ profiles: input.profiles, snapshot });
  const named = {
    buyer,
    seller,
    buyerPrincipal,
    sellerPrincipal,
    pact,
    jurors,
    measures,
    languages,
    excluded,
  };
  const draft: DrawCommitment = {
    format: "quittance/draw-commitment/1",
    ...{ chainId, contract, offer, from, ...named, pool: snapshot.pool, seedBlock },
    ...{ snapshot: hashSeatSnapshot(snapshot), directory: directory.hash, answers: zeroHash },
    numberHash: hashDrawNumber({ number, from }),
    madeAt: momentOrClock("now", input.now),
  };
  return signCommitment(draft, number, account, (commitment) => {
    requireMaterial(commitment, snapshot, directory);
    requireNoEarlier(commitment, earlier);
  });
}

/**
 * Answers the other side's commitment with one of the same words and a number of one's own, after it was checked.
 *
 * @param input.offer Hash of the own offer that carries it: the counter-offer, with no changes where all is agreed.
 * @throws As `checkDrawCommitment` does, and DrawMismatchError when the account is not the other party. Nothing is signed then.
 * @example
 * import { answerDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const { pair, snapshot, profiles } = await exampleDraw(stack);
 * const [commitment] = pair;
 * const { offer, madeAt: now } = commitment;
 * const answer = await answerDraw({ domain, commitment, offer, snapshot, profiles, account, now });
 * console.log(answer.commitment.numberHash === pair[1].numberHash); // false: its own number
 * await stack.stop();
 */
export async function answerDraw(
  input: Omit<DrawSurroundings, "answered"> & {
    readonly commitment: SignedDrawCommitment;
    readonly offer: Hex;
    readonly account: Actor;
  },
): Promise<CommittedNumber> {
  requireOptions(input, "domain commitment offer snapshot profiles earlier now client account");
  const { commitment: given, offer, account, ...surroundings } = input;
  const first = parseWith("commitment", commitmentSchema(), given);
  await checkDrawCommitment(first, surroundings);
  const from = signerAddress(account);
  const number = randomNumber();
  const { signature: _, ...subject } = first;
  const draft: DrawCommitment = {
    ...{ ...subject, offer, from, numberHash: hashDrawNumber({ number, from }) },
    answers: hashDrawCommitment(first),
    madeAt: momentOrClock("now", input.now),
  };
  return signCommitment(draft, number, account, (commitment) => requireAnswer(first, commitment));
}

/** Signs a commitment once it was checked whole; an unsigned one has a signature of one byte meanwhile. */
async function signCommitment(
  draft: DrawCommitment,
  number: Hex,
  account: Actor,
  check: (commitment: SignedDrawCommitment) => void,
): Promise<CommittedNumber> {
  const { signature: _, ...commitment } = parseWith("draw", commitmentSchema(), {
    ...draft,
    signature: "0x00",
  });
  const { buyer, seller, from } = commitment;
  if (!isSameAddress(from, buyer) && !isSameAddress(from, seller)) {
    throw new DrawMismatchError("from", `${from} is neither buyer nor seller`);
  }
  check({ ...commitment, signature: "0x00" });
  const signature = await signByParty(commitmentType, domainOfDraw(commitment), commitment, account);
  return { commitment: { ...commitment, signature }, number };
}

/**
 * Reveals one's random number, once the seed block is final: no one can choose another hash for it then. Both sides are bound to the
 * draw since they committed, so that a side that reveals last gains nothing: withheld, its number gives no other draw.
 *
 * @param input.number What `commitToDraw` or `answerDraw` returned.
 * @throws DrawMismatchError when the seed block is not final yet, or the number is not the one committed to;
 * SignatureMismatchError when a commitment is not signed. Nothing is signed then.
 * @example
 * import { revealDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient, buyer: account } = stack;
 * const { pair, numbers } = await exampleDraw(stack);
 * const reveal = await revealDraw(publicClient, { pair, number: numbers[0], account });
 * console.log(reveal.number === numbers[0]); // true
 * await stack.stop();
 */
export async function revealDraw(
  client: ActingClient,
  input: { readonly pair: DrawPair; readonly number: Hex; readonly account: Actor },
): Promise<SignedDrawReveal> {
  requireOptions(input, "pair number account");
  const pair = parseWith("pair", pairSchema(), input.pair);
  const from = signerAddress(input.account);
  const own = pair.find((commitment) => isSameAddress(commitment.from, from)) ?? pair[0];
  requireSelf("account", input.account, own.from, "a side of the draw");
  await requirePair(pair, client);
  const { hash } = await seedHeader(client, pair);
  const { number } = input;
  requireNumber(own, number);
  await requirePrincipals(client, own);
  const reveal = { format: "quittance/draw-reveal/1", draw: drawIdOf(pair), from: own.from, number } as const;
  const signature = await signByParty(revealType, domainOfDraw(own), reveal, input.account);
  const again = await readHeader(client, BigInt(own.seedBlock));
  if (again.hash !== hash) throw new DrawMismatchError("seedBlock", "the seed block was replaced meanwhile");
  return { ...reveal, signature };
}

/** The header of the seed block, which must be final, and made in time. */
export async function seedHeader(client: ActingClient, [first]: DrawPair) {
  const final = await readHeader(client, "finalized");
  if (final.number < first.seedBlock) {
    throw new DrawMismatchError(
      "seedBlock",
      `block ${first.seedBlock} is not final: the last final block is ${final.number}`,
    );
  }
  return readHeader(client, BigInt(first.seedBlock));
}

function requireNumber(commitment: DrawCommitment, number: Hex): void {
  if (hashDrawNumber({ number, from: commitment.from }) === keyOf(commitment.numberHash)) return;
  throw new DrawMismatchError("number", `the number is not the one that ${commitment.from} committed to`);
}

/**
 * Makes sure that a reveal is of this draw, signed by one of its sides, and of the number that the side committed to.
 *
 * @throws DrawMismatchError, SignatureMismatchError; InvalidFieldError for a malformed reveal.
 * @example
 * import { checkDrawReveal } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pair, reveals } = await exampleDraw(stack);
 * await checkDrawReveal({ pair, reveal: reveals[1] });
 * await stack.stop();
 */
export async function checkDrawReveal(input: {
  readonly pair: DrawPair;
  readonly reveal: SignedDrawReveal;
  readonly client?: ActingClient;
}): Promise<void> {
  requireOptions(input, "pair reveal client");
  const pair = parseWith("pair", pairSchema(), input.pair);
  const reveal = parseWith("reveal", revealSchema(), input.reveal);
  if (keyOf(reveal.draw) !== drawIdOf(pair)) {
    throw new DrawMismatchError("reveals", "the reveal is of another draw");
  }
  const own = pair.find(({ from }) => isSameAddress(from, reveal.from));
  if (own === undefined) throw new DrawMismatchError("reveals", `${reveal.from} is no side of the draw`);
  requireNumber(own, reveal.number);
  const { signature, from: signer } = reveal;
  const signed = { signer, signature, client: input.client };
  if (!(await isSignedByParty(revealType, domainOfDraw(own), reveal, signed))) {
    throw new SignatureMismatchError("reveal of a draw", signer);
  }
}
