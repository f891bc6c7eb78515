import type { Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { DrawMismatchError, EarlierDrawError, TooFewCandidatesError } from "../errors/jury.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { isSameAddress } from "../protocol/address.ts";
import { isSameDeployment, type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { momentOrClock } from "../protocol/moment.ts";
import { readHeader } from "./block.ts";
import {
  commitmentSchema,
  type DrawCommitment,
  type DrawPair,
  type DrawSubject,
  domainOfDraw,
  drawIdOf,
  principalsOf,
  type SignedDrawCommitment,
} from "./commitment.ts";
import { type Directory, directoryOf } from "./directory.ts";
import { keyOf } from "./fields.ts";
import type { DrawOutlook } from "./order.ts";
import { CLOCK_SKEW, requireAnswer, requireFirst, requireSignature } from "./pair.ts";
import { drawOutlook } from "./panel.ts";
import { principalBehind } from "./principal.ts";
import type { SignedJurorProfile } from "./profile.ts";
import { excludedFrom } from "./requirements.ts";
import {
  hashSeatSnapshot,
  parseSeatSnapshot,
  type SeatSnapshot,
  SNAPSHOT_LEAST_AGE,
  SNAPSHOT_MOST_AGE,
} from "./snapshot.ts";

/** How long two principals keep the panel of a draw. Seconds. */
export const DRAW_KEPT = 30 * 86_400;

/** What a commitment from the other side is held against. */
export interface DrawSurroundings {
  /** The caller's own deployment. */
  readonly domain: QuittanceDomain;
  /** The caller's own snapshot of the block that the other side named (`takeSeatSnapshot`). */
  readonly snapshot: SeatSnapshot;
  /** All profiles that the caller knows: the directory that they make must be the one committed to. */
  readonly profiles: readonly SignedJurorProfile[];
  /** The first commitment, where this one should answer it. */
  readonly answered?: SignedDrawCommitment;
  /** Draws that the caller has taken part in: both commitments of each, whether or not they were revealed. */
  readonly earlier?: readonly DrawPair[];
  /** Unix seconds; this machine's clock when left out. */
  readonly now?: number;
  /** Asks the chain for the latest block and the parties' principals, and contract wallets about their signatures. */
  readonly client?: ActingClient;
}

/**
 * Makes sure that the other side's commitment is one to go on with: signed by a party, of the caller's own snapshot and directory,
 * made now and for a block that is not there yet, with enough candidates, and the first between these principals in 30 days.
 *
 * @returns Who could be drawn.
 * @throws SignatureMismatchError; DrawMismatchError naming the first part that does not hold; EarlierDrawError;
 * TooFewCandidatesError; InvalidFieldError for a malformed commitment.
 * @example
 * import { checkDrawCommitment } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain } = stack;
 * const { pair, snapshot, profiles } = await exampleDraw(stack);
 * const now = pair[0].madeAt;
 * const { able, needed } = await checkDrawCommitment(pair[0], { domain, snapshot, profiles, now });
 * console.log(able, needed); // 7 5
 * await stack.stop();
 */
export async function checkDrawCommitment(
  given: SignedDrawCommitment,
  surroundings: DrawSurroundings,
): Promise<DrawOutlook> {
  requireOptions(surroundings, "domain snapshot profiles answered earlier now client", "surroundings");
  const { client, answered, earlier = [] } = surroundings;
  const now = momentOrClock("surroundings.now", surroundings.now);
  const own = requireDomain("domain", surroundings.domain);
  const commitment = parseWith("commitment", commitmentSchema(), given);
  if (!isSameDeployment(domainOfDraw(commitment), own)) {
    throw new DrawMismatchError("contract", "the commitment is for another chain or contract than your own");
  }
  await requireSignature(commitment, client);
  if (Math.abs(now - commitment.madeAt) > CLOCK_SKEW) {
    throw new DrawMismatchError("madeAt", `the commitment was made at ${commitment.madeAt}; it is ${now}`);
  }
  if (answered === undefined) requireFirst(commitment);
  else requireAnswer(answered, commitment);
  if (answered === undefined) requireNoEarlier(commitment, earlier);
  else requireNoEarlier(answered, earlier, drawIdOf([answered, commitment]));
  if (client !== undefined) await requireByChain(client, commitment);
  const snapshot = parseSeatSnapshot(surroundings.snapshot);
  const directory = await directoryOf({ snapshot, profiles: surroundings.profiles });
  return requireMaterial(commitment, snapshot, directory);
}

/**
 * Makes sure that none of the draws before this one is of the same principals and still theirs.
 *
 * @param own Id of this draw, where it has both commitments: it is no earlier one.
 */
export function requireNoEarlier(first: DrawCommitment, earlier: readonly DrawPair[], own?: Hex): void {
  const principals = principalsOf(first);
  for (const pair of earlier) {
    const { madeAt } = pair[0];
    const until = madeAt + DRAW_KEPT;
    if (principalsOf(pair[0]) !== principals || madeAt > first.madeAt || first.madeAt >= until) continue;
    const id = drawIdOf(pair);
    if (id !== own) throw new EarlierDrawError(id, until);
  }
}

async function requireByChain(client: ActingClient, commitment: DrawCommitment): Promise<void> {
  const { number } = await readHeader(client, "latest");
  if (commitment.seedBlock <= number) {
    throw new DrawMismatchError(
      "seedBlock",
      `block ${commitment.seedBlock} is there already: the latest is ${number}`,
    );
  }
  await requirePrincipals(client, commitment);
}

/** Makes sure that the principals are those behind the parties, after a block or now. */
export async function requirePrincipals(
  client: ActingClient,
  commitment: DrawSubject,
  block?: bigint,
): Promise<void> {
  const { contract: address, buyer, seller, buyerPrincipal, sellerPrincipal } = commitment;
  const at = block === undefined ? {} : { block };
  const [ofBuyer, ofSeller] = await Promise.all([
    principalBehind(client, { address, party: buyer, ...at }),
    principalBehind(client, { address, party: seller, ...at }),
  ]);
  if (!isSameAddress(ofBuyer, buyerPrincipal)) {
    throw new DrawMismatchError("buyerPrincipal", `the buyer acts for ${ofBuyer}`);
  }
  if (!isSameAddress(ofSeller, sellerPrincipal)) {
    throw new DrawMismatchError("sellerPrincipal", `the seller acts for ${ofSeller}`);
  }
}

/** Makes sure that snapshot and directory are those committed to, old enough and not too old, and that there are enough candidates. */
export function requireMaterial(
  commitment: DrawCommitment,
  snapshot: SeatSnapshot,
  directory: Directory,
): DrawOutlook {
  if (hashSeatSnapshot(snapshot) !== keyOf(commitment.snapshot)) {
    throw new DrawMismatchError("snapshot", "the snapshot is another one than was committed to");
  }
  if (!isSameAddress(snapshot.pool, commitment.pool) || snapshot.chainId !== commitment.chainId) {
    throw new DrawMismatchError("pool", "the snapshot is of another pool or chain");
  }
  const age = commitment.madeAt - snapshot.timestamp;
  if (age < SNAPSHOT_LEAST_AGE)
    throw new DrawMismatchError("snapshot", "the snapshot is less than a day old");
  if (age > SNAPSHOT_MOST_AGE)
    throw new DrawMismatchError("snapshot", "the snapshot is more than a week old");
  if (directory.hash !== keyOf(commitment.directory)) {
    throw new DrawMismatchError("directory", "the profiles make another directory than was committed to");
  }
  return requireCandidates(commitment, snapshot, directory.profiles);
}

/** Refuses a draw with fewer than five able candidates for each place. */
export function requireCandidates(
  commitment: Omit<DrawSubject, "snapshot" | "directory" | "seedBlock" | "chainId" | "pact">,
  snapshot: SeatSnapshot,
  profiles: readonly SignedJurorProfile[],
): DrawOutlook {
  const { measures, languages, jurors } = commitment;
  const asked = { measures, languages, jurors, excluded: excludedFrom(commitment) };
  const outlook = drawOutlook({ seats: snapshot.seats, profiles, ...asked });
  if (outlook.able < outlook.needed) throw new TooFewCandidatesError(outlook.able, outlook.needed);
  return outlook;
}
