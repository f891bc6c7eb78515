import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import type { Actor } from "../accounts/agent.ts";
import type { ActingClient } from "../client/action-types.ts";
import { requireSelf, signerAddress } from "../client/signer.ts";
import { getDeal } from "../deals/actions/get-deal.ts";
import { termsSchema } from "../deals/terms/schema.ts";
import { signTerms, verifyTerms } from "../deals/terms/sign-terms.ts";
import { SignatureMismatchError } from "../errors/agents.ts";
import { DrawMismatchError } from "../errors/jury.ts";
import { lazily } from "../errors/lazily.ts";
import { hashCanonical } from "../json/canonical.ts";
import { address, record, type Schema, signature, time } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith, toJson } from "../json/parse.ts";
import { isSameAddress } from "../protocol/address.ts";
import { dealIdOf } from "../protocol/deal-id.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { momentOrClock } from "../protocol/moment.ts";
import type { Terms } from "../protocol/terms.ts";
import { readHeader } from "./block.ts";
import { DRAW_KEPT, requirePrincipals } from "./check-commitment.ts";
import { checkDrawReveal, seedHeader } from "./commit.ts";
import {
  type DrawPair,
  domainOfDraw,
  drawIdOf,
  pairSchema,
  revealSchema,
  type SignedDrawCommitment,
  type SignedDrawReveal,
} from "./commitment.ts";
import { type DocumentType, isSignedByParty, signByParty } from "./document.ts";
import { format } from "./fields.ts";
import { CLOCK_SKEW, DRAW_SPAN, requirePair } from "./pair.ts";

/**
 * One side's signed statement that the other did not go on with a draw, with what shows it. Anyone can verify it; what it shows is said
 * at `verifyAbortedDraw`.
 */
export interface AbortedDraw {
  readonly format: "quittance/aborted-draw/1";
  /** `reveal`: the other side withholds its number. `sign`: it revealed it, and did not sign the terms. */
  readonly step: "reveal" | "sign";
  /** Both commitments: both sides took part. */
  readonly commitments: DrawPair;
  /** Of the side that states this. */
  readonly reveal: SignedDrawReveal;
  /** At the step `sign`: the other side's reveal, by which it took part in this draw to the end. */
  readonly otherReveal?: SignedDrawReveal | undefined;
  /** At the step `sign`: the terms with the drawn panel, and the signature of the side that states this. */
  readonly terms?: Terms | undefined;
  readonly termsSignature?: Hex | undefined;
  /** Who states it. */
  readonly from: Address;
  /** Unix seconds. */
  readonly at: number;
}

export interface SignedAbortedDraw extends AbortedDraw {
  readonly signature: Hex;
}

export const abortedSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedAbortedDraw> =>
    record({
      format: format("quittance/aborted-draw/1"),
      step: z.literal(["reveal", "sign"], { error: 'must be "reveal" or "sign"' }),
      commitments: pairSchema(),
      reveal: revealSchema(),
      otherReveal: z.optional(revealSchema()),
      terms: z.optional(termsSchema()),
      termsSignature: z.optional(signature()),
      from: address(),
      at: time(),
      signature: signature(),
    }) as unknown as Schema<SignedAbortedDraw>,
);

const abortedType: DocumentType<AbortedDraw> = {
  name: "AbortedDraw",
  fields: [
    { name: "draw", type: "bytes32" },
    { name: "step", type: "string" },
    { name: "accused", type: "address" },
    { name: "from", type: "address" },
    { name: "at", type: "uint40" },
    { name: "statement", type: "bytes32" },
  ],
  messageOf: (aborted) => ({
    draw: drawIdOf(aborted.commitments),
    step: aborted.step,
    accused: sidesOf(aborted).accused,
    from: aborted.from,
    at: aborted.at,
    statement: statementHash(aborted),
  }),
};

/** Hash of all that is stated, amounts as text. */
function statementHash(aborted: AbortedDraw): Hex {
  const { commitments, reveal, otherReveal, terms, termsSignature, step, from, at } = aborted;
  const signing = terms && { otherReveal, terms, termsSignature };
  const stated = { step, commitments, reveal, from, at, ...signing };
  return hashCanonical(JSON.parse(toJson(stated)));
}

/** The side that did not go on, and who both sides act for. */
export function sidesOf({ commitments, from }: AbortedDraw): {
  readonly accused: Address;
  readonly principal: Address;
  readonly statedBy: Address;
} {
  const [{ buyer, seller, buyerPrincipal, sellerPrincipal }] = commitments;
  return isSameAddress(from, buyer)
    ? { accused: seller, principal: sellerPrincipal, statedBy: buyerPrincipal }
    : { accused: buyer, principal: buyerPrincipal, statedBy: sellerPrincipal };
}

/**
 * States, signed, that the other side withholds its number, or has seen the drawn panel and did not sign the terms. It is for the day
 * after the seed block, and for terms, after their `openBy`, by the chain's clock: the other side had its time then.
 *
 * @param input.reveal The caller's own.
 * @param input.otherReveal The other side's, where it revealed its number. The terms go with it.
 * @param input.terms With the drawn panel: the caller signs them here for all to see, when they can open no deal any more.
 * @throws DrawMismatchError when it is too early, or the terms are of another draw; SignatureMismatchError. Nothing is signed then.
 * @example
 * import { signAbortedDraw, verifyAbortedDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client, buyer: account, seller } = stack;
 * const { pair, reveals } = await exampleDraw(stack);
 * await stack.increaseTime(86_400);
 * const aborted = await signAbortedDraw(client, { pair, reveal: reveals[0], account, now: await stack.now() });
 * const { accused, step } = await verifyAbortedDraw({ aborted, client });
 * console.log(accused === seller.address, step === "reveal"); // true true
 * await stack.stop();
 */
export async function signAbortedDraw(
  client: ActingClient,
  input: {
    readonly pair: DrawPair;
    readonly reveal: SignedDrawReveal;
    readonly otherReveal?: SignedDrawReveal;
    readonly terms?: Terms;
    readonly account: Actor;
    /** Unix seconds; this machine's clock when left out. */
    readonly now?: number;
  },
): Promise<SignedAbortedDraw> {
  requireOptions(input, "pair reveal otherReveal terms account now");
  const { reveal, otherReveal, terms, account } = input;
  const commitments = parseWith("pair", pairSchema(), input.pair);
  const from = signerAddress(account);
  requireSelf("account", account, reveal.from, "the side that revealed");
  const domain = domainOfDraw(commitments[0]);
  const at = momentOrClock("now", input.now);
  const known = { format: "quittance/aborted-draw/1", commitments, reveal, from, at } as const;
  const draft: AbortedDraw =
    terms === undefined && otherReveal === undefined
      ? { ...known, step: "reveal" }
      : { ...known, step: "sign", otherReveal, terms };
  await requireShown(client, draft);
  const aborted =
    terms === undefined ? draft : { ...draft, termsSignature: await signTerms({ domain, terms, account }) };
  return { ...aborted, signature: await signByParty(abortedType, domain, aborted, account) };
}

/** By what the accused side refutes a statement: its reveal, or at the step `sign` the terms of a deal that was opened. */
export type AbortedDrawAnswer = { readonly reveal: SignedDrawReveal } | { readonly opened: Terms };

/** What a statement about an aborted draw shows. */
export interface AbortedDrawFindings {
  readonly draw: Hex;
  readonly step: AbortedDraw["step"];
  /** The side that did not go on, and who it acts for. */
  readonly accused: Address;
  readonly principal: Address;
  /** Who the side acts for that states it. */
  readonly statedBy: Address;
  /** True when the accused side's answer, or the opened deal, shows that it did go on. */
  readonly refuted: boolean;
}

/**
 * Verifies a statement about an aborted draw. It shows for certain that both sides committed to the draw, that the stating side revealed
 * its number, and that the other side's time was over by the chain's clock. No message can show that a number was withheld: the accused
 * side refutes it by its reveal, which fixes the panel. At the step `sign` it shows that both sides revealed, that the stating side
 * signed the terms, and that no deal was opened by them. The accused side refutes it by a deal that both sides opened by other terms.
 * Each side may state this of the other; a record then shows both statements.
 *
 * @param input.answer Of the accused side, where it has one.
 * @throws DrawMismatchError naming the part that does not hold; SignatureMismatchError; InvalidFieldError when it is malformed.
 * @example
 * import { signAbortedDraw, verifyAbortedDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client, buyer: account } = stack;
 * const { pair, reveals } = await exampleDraw(stack);
 * await stack.increaseTime(86_400);
 * const aborted = await signAbortedDraw(client, { pair, reveal: reveals[0], account, now: await stack.now() });
 * const { refuted } = await verifyAbortedDraw({ aborted, answer: { reveal: reveals[1] }, client });
 * console.log(refuted); // true
 * await stack.stop();
 */
export async function verifyAbortedDraw(input: {
  readonly aborted: SignedAbortedDraw;
  readonly answer?: AbortedDrawAnswer;
  readonly client: ActingClient;
}): Promise<AbortedDrawFindings> {
  requireOptions(input, "aborted answer client");
  const { client } = input;
  const { signature, ...aborted } = parseWith("aborted", abortedSchema(), input.aborted);
  const answer = input.answer && parseWith("answer", answerSchema(), input.answer);
  const { commitments, from: signer, terms, termsSignature, step } = aborted;
  const domain = domainOfDraw(commitments[0]);
  await requireShown(client, aborted);
  if (!(await isSignedByParty(abortedType, domain, aborted, { signer, signature, client }))) {
    throw new SignatureMismatchError("statement about an aborted draw", signer);
  }
  let refuted = answer !== undefined && (await isRefuted(client, aborted, answer));
  if (terms !== undefined) {
    const signed = { domain, terms, signer, signature: termsSignature ?? "0x00", client };
    if (!(await verifyTerms(signed))) throw new SignatureMismatchError("terms of an aborted draw", signer);
    refuted ||= (await openedAt(client, domain, terms)) !== undefined;
  }
  return { draw: drawIdOf(commitments), step, ...sidesOf(aborted), refuted };
}

export const answerSchema = /* @__PURE__ */ lazily(
  (): Schema<AbortedDrawAnswer> =>
    z.union([record({ reveal: revealSchema() }), record({ opened: termsSchema() })], {
      error: "must hold the reveal of the accused side, or the terms of an opened deal",
    }) as unknown as Schema<AbortedDrawAnswer>,
);

/**
 * An answer to a statement about an aborted draw, from elsewhere: an object, or its JSON text. What it refutes is `verifyAbortedDraw`'s
 * business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { toJson } from "quittance";
 * import { parseAbortedDrawAnswer } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { reveals } = await exampleDraw(stack);
 * console.log(Object.keys(parseAbortedDrawAnswer(toJson({ reveal: reveals[1] })))); // [ 'reveal' ]
 * await stack.stop();
 */
export function parseAbortedDrawAnswer(input: unknown): AbortedDrawAnswer {
  return parseWith("answer", answerSchema(), input);
}

/** Whether the accused side's answer shows that it did go on. */
async function isRefuted(
  client: ActingClient,
  aborted: AbortedDraw,
  answer: AbortedDrawAnswer,
): Promise<boolean> {
  const { commitments, step } = aborted;
  const [first] = commitments;
  if ("reveal" in answer) {
    const { reveal } = answer;
    await checkDrawReveal({ pair: commitments, reveal, client });
    return step === "reveal" && isSameAddress(reveal.from, sidesOf(aborted).accused);
  }
  const { opened } = answer;
  const isOfDraw = isSameSubject(opened, first) && opened.openBy <= first.madeAt + DRAW_KEPT;
  if (step !== "sign" || !isOfDraw) return false;
  const at = await openedAt(client, domainOfDraw(first), opened);
  return at !== undefined && at >= (await seedHeader(client, commitments)).timestamp;
}

/** When the deal of these terms was opened, unix seconds; undefined when it was not. */
async function openedAt(
  client: ActingClient,
  domain: QuittanceDomain,
  terms: Terms,
): Promise<number | undefined> {
  const dealId = dealIdOf({ domain, terms });
  return (await getDeal(client, { address: domain.verifyingContract, dealId }))?.openedAt;
}

/** Whether terms are of the deal that was drawn for, and refer to a draw. */
function isSameSubject(terms: Terms, { buyer, seller, pact, jurors }: SignedDrawCommitment): boolean {
  const isOfParties = isSameAddress(terms.buyer, buyer) && isSameAddress(terms.seller, seller);
  const isOfSize = terms.panel.length === jurors && terms.reference !== undefined;
  return isOfParties && isOfSize && terms.pact === pact;
}

/** Makes sure that both sides took part as it is stated, for whom they say, and that the other side's time was over. */
async function requireShown(client: ActingClient, aborted: AbortedDraw): Promise<void> {
  const { commitments: pair, reveal, otherReveal, from, terms, step } = aborted;
  await requirePair(pair, client);
  await requirePrincipals(client, pair[0]);
  await checkDrawReveal({ pair, reveal, client });
  if (!isSameAddress(reveal.from, from))
    throw new DrawMismatchError("reveal", "the reveal is of the other side");
  const isOfSign = step === "sign";
  if (isOfSign !== (otherReveal !== undefined)) {
    throw new DrawMismatchError(
      "otherReveal",
      "the other reveal belongs to the step `sign`, and to no other",
    );
  }
  if (isOfSign !== (terms !== undefined)) {
    throw new DrawMismatchError("terms", "the terms belong to the step `sign`, and to no other");
  }
  await requireTimeOver(client, aborted);
  if (terms === undefined || otherReveal === undefined) return;
  await checkDrawReveal({ pair, reveal: otherReveal, client });
  if (isSameAddress(otherReveal.from, from)) {
    throw new DrawMismatchError("otherReveal", "both reveals are of one side");
  }
  if (!isSameSubject(terms, pair[0])) {
    throw new DrawMismatchError("terms", "the terms are not those that were drawn for");
  }
}

/** Makes sure that the other side had a day from the seed block, and until the terms could be opened no more, by the chain's clock. */
async function requireTimeOver(client: ActingClient, { commitments, terms, at }: AbortedDraw): Promise<void> {
  const seed = await seedHeader(client, commitments);
  const latest = await readHeader(client, "latest");
  if (at > latest.timestamp + CLOCK_SKEW) {
    throw new DrawMismatchError("at", `it is ${latest.timestamp} by the chain's clock, and not yet ${at}`);
  }
  const now = Math.min(at, latest.timestamp);
  const until = seed.timestamp + DRAW_SPAN;
  if (now < until) throw new DrawMismatchError("at", `the other side has time until ${until}`);
  if (terms !== undefined && now < terms.openBy) {
    throw new DrawMismatchError("at", `the terms can be opened until ${terms.openBy}`);
  }
}

/**
 * A statement about an aborted draw from elsewhere: an object, or its JSON text. What it shows is `verifyAbortedDraw`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { toJson } from "quittance";
 * import { parseAbortedDraw, signAbortedDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pair, reveals } = await exampleDraw(stack);
 * await stack.increaseTime(86_400);
 * const stated = { pair, reveal: reveals[0], account: stack.buyer, now: await stack.now() };
 * const text = toJson(await signAbortedDraw(stack.publicClient, stated));
 * console.log(parseAbortedDraw(text).step === "reveal"); // true
 * await stack.stop();
 */
export function parseAbortedDraw(input: unknown): SignedAbortedDraw {
  return parseWith("aborted", abortedSchema(), input);
}
