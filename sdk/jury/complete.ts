import type { Address, Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { DrawMismatchError } from "../errors/jury.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { momentOrClock } from "../protocol/moment.ts";
import { DRAW_KEPT } from "./check-commitment.ts";
import { seedHeader } from "./commit.ts";
import { type DrawPair, pairSchema, principalsOf, type SignedDrawReveal } from "./commitment.ts";
import { principalBehind } from "./principal.ts";
import type { SignedJurorProfile } from "./profile.ts";
import { recompute } from "./recompute.ts";
import type { SeatSnapshot } from "./snapshot.ts";
import { type DrawTranscript, hashTranscript, parseTranscript } from "./transcript.ts";

/** A draw that is ready for terms: `panel` and `reference` go into them. */
export interface CompletedDraw {
  readonly transcript: DrawTranscript;
  /** The transcript's hash, for the `reference` of the terms. */
  readonly reference: Hex;
  /** Strictly ascending, for the `panel` of the terms. */
  readonly panel: readonly Address[];
}

/**
 * Makes the transcript of a draw from what both sides have committed and revealed, after everything was checked. Both sides get the
 * same one, with the same hash. Put `panel` and `reference` into the terms, and leave `panelAccount` out: the fee goes to the jurors.
 *
 * @param input.reveals Of both sides, in any order.
 * @param input.reference What the terms would refer to otherwise; the transcript carries it in their place.
 * @throws DrawMismatchError naming the first part that does not hold; SignatureMismatchError; TooFewCandidatesError.
 * @example
 * import { completeDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pair, reveals, snapshot, profiles, terms } = await exampleDraw(stack);
 * const drawn = await completeDraw(stack.publicClient, { pair, reveals, snapshot, profiles });
 * console.log(drawn.panel.length, drawn.reference === terms.reference); // 1 true
 * await stack.stop();
 */
export async function completeDraw(
  client: ActingClient,
  input: {
    readonly pair: DrawPair;
    readonly reveals: readonly SignedDrawReveal[];
    readonly snapshot: SeatSnapshot;
    readonly profiles: readonly SignedJurorProfile[];
    readonly reference?: Hex;
  },
): Promise<CompletedDraw> {
  requireOptions(input, "pair reveals snapshot profiles reference");
  const { reveals, snapshot, profiles, reference } = input;
  const pair = parseWith("pair", pairSchema(), input.pair);
  const { buyer, seller, pact, measures, languages } = pair[0];
  const of = (party: Address): SignedDrawReveal => {
    const found = reveals.find(({ from }) => from.toLowerCase() === party.toLowerCase());
    if (found === undefined) throw new DrawMismatchError("reveals", `${party} has not revealed its number`);
    return found;
  };
  const { hash: seedBlockHash } = await seedHeader(client, pair);
  const parts = {
    commitments: pair,
    reveals: [of(buyer), of(seller)] as const,
    seedBlockHash,
    snapshot,
    profiles,
  };
  const { panel, profiles: counted } = await recompute(parts, client);
  const deal = {
    buyer,
    seller,
    pact,
    measures,
    languages,
    ...(reference === undefined ? {} : { reference }),
  };
  return completed({
    format: "quittance/draw/1",
    kind: "drawn",
    ...{ ...deal, ...parts, profiles: counted, panel },
  });
}

/**
 * Uses the panel of an earlier draw for another deal of the same principals. For 30 days they make no other draw, and the panel is the
 * same one, for every pact that asks of jurors nothing that the first did not: a side that sees a draw and walks away gets no other.
 *
 * @param input.transcript Of the earlier draw; each side keeps its own, and shows it to a side that denies it.
 * @param input.pact Hash of the new deal's pact, and what it asks of jurors (`requirementsOf`).
 * @throws DrawMismatchError when the 30 days are over, a party acts for another principal, or the pact asks more of jurors.
 * @example
 * import { reuseDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { transcript: earlier } = await exampleDraw(stack);
 * const { buyer, seller } = stack;
 * const { panel, transcript } = await reuseDraw(stack.publicClient, {
 *   transcript: earlier,
 *   buyer: seller.address, // it buys this time
 *   seller: buyer.address,
 *   pact: `0x${"44".repeat(32)}`,
 *   measures: earlier.measures,
 *   languages: [],
 *   now: await stack.now(),
 * });
 * console.log(panel.length, transcript.kind === "reused"); // 1 true
 * await stack.stop();
 */
export async function reuseDraw(
  client: ActingClient,
  input: {
    readonly transcript: DrawTranscript;
    readonly buyer: Address;
    readonly seller: Address;
    readonly pact: Hex;
    readonly measures: readonly string[];
    readonly languages: readonly string[];
    readonly reference?: Hex;
    /** Unix seconds; this machine's clock when left out. */
    readonly now?: number;
  },
): Promise<CompletedDraw> {
  requireOptions(input, "transcript buyer seller pact measures languages reference now");
  const { buyer, seller, pact, measures, languages, reference } = input;
  const now = momentOrClock("now", input.now);
  const { reference: _, ...earlier } = parseTranscript(input.transcript);
  const until = earlier.commitments[0].madeAt + DRAW_KEPT;
  if (now >= until) throw new DrawMismatchError("madeAt", `the draw was kept until ${until}; it is ${now}`);
  const { panel } = await recompute(earlier, client);
  const again = parseTranscript({
    ...earlier,
    ...{ kind: "reused", buyer, seller, pact, measures, languages, panel },
    ...(reference === undefined ? {} : { reference }),
  });
  requireNoMore(again);
  await requireSamePrincipals(client, again);
  return completed(again);
}

function completed(transcript: DrawTranscript): CompletedDraw {
  return { transcript, reference: hashTranscript(transcript), panel: transcript.panel };
}

/** Makes sure that a pact asks of jurors nothing that the pact of the draw did not: its panel was drawn among those who can check that. */
export function requireNoMore({ measures, languages, commitments: [first] }: DrawTranscript): void {
  const more = [
    ...measures.filter((measure) => !first.measures.includes(measure)),
    ...languages.filter((language) => !first.languages.includes(language)),
  ];
  if (more.length === 0) return;
  throw new DrawMismatchError(
    "measures",
    `the pact asks more of jurors than the one that was drawn for: ${more.join(", ")}`,
  );
}

/** Makes sure that a deal is between the principals of the draw, in either role. */
export async function requireSamePrincipals(
  client: ActingClient,
  { buyer, seller, commitments: [first] }: DrawTranscript,
): Promise<void> {
  const { chainId, contract } = first;
  const [buyerPrincipal, sellerPrincipal] = await Promise.all([
    principalBehind(client, { address: contract, party: buyer }),
    principalBehind(client, { address: contract, party: seller }),
  ]);
  if (principalsOf({ chainId, contract, buyerPrincipal, sellerPrincipal }) === principalsOf(first)) return;
  throw new DrawMismatchError("principals", "the deal is between other principals than the draw");
}
