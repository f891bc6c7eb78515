import { type Address, type Hex, zeroAddress } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { checkTerms } from "../deals/terms/check.ts";
import { SignatureMismatchError } from "../errors/agents.ts";
import { DrawMismatchError, EarlierDrawError, TooFewCandidatesError } from "../errors/jury.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { hashPact } from "../pact/hash.ts";
import { isSameAddress } from "../protocol/address.ts";
import { isSameDeployment, type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import type { Terms } from "../protocol/terms.ts";
import { DRAW_KEPT, requireNoEarlier } from "./check-commitment.ts";
import { type DrawPair, domainOfDraw, pairSchema } from "./commitment.ts";
import { requireNoMore, requireSamePrincipals } from "./complete.ts";
import { type JurorModel, keyOf } from "./fields.ts";
import type { DrawOutlook } from "./order.ts";
import { requirePair } from "./pair.ts";
import { recompute, type UncheckedPart } from "./recompute.ts";
import { requirementsOf } from "./requirements.ts";
import { type DrawTranscript, hashTranscript, parseTranscript } from "./transcript.ts";

/** What a transcript, its terms and the chain say together. */
export interface DrawFindings {
  readonly kind: "drawn" | "reused";
  /** Id of the draw; the same for all deals that use it. */
  readonly draw: Hex;
  readonly seed: Hex;
  /** In the order in which they were drawn, with what their profiles say. */
  readonly jurors: readonly DrawnJuror[];
  readonly outlook: DrawOutlook;
  /** Of the snapshot and the seed. */
  readonly blocks: { readonly snapshot: number; readonly seed: number };
  /** What the terms would refer to otherwise. */
  readonly reference: Hex | undefined;
  /** What was not asked of the chain, for want of a client or of old state: an archive node has it. */
  readonly unchecked: readonly UncheckedPart[];
}

/** A juror of a drawn panel. */
export interface DrawnJuror {
  readonly juror: Address;
  /** Seats of the snapshot that it signs for. */
  readonly seats: readonly number[];
  /** Who owns them. */
  readonly owners: readonly Address[];
  /** As it declares them: they are recorded and decide nothing. */
  readonly models: readonly JurorModel[];
  /** USDC base units that it asks for a milestone. */
  readonly fee: bigint;
  readonly endpoint: string;
}

/** What a draw is verified by. */
export interface DrawEvidence {
  readonly transcript: DrawTranscript;
  readonly terms: Terms;
  /** Asks the chain for blocks, seats and principals; without it only signatures and hashes are checked. */
  readonly client?: ActingClient;
  /** The pact of the terms: what it asks of jurors is then computed, not believed. */
  readonly pact?: { readonly clauses: readonly { readonly kind: string; readonly measure?: unknown }[] };
  /** Other draws that are known of: one of the same principals in the 30 days before makes a new one void. */
  readonly earlier?: readonly DrawPair[];
  /** The deployment that the deal is on: a draw for another chain or contract does not count. */
  readonly domain?: QuittanceDomain;
  /** The pool that jurors should be of: anyone can deploy a pool, and take all its seats. */
  readonly pool?: Address;
}

/**
 * Computes a panel again, from the chain and the signed messages alone, and holds the terms against it.
 *
 * @throws DrawMismatchError naming the first part that does not hold; SignatureMismatchError; TooFewCandidatesError;
 * EarlierDrawError; InvalidFieldError for malformed terms or a malformed transcript.
 * @example
 * import { verifyDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client, domain, pool } = stack;
 * const { transcript, terms } = await exampleDraw(stack);
 * const { kind, jurors, unchecked } = await verifyDraw({ transcript, terms, client, domain, pool });
 * console.log(kind === "drawn", jurors.length, unchecked.length); // true 1 0
 * await stack.stop();
 */
export async function verifyDraw(input: DrawEvidence): Promise<DrawFindings> {
  requireOptions(input, "transcript terms client pact earlier domain pool");
  const { client, pact, earlier = [], domain, pool } = input;
  const transcript = parseTranscript(input.transcript);
  const terms = checkTerms(input.terms);
  requireTerms(terms, transcript);
  const [first] = transcript.commitments;
  if (domain !== undefined && !isSameDeployment(domainOfDraw(first), requireDomain("domain", domain))) {
    throw new DrawMismatchError("contract", "the draw was for another chain or contract");
  }
  if (pool !== undefined && !isSameAddress(pool, first.pool)) {
    throw new DrawMismatchError("pool", `the jurors are of the pool ${first.pool}`);
  }
  if (pact !== undefined) requirePact(transcript, pact);
  if (transcript.kind === "drawn") requireOwnDeal(transcript);
  else requireNoMore(transcript);
  const found = await recompute(transcript, client);
  if (transcript.kind === "reused" && client !== undefined) await requireSamePrincipals(client, transcript);
  requireNoEarlier(first, await signedPairs(earlier, client), found.draw);
  requireSame("panel", found.panel.join(" "), terms.panel.join(" "), "the draw gives another panel");
  const { snapshot } = transcript;
  const jurors = found.drawn.map((juror) => jurorOf(juror, transcript));
  requireUnnamed(terms, jurors);
  return {
    ...{ kind: transcript.kind, draw: found.draw, seed: found.seed, jurors, outlook: found.outlook },
    blocks: { snapshot: snapshot.block, seed: first.seedBlock },
    reference: transcript.reference,
    unchecked: found.unchecked,
  };
}

/** Those draws that both sides committed to: any other shows nothing. */
async function signedPairs(
  pairs: readonly DrawPair[],
  client: ActingClient | undefined,
): Promise<DrawPair[]> {
  const signed: DrawPair[] = [];
  for (const given of pairs) {
    const pair = parseWith("earlier", pairSchema(), given);
    try {
      await requirePair(pair, client);
      signed.push(pair);
    } catch (error) {
      if (!isDrawRefusal(error)) throw error;
    }
  }
  return signed;
}

function requireSame(part: string, one: string, other: string, problem: string): void {
  if (one.toLowerCase() !== other.toLowerCase()) throw new DrawMismatchError(part, problem);
}

/** Holds terms against the transcript that they refer to. */
function requireTerms(terms: Terms, transcript: DrawTranscript): void {
  const { buyer, seller, pact, panel, panelAccount, openBy, disputes } = terms;
  const [{ jurors, madeAt, pool }] = transcript.commitments;
  const hash = hashTranscript(transcript);
  requireSame("reference", terms.reference ?? "", hash, "the terms do not refer to the transcript");
  requireSame("buyer", buyer, transcript.buyer, "the terms have another buyer");
  requireSame("seller", seller, transcript.seller, "the terms have another seller");
  requireSame("pact", pact, transcript.pact, "the terms have another pact");
  requireSame("panel", panel.join(" "), transcript.panel.join(" "), "the terms name another panel");
  if (panel.length !== jurors) throw new DrawMismatchError("jurors", `the draw was for ${jurors} jurors`);
  if (panelAccount !== zeroAddress) {
    throw new DrawMismatchError("panelAccount", "the fee goes to an account, not to the drawn jurors");
  }
  if (openBy > madeAt + DRAW_KEPT) {
    throw new DrawMismatchError(
      "openBy",
      `the draw is kept until ${madeAt + DRAW_KEPT}, and the terms may open later`,
    );
  }
  if (disputes !== undefined) {
    requireSame("pool", disputes.pool, pool, "the terms name another pool than the jurors are of");
  }
}

/** A deal that is drawn for has the parties, the pact and the requirements that both sides committed to. */
function requireOwnDeal({
  buyer,
  seller,
  pact,
  measures,
  languages,
  commitments: [first],
}: DrawTranscript): void {
  requireSame("buyer", buyer, first.buyer, "the draw was for another buyer");
  requireSame("seller", seller, first.seller, "the draw was for another seller");
  requireSame("pact", pact, first.pact, "the draw was for another pact");
  requireSame("measures", measures.join(), first.measures.join(), "the draw was for other clause kinds");
  requireSame("languages", languages.join(), first.languages.join(), "the draw was for other languages");
}

function requirePact(
  { pact: hash, measures, languages }: DrawTranscript,
  pact: NonNullable<DrawEvidence["pact"]>,
): void {
  requireSame("pact", hashPact(pact), hash, "the pact is another one");
  const own = requirementsOf(pact);
  requireSame(
    "measures",
    [...measures].sort().join(),
    own.measures.join(),
    "the pact has other clause kinds",
  );
  requireSame(
    "languages",
    [...languages].sort().join(),
    own.languages.join(),
    "the pact asks for other languages",
  );
}

function jurorOf(juror: Address, { snapshot, profiles }: DrawTranscript): DrawnJuror {
  const seats = snapshot.seats.filter(({ key }) => isSameAddress(key, juror));
  const owners = [...new Map(seats.map(({ owner }) => [keyOf(owner), owner])).values()];
  const found = profiles.find(({ profile }) => isSameAddress(profile.juror, juror));
  const { models = [], fee = "0", endpoint = "" } = found?.profile ?? {};
  return { juror, seats: seats.map(({ seat }) => seat), owners, models, fee: BigInt(fee), endpoint };
}

/** No juror of the panel, and no owner of its seats, is named by the terms otherwise. */
function requireUnnamed(terms: Terms, jurors: readonly DrawnJuror[]): void {
  const { buyer, seller, marketplace, disputes } = terms;
  const named = new Set(
    [buyer, seller, marketplace, disputes?.arbiter, disputes?.pool].flatMap((one) =>
      one === undefined || one === zeroAddress ? [] : [keyOf(one)],
    ),
  );
  const both = jurors.find(({ juror, owners }) => [juror, ...owners].some((one) => named.has(keyOf(one))));
  if (both !== undefined)
    throw new DrawMismatchError("panel", `the terms name ${both.juror}, or the owner of its seat, twice`);
}

const REFUSALS = [DrawMismatchError, SignatureMismatchError, TooFewCandidatesError, EarlierDrawError];
/** Whether an error says that a draw does not hold. */
export const isDrawRefusal = (error: unknown) => REFUSALS.some((refusal) => error instanceof refusal);

/**
 * Which kind of panel terms have: `drawn` for this deal by both sides together, `reused` from an earlier draw of the same principals,
 * or `agreed`: the parties picked it, or what they call a draw does not hold.
 *
 * @throws InvalidFieldError for malformed terms; NodeUnreachableError or RpcFailedError when the node does not answer.
 * @example
 * import { panelKindOf } from "quittance/jury";
 * import { exampleDraw, exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client } = stack;
 * const { transcript, terms } = await exampleDraw(stack);
 * const agreed = await exampleTerms(stack);
 * console.log((await panelKindOf({ transcript, terms, client })) === "drawn"); // true
 * console.log((await panelKindOf({ terms: agreed })) === "agreed"); // true
 * await stack.stop();
 */
export async function panelKindOf(
  input: Omit<DrawEvidence, "transcript"> & { readonly transcript?: DrawTranscript | undefined },
): Promise<"drawn" | "reused" | "agreed"> {
  requireOptions(input, "transcript terms client pact earlier domain pool");
  const { transcript, terms } = input;
  if (transcript === undefined || checkTerms(terms).reference === undefined) return "agreed";
  try {
    return (await verifyDraw({ ...input, transcript })).kind;
  } catch (error) {
    if (isDrawRefusal(error)) return "agreed";
    throw error;
  }
}
