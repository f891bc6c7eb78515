import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import { lazily } from "../../errors/lazily.ts";
import { address, amount, bytes32, list, record, type Schema, time } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import { lowerCase } from "../../protocol/address.ts";

/** What an own negotiation committed to last: an offer that could still be accepted, or a deal. */
export interface OwnCommitment {
  /** Hash of the negotiation's first offer. */
  readonly negotiation: Hex;
  readonly counterparty: Address;
  /** Unix seconds of the last commitment in it. */
  readonly at: number;
  /** USDC base units: what it cost, or for a seller what its milestones sum to. */
  readonly value: bigint;
  /** `open` while money or work is still owed; `settled` when all milestones are; `lapsed` when it came to no deal. */
  readonly state: "open" | "settled" | "lapsed";
  readonly jurors: readonly Address[];
}

/** What a policy knows beside the negotiation itself. The caller reads it from its own books, and from an indexer. */
export interface ApprovalFacts {
  /** Own commitments, in any order, one for each negotiation. */
  readonly commitments: readonly OwnCommitment[];
  /** USDC base units that settled deals of the same category were agreed for. */
  readonly prices: readonly bigint[];
  /** Counterparties that are no strangers, beside those with which a deal has settled. */
  readonly known: readonly Address[];
  /** What the listing said that the negotiation began from. */
  readonly listing?:
    | { readonly pact?: Hex | undefined; readonly panel?: readonly Address[] | undefined }
    | undefined;
  /** The principal of an account, or the owner of a juror's seat; who is not in it is not known. */
  readonly owners: readonly { readonly address: Address; readonly owner: Address }[];
}

const factsSchema = /* @__PURE__ */ lazily(
  (): Schema<ApprovalFacts> =>
    record({
      commitments: list(
        record({
          negotiation: bytes32(),
          counterparty: address(),
          at: time(),
          value: amount(),
          state: z.literal(["open", "settled", "lapsed"], { error: 'must be "open", "settled" or "lapsed"' }),
          jurors: list(address(), { entries: "addresses" }),
        }) as unknown as Schema<OwnCommitment>,
        { entries: "commitments" },
      ),
      prices: list(amount(), { entries: "prices" }),
      known: list(address(), { entries: "addresses" }),
      listing: z.optional(
        record({ pact: z.optional(bytes32()), panel: z.optional(list(address(), { entries: "addresses" })) }),
      ),
      owners: list(record({ address: address(), owner: address() }), { entries: "owners" }),
    }) as unknown as Schema<ApprovalFacts>,
);

/** Facts that a caller gave, or InvalidFieldError: what is misspelt would let pass what should ask. */
export const readFacts = (given: unknown): ApprovalFacts => parseWith("facts", factsSchema(), given);

/** The owner of an address in lower case, as the facts have it; undefined where they do not. */
export const ownersIn = ({ owners }: ApprovalFacts): ((one: Address) => string | undefined) => {
  const known = new Map(owners.map(({ address: of, owner }) => [lowerCase(of), owner.toLowerCase()]));
  return (one) => known.get(lowerCase(one));
};
