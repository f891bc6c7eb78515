import { type Address, type Hex, zeroHash } from "viem";
import * as z from "zod/mini";
import { termsSchema } from "../../../deals/terms/schema.ts";
import { InvalidFieldError } from "../../../errors/field.ts";
import { lazily } from "../../../errors/lazily.ts";
import { printable } from "../../../errors/printable.ts";
import { hashCanonical } from "../../../json/canonical.ts";
import {
  address,
  amount,
  bytes32,
  list,
  record,
  type Schema,
  text,
  time,
  uint,
} from "../../../json/fields.ts";
import { parseWith, toJson } from "../../../json/parse.ts";
import { dealIdOf } from "../../../protocol/deal-id.ts";
import { type QuittanceDomain, quittanceDomain } from "../../../protocol/domain.ts";
import type { Terms } from "../../../protocol/terms.ts";
import type { Side } from "../../record/tree.ts";
import type { Committed } from "../committed.ts";
import type { Commitment, ReviewReason } from "../review.ts";
import { changesBetween, type TermsChange } from "./changes.ts";

/** What a principal is asked about one commitment of its agent. */
export interface AskedApproval {
  /** Hash of everything below: an answer to it is an answer to exactly this. */
  readonly id: Hex;
  /** Hash of what would be committed, without times and reasons: the same commitment has the same subject. */
  readonly subject: Hex;
  readonly chainId: number;
  readonly contract: Address;
  /** Hash of the negotiation's first offer; zero when the commitment is that offer. */
  readonly negotiation: Hex;
  /** Hash of the offer that it accepts or answers; zero for a first offer. */
  readonly answers: Hex;
  readonly side: Side;
  readonly kind: Commitment["kind"];
  /** Seconds for which the offer would be good; 0 for an acceptance. */
  readonly validFor: number;
  /** How often the same commitment was asked about before. */
  readonly turn: number;
  /** Unix seconds. */
  readonly askedAt: number;
  /** Unix seconds: it can be answered and used before this moment. */
  readonly expiresAt: number;
  /** USDC base units: what the deal takes from a buyer when it opens, or what the milestones of a seller sum to. */
  readonly value: bigint;
  readonly terms: Terms;
  readonly reasons: readonly ReviewReason[];
  /** What is otherwise than in the first offer. */
  readonly changes: readonly TermsChange[];
}

const MOST_REASONS = 64;
const LONGEST_RULE = 64;
const LONGEST_TEXT = 600;
/** Each field of terms could have changed, and each juror and milestone. */
const MOST_CHANGES = 128;

const short = (longest: number) =>
  text(({ length }) => length <= longest, `must be text of at most ${longest} characters`);

const reasonSchema = () =>
  record({ rule: short(LONGEST_RULE), text: short(LONGEST_TEXT) }) as unknown as Schema<ReviewReason>;

const changeSchema = () => record({ field: short(64), before: short(100), after: short(100) });

const askedSchema = /* @__PURE__ */ lazily(
  (): Schema<AskedApproval> =>
    record({
      ...{ id: bytes32(), subject: bytes32(), chainId: uint(48, { minimum: 1 }), contract: address() },
      ...{ negotiation: bytes32(), answers: bytes32() },
      side: z.literal(["buyer", "seller"], { error: 'must be "buyer" or "seller"' }),
      kind: z.literal(["offer", "accept"], { error: 'must be "offer" or "accept"' }),
      ...{
        validFor: uint(40),
        turn: uint(32),
        askedAt: time(),
        expiresAt: time(),
        value: amount({ bits: 128 }),
      },
      terms: termsSchema(),
      reasons: list(reasonSchema(), { entries: "reasons", maximum: MOST_REASONS }),
      changes: list(changeSchema() as unknown as Schema<TermsChange>, {
        entries: "changes",
        maximum: MOST_CHANGES,
      }),
    }) as unknown as Schema<AskedApproval>,
);

/** What a commitment is, for a store: the same terms in the same place of the same negotiation. */
export function subjectOf(domain: QuittanceDomain, commitment: Commitment, committed: Committed): Hex {
  const { chainId, verifyingContract: contract } = domain;
  return hashSubject({ chainId, contract, ...placeOf(commitment, committed), terms: committed.terms });
}

const placeOf = (commitment: Commitment, { negotiation, answers, side }: Committed) => ({
  ...{ negotiation: negotiation ?? zeroHash, answers: answers ?? zeroHash, side, kind: commitment.kind },
  validFor: commitment.kind === "offer" ? commitment.validFor : 0,
});

type Subject = Pick<
  AskedApproval,
  "chainId" | "contract" | "negotiation" | "answers" | "side" | "kind" | "validFor" | "terms"
>;

function hashSubject({ chainId, contract, negotiation, answers, side, kind, validFor, terms }: Subject): Hex {
  const domain = quittanceDomain({ chainId, address: contract });
  const deal = dealIdOf({ domain, terms });
  return hashCanonical({
    ...{ chainId, contract: contract.toLowerCase(), negotiation, answers, side, kind, validFor, deal },
  });
}

const hashAsked = ({ id: _, ...rest }: Omit<AskedApproval, "id"> & { readonly id?: Hex }): Hex =>
  hashCanonical(JSON.parse(toJson(rest)));

/** What the principal is asked. Reasons may hold words of others: they are bounded, and nothing in them moves a cursor. */
export function askFor(input: {
  readonly domain: QuittanceDomain;
  readonly commitment: Commitment;
  readonly committed: Committed;
  readonly reasons: readonly ReviewReason[];
  readonly expiresAt: number;
  readonly turn: number;
}): AskedApproval {
  const { domain, commitment, committed, expiresAt, turn } = input;
  const { chainId, verifyingContract: contract } = domain;
  const { terms, first, now, value } = committed;
  const reasons = boundedReasons(input.reasons);
  const changes = first === undefined ? [] : changesBetween(first, terms).slice(0, MOST_CHANGES);
  const asked = {
    ...{ subject: subjectOf(domain, commitment, committed), chainId, contract },
    ...{ ...placeOf(commitment, committed), turn, askedAt: now, expiresAt, value, terms, reasons, changes },
  };
  // As it is when it is read again, with addresses as they are written.
  return readAsked(JSON.parse(toJson({ id: hashAsked(canonical(asked)), ...asked })));
}

/** Reasons as a question holds them. */
export const boundedReasons = (reasons: readonly ReviewReason[]): readonly ReviewReason[] =>
  reasons.slice(0, MOST_REASONS).map(({ rule, text: why }) => ({
    ...{ rule: bounded(rule, LONGEST_RULE), text: bounded(why, LONGEST_TEXT) },
  }));

function bounded(words: string, longest: number): string {
  const safe = printable(words);
  return safe.length <= longest ? safe : `${safe.slice(0, longest - 1)}…`;
}

/** Addresses and hashes as `readAsked` gives them, so that both hash the same. */
function canonical(asked: Omit<AskedApproval, "id">): Omit<AskedApproval, "id"> {
  const { id: _, ...rest } = parseWith("approval", askedSchema(), {
    ...JSON.parse(toJson(asked)),
    id: zeroHash,
  });
  return rest;
}

/**
 * What a principal is asked, from a file or another program: an object, or its JSON text. That it is whole is checked: the subject and
 * the id must follow from the rest.
 *
 * @throws InvalidFieldError naming the field that is wrong; `id` or `subject` where something was changed.
 * @example
 * import { askPrincipal, memoryApprovals, parseAskedApproval } from "quittance/negotiation";
 * import { toJson } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const store = memoryApprovals();
 * const review = askPrincipal({
 *   ...{ domain: stack.domain, store },
 *   review: async () => ({ kind: "ask", reasons: [{ rule: "pilot", text: "Every commitment asks." }] }),
 * });
 * const now = await stack.now();
 * const state = { phase: "open", path: [], agreed: [], doubled: [] } as const;
 * const terms = await exampleTerms(stack);
 * await review({ kind: "offer", terms, validFor: 600 }, { side: "buyer", now, state, offers: [] });
 * const [pending] = await store.list();
 * console.log(parseAskedApproval(toJson(pending?.asked)).id === pending?.asked.id); // true
 * await stack.stop();
 */
export function parseAskedApproval(input: unknown): AskedApproval {
  return readAsked(input);
}

function readAsked(input: unknown): AskedApproval {
  const given = typeof input === "string" ? input : toJson(input);
  const asked = parseWith("approval", askedSchema(), given);
  requireHash("subject", asked.subject, hashSubject(asked));
  requireHash("id", asked.id, hashAsked(asked));
  return asked;
}

function requireHash(field: string, given: Hex, expected: Hex): void {
  if (given === expected) return;
  throw new InvalidFieldError({
    field: `approval.${field}`,
    value: given,
    hash: true,
    problem: `does not follow from the rest, which gives ${expected}`,
    remedy: "Something was changed since it was asked. Let the agent ask again.",
  });
}
