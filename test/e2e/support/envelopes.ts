import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { type Address, concatHex, type Hex, toHex, zeroHash } from "viem";
import { compactSignature } from "../../../sdk/protocol/compact-signature.ts";
import { hashTyped } from "../../../sdk/protocol/hash-typed.ts";
import type { ApprovalMessage } from "../../../sdk/protocol/messages.ts";
import type { Policy } from "../../model/accounts.ts";
import type { Envelope, SignedBy } from "../../model/actions.ts";
import type { Desk } from "./calls.ts";

/** What a word is said for, which decides how an account's envelope is packed. */
export type Purpose =
  | { readonly kind: "keySignature" }
  | { readonly kind: "settlement"; readonly account: Address; readonly shown: Shown }
  | {
      readonly kind: "commitment";
      readonly account: Address;
      readonly shown: Shown;
      readonly category: number;
    };

/** What a controller reads before it approves. */
export type Shown = Pick<ApprovalMessage, "purpose" | "total" | "payees">;

/** Seconds of an approval that outlives every run. */
const LATE = 2 ** 40 - 1;
const MOST = 2n ** 96n;

export const keySignature: Purpose = { kind: "keySignature" };

/** Signs a digest: a wallet plainly, an account by its envelope; half of the plain signatures in 65 bytes, half in 64. */
export async function sign(
  desk: Desk,
  digest: Hex,
  word: SignedBy,
  purpose: Purpose = keySignature,
): Promise<Hex> {
  return typeof word === "object" ? seal(desk, digest, word, purpose) : signPlainly(desk, digest, word);
}

async function signPlainly({ dice, people }: Desk, digest: Hex, by: Address | undefined): Promise<Hex> {
  if (by === undefined) return "0x";
  const signature = await people.of(by).sign(digest);
  return dice.chance(0.5) ? compactSignature(signature) : signature;
}

async function seal(desk: Desk, digest: Hex, envelope: Envelope, purpose: Purpose): Promise<Hex> {
  const { key, principal, policy, signedBy, approvedBy } = envelope;
  const signature = await signPlainly(desk, digest, signedBy);
  if (purpose.kind === "keySignature") return concatHex([key, signature]);
  const message = { account: purpose.account, ...purpose.shown, validUntil: LATE, commitment: digest };
  // Terms whose sum the contract refuses have no approval that could be shown.
  const isShowable = [message.total, ...message.payees.map(({ most }) => most)].every((sum) => sum < MOST);
  const approval = isShowable ? hashTyped({ domain: desk.domain, type: "Approval", message }) : digest;
  const approved = await signPlainly(desk, approval, approvedBy);
  return concatHex([
    ...[key, principal, packedOf(policy)],
    ...(purpose.kind === "commitment" ? proofsOf(policy, purpose) : []),
    toHex((signature.length - 2) / 2, { size: 2 }),
    signature,
    approved === "0x" ? approved : concatHex([toHex(LATE, { size: 5 }), approved]),
  ]);
}

/** Trees by the list they were made of: a policy signs many times. */
function treesOf<Item>(type: string, textOf: (item: Item) => string) {
  const trees = new WeakMap<readonly Item[], StandardMerkleTree<[string]>>();
  return (list: readonly Item[]): StandardMerkleTree<[string]> => {
    const known = trees.get(list);
    if (known !== undefined) return known;
    const tree = StandardMerkleTree.of<[string]>(
      list.map((item) => [textOf(item)]),
      [type],
    );
    trees.set(list, tree);
    return tree;
  };
}

const payeesTree = treesOf<Address>("address", (payee) => payee);
const categoriesTree = treesOf<number>("uint32", String);

/** The roots of a policy's lists. */
export function rootsOf({ counterparties, categories }: Policy): { counterparties: Hex; categories: Hex } {
  return {
    counterparties: counterparties === undefined ? zeroHash : (payeesTree(counterparties).root as Hex),
    categories: categories === undefined ? zeroHash : (categoriesTree(categories).root as Hex),
  };
}

/** The packed form of a policy, packed here by its description. */
export function packedOf(policy: Policy): Hex {
  const { counterparties, categories } = rootsOf(policy);
  const limits = [policy.perTransaction, policy.perPeriod, policy.lifetime, policy.approvalAbove];
  return concatHex([
    ...limits.map((limit) => toHex(limit, { size: 8 })),
    toHex(policy.period, { size: 2 }),
    toHex(policy.activeFrom, { size: 5 }),
    toHex(policy.activeUntil, { size: 5 }),
    ...[counterparties, categories],
    ...(policy.treasury === undefined ? [] : [toHex(policy.treasury, { size: 4 })]),
  ]);
}

/** A proof for each payee, then one for the category; of what is not listed an empty one. */
function proofsOf(
  { counterparties, categories }: Policy,
  { shown, category }: Extract<Purpose, { readonly kind: "commitment" }>,
): Hex[] {
  const packed = (proof: readonly string[]) =>
    concatHex([toHex(proof.length, { size: 1 }), ...(proof as readonly Hex[])]);
  const ofPayees = shown.payees.map(({ payee }) =>
    packed(counterparties?.includes(payee) ? payeesTree(counterparties).getProof([payee]) : []),
  );
  const isListed = categories?.includes(category) === true;
  const ofCategory = packed(isListed ? categoriesTree(categories).getProof([String(category)]) : []);
  return [
    ...(counterparties === undefined ? [] : ofPayees),
    ...(categories === undefined ? [] : [ofCategory]),
  ];
}
