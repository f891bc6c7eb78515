import type { Address, Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { SignatureMismatchError } from "../errors/agents.ts";
import { BaseError } from "../errors/base.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { DrawMismatchError } from "../errors/jury.ts";
import { requireOptions } from "../json/options.ts";
import { isSameAddress } from "../protocol/address.ts";
import { isSameDeployment, type QuittanceDomain } from "../protocol/domain.ts";
import { parseAbortedDraw, parseAbortedDrawAnswer, verifyAbortedDraw } from "./aborted.ts";
import type { AbortedDrawStore, AbortLimits } from "./aborted-store.ts";
import { domainOfDraw, drawIdOf } from "./commitment.ts";

/** What a board takes statements by. */
export interface AbortTaking {
  readonly client: ActingClient;
  readonly domain: QuittanceDomain;
  readonly store: AbortedDrawStore;
  readonly limits?: AbortLimits;
}

/** What became of a statement or an answer. `full`: there is no room for it. `wrong`: it does not show what it says. */
export type AbortReceipt =
  | { readonly receipt: "first" | "known" | "full" }
  | { readonly receipt: "wrong"; readonly problem: string };

/** A board's limits when it has none of its own. */
export const ABORT_LIMITS: AbortLimits = { kept: 100_000, ofPrincipal: 64 };

const HASH = /^0x[0-9a-f]{64}$/;

/** Takes a statement: once it is verified by the chain, for this deployment, and the chain does not refute it. */
export async function takeStatement(taking: AbortTaking, given: unknown): Promise<AbortReceipt> {
  const { client, domain, store, limits = ABORT_LIMITS } = taking;
  const read = readBy(parseAbortedDraw, given);
  if ("problem" in read) return { receipt: "wrong", problem: read.problem };
  const aborted = read.value;
  if (!isSameDeployment(domainOfDraw(aborted.commitments[0]), domain)) {
    return { receipt: "wrong", problem: "The draw is for another chain or contract." };
  }
  const draw = drawIdOf(aborted.commitments);
  // What is there already costs no look at the chain.
  if (await find(store, draw, aborted.from)) return { receipt: "known" };
  const found = await verifiedBy(() => verifyAbortedDraw({ aborted, client }));
  if ("problem" in found) return { receipt: "wrong", problem: found.problem };
  const { principal, statedBy, refuted } = found.value;
  if (refuted) return { receipt: "wrong", problem: "A deal was opened by these terms." };
  return { receipt: await store.add({ aborted, draw, principal, statedBy }, limits) };
}

/** Takes an answer to a statement about a draw that is here: one that refutes it. Undefined when it refutes none. */
export async function takeAnswer(
  { client, store }: AbortTaking,
  draw: string,
  given: unknown,
): Promise<AbortReceipt | undefined> {
  const read = readBy(parseAbortedDrawAnswer, given);
  if ("problem" in read) return { receipt: "wrong", problem: read.problem };
  const answer = read.value;
  const name = draw.toLowerCase();
  if (!HASH.test(name)) return undefined;
  let taken: AbortReceipt | undefined;
  for (const { aborted, answer: earlier } of await store.about(name as Hex)) {
    const found = await verifiedBy(() => verifyAbortedDraw({ aborted, answer, client }));
    if ("problem" in found) return { receipt: "wrong", problem: found.problem };
    if (!found.value.refuted) continue;
    const isFirst =
      earlier === undefined && (await store.answer(name as Hex, aborted.from, answer)) === "first";
    if (isFirst || taken === undefined) taken = { receipt: isFirst ? "first" : "known" };
  }
  return taken;
}

/**
 * Takes what another board kept, an entry of its page, as if it had been posted: it is verified again, and no word of the other board is
 * believed.
 *
 * @returns `wrong` for what does not hold, `later` when the node did not answer.
 * @example
 * import { memoryAbortedDraws, takeAbortedDraw } from "quittance/jury";
 * import { startStack } from "quittance/testing";
 *
 * const { publicClient: client, domain, stop } = await startStack();
 * const entry = { kind: "statement", aborted: {} };
 * console.log(await takeAbortedDraw({ client, domain, store: memoryAbortedDraws(), entry })); // wrong
 * await stop();
 */
export async function takeAbortedDraw(
  input: AbortTaking & { readonly entry: unknown },
): Promise<"taken" | "known" | "wrong" | "later"> {
  requireOptions(input, "client domain store limits entry");
  const { entry, ...taking } = input;
  const field = (name: string): unknown => Reflect.get(Object(entry), name);
  try {
    const kind = field("kind");
    if (kind !== "statement" && kind !== "answer") return "wrong";
    const taken =
      kind === "statement"
        ? await takeStatement(taking, field("aborted"))
        : await takeAnswer(taking, String(field("draw")), field("answer"));
    // The statement may have found no room here.
    if (taken === undefined || taken.receipt === "full") return "known";
    return taken.receipt === "first" ? "taken" : taken.receipt;
  } catch (error) {
    if (error instanceof BaseError) return "later";
    throw error;
  }
}

async function find(store: AbortedDrawStore, draw: Hex, from: Address): Promise<boolean> {
  return (await store.about(draw)).some(({ aborted }) => isSameAddress(aborted.from, from));
}

type Read<Value> = { readonly value: Value } | { readonly problem: string };

function readBy<Value>(parse: (given: unknown) => Value, given: unknown): Read<Value> {
  try {
    return { value: parse(given) };
  } catch (error) {
    if (error instanceof BaseError) return { problem: error.shortMessage };
    throw error;
  }
}

/** What a statement shows, or why it shows nothing; what a node did not answer is thrown. */
async function verifiedBy<Value>(verify: () => Promise<Value>): Promise<Read<Value>> {
  try {
    return { value: await verify() };
  } catch (error) {
    if (isUnshown(error)) return { problem: error.shortMessage };
    throw error;
  }
}

/** Whether an error says that something is not as it is stated, and not that a node did not answer. */
export function isUnshown(error: unknown): error is BaseError {
  return UNSHOWN.some((refusal) => error instanceof refusal);
}

const UNSHOWN = [DrawMismatchError, SignatureMismatchError, InvalidFieldError];
