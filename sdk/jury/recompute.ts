import type { Address, Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { sortPanel } from "../deals/terms/build.ts";
import { DrawMismatchError } from "../errors/jury.ts";
import { RpcFailedError } from "../errors/transport.ts";
import { isSameAddress } from "../protocol/address.ts";
import { requireMaterial, requirePrincipals } from "./check-commitment.ts";
import { checkDrawReveal, seedHeader } from "./commit.ts";
import { type DrawPair, drawIdOf, type SignedDrawReveal, seedOf } from "./commitment.ts";
import { directoryOf } from "./directory.ts";
import { keyOf } from "./fields.ts";
import type { DrawOutlook } from "./order.ts";
import { DRAW_SPAN, requirePair } from "./pair.ts";
import { panelOfSeed } from "./panel.ts";
import type { SignedJurorProfile } from "./profile.ts";
import { excludedFrom } from "./requirements.ts";
import { checkSeatSnapshot, type SeatSnapshot } from "./snapshot.ts";

/** A draw without the deal that it is used for. */
export interface DrawParts {
  readonly commitments: DrawPair;
  readonly reveals: readonly [SignedDrawReveal, SignedDrawReveal];
  readonly seedBlockHash: Hex;
  readonly snapshot: SeatSnapshot;
  readonly profiles: readonly SignedJurorProfile[];
}

/** What could not be asked: there is no client, or its node has no state of that day any more. */
export type UncheckedPart = "seed block" | "seats" | "principals";

/** What follows from a draw's parts. */
export interface RecomputedDraw {
  /** Id of the draw. */
  readonly draw: Hex;
  readonly seed: Hex;
  /** In the order of the draw. */
  readonly drawn: readonly Address[];
  /** Strictly ascending, as terms name it. */
  readonly panel: readonly Address[];
  /** The profiles that count, ascending by juror. */
  readonly profiles: readonly SignedJurorProfile[];
  readonly outlook: DrawOutlook;
  readonly unchecked: readonly UncheckedPart[];
}

/**
 * Checks every part of a draw, by its signatures and by the chain, and computes the panel.
 *
 * @throws DrawMismatchError naming the first part that does not hold; SignatureMismatchError; TooFewCandidatesError.
 */
export async function recompute(parts: DrawParts, client: ActingClient | undefined): Promise<RecomputedDraw> {
  const { commitments, reveals, snapshot, seedBlockHash } = parts;
  const [first] = commitments;
  await requirePair(commitments, client);
  await requireReveals(commitments, reveals, client);
  const unchecked: UncheckedPart[] = [];
  if (client === undefined) unchecked.push("seed block", "seats", "principals");
  else unchecked.push(...(await checkByChain(client, parts)));
  const directory = await directoryOf({ snapshot, profiles: parts.profiles });
  const outlook = requireMaterial(first, snapshot, directory);
  const [buyerNumber, sellerNumber] = [reveals[0].number, reveals[1].number];
  const seed = seedOf({ buyerNumber, sellerNumber, seedBlockHash });
  const { profiles } = directory;
  const { measures, languages, jurors } = first;
  const asked = { measures, languages, jurors, excluded: excludedFrom(first) };
  const drawn = panelOfSeed({ seed, seats: snapshot.seats, profiles, ...asked });
  return {
    ...{ draw: drawIdOf(commitments), seed, drawn, profiles },
    panel: sortPanel(drawn),
    outlook,
    unchecked,
  };
}

async function requireReveals(
  pair: DrawPair,
  reveals: DrawParts["reveals"],
  client: ActingClient | undefined,
): Promise<void> {
  const [{ buyer, seller }] = pair;
  if (!isSameAddress(reveals[0].from, buyer) || !isSameAddress(reveals[1].from, seller)) {
    throw new DrawMismatchError("reveals", "the reveals are not the buyer's and the seller's");
  }
  for (const reveal of reveals) {
    await checkDrawReveal({ pair, reveal, ...(client === undefined ? {} : { client }) });
  }
}

async function checkByChain(client: ActingClient, parts: DrawParts): Promise<UncheckedPart[]> {
  const { commitments, snapshot, seedBlockHash } = parts;
  const [first, second] = commitments;
  const header = await seedHeader(client, commitments);
  if (keyOf(header.hash) !== keyOf(seedBlockHash)) {
    throw new DrawMismatchError("seedBlockHash", `block ${header.number} has the hash ${header.hash}`);
  }
  const latest = Math.max(first.madeAt, second.madeAt);
  if (header.timestamp <= latest || header.timestamp > first.madeAt + DRAW_SPAN) {
    throw new DrawMismatchError(
      "seedBlock",
      `block ${header.number} was made at ${header.timestamp}, not within a day after the commitments`,
    );
  }
  const unchecked: UncheckedPart[] = [];
  const withState = async (part: UncheckedPart, ask: () => Promise<void>) => {
    try {
      await ask();
    } catch (error) {
      // A node that keeps no old state: what the signatures say stays as it is, and is told as unchecked.
      if (!(error instanceof RpcFailedError)) throw error;
      unchecked.push(part);
    }
  };
  await withState("seats", () => checkSeatSnapshot(client, { snapshot }));
  await withState("principals", () => requirePrincipals(client, first, BigInt(first.seedBlock)));
  return unchecked;
}
