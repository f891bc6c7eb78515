import { type Address, concatHex, type Hex, size, sliceHex } from "viem";
import { isSignedBy } from "../client/signed-by.ts";
import type { ReadingClient, Signer } from "../client/signer.ts";
import { signTyped } from "../client/signing.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { isSameAddress } from "../protocol/address.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { hashTyped } from "../protocol/hash-typed.ts";
import { uintHex } from "../protocol/hex-parts.ts";
import type { ApprovalMessage } from "../protocol/messages.ts";
import { type Commitment, requireCommitmentFields } from "./commitment.ts";

/** What a controller approves, and until when. */
export interface ApprovalOf {
  readonly domain: QuittanceDomain;
  /** Of `dealCommitment`, `tabCommitment`, `orderCommitment` or `bondCommitment`, or as an agent asks for it. */
  readonly commitment: Commitment;
  /** Unix seconds; the approval is good while now < validUntil. */
  readonly validUntil: number;
}

const TIME_BYTES = 5;

/**
 * EIP-712 digest of a controller's approval of what a key of its account commits or gives up.
 *
 * @example
 * import { buildOrder, hashApproval, orderCommitment, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const payments = [{ payee: "0x00000000000000000000000000000000000000c2", amount: 2_500_000n }] as const;
 * const order = buildOrder({ account: "0x00000000000000000000000000000000000000b1", payments });
 * const commitment = orderCommitment({ domain, order });
 * console.log(hashApproval({ domain, commitment, validUntil: 2_000_000_000 }));
 */
export function hashApproval(input: ApprovalOf): Hex {
  requireOptions(input, "domain commitment validUntil");
  return digestOf(input);
}

function digestOf({ domain, commitment, validUntil }: ApprovalOf): Hex {
  return hashTyped({ domain, type: "Approval", message: messageOf({ commitment, validUntil }) });
}

/**
 * Signs a controller's approval: it names every payee with its most, the total and the purpose, and the contract takes it for
 * nothing else. What an `agentAccount`'s `approve` callback is asked with fits beside the controller's own domain.
 *
 * @param input.shown What the signer computes itself from the terms, tab, order or bond that it was shown; when given, a
 * commitment that differs from it is refused.
 * @param input.account Who controls the account's principal.
 * @returns As an envelope holds it: validUntil in 5 bytes, and the signature.
 * @throws InvalidFieldError when a field does not fit its type, or is not that of what was shown.
 * @example
 * import { buildOrder, orderCommitment, quittanceDomain, signApproval } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const controller = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const payments = [{ payee: "0x00000000000000000000000000000000000000c2", amount: 2_500_000n }] as const;
 * const order = buildOrder({ account: "0x00000000000000000000000000000000000000b1", payments });
 * const commitment = orderCommitment({ domain, order });
 * const approval = { domain, commitment, validUntil: order.validUntil };
 * console.log((await signApproval({ ...approval, shown: commitment, account: controller })).length); // 140
 */
export async function signApproval(
  input: ApprovalOf & {
    readonly shown?: Commitment | undefined;
    /** Not signed: it is a part of what an agent asks with. */
    readonly threshold?: bigint | undefined;
    readonly account: Signer;
  },
): Promise<Hex> {
  requireOptions(input, "domain commitment validUntil shown threshold account");
  const { domain, account, commitment, validUntil, shown } = input;
  if (shown !== undefined) requireShown(commitment, shown);
  const message = messageOf({ commitment, validUntil });
  const signature = await signTyped({ domain, type: "Approval", message, account });
  return concatHex([uintHex(validUntil, { size: TIME_BYTES }), signature]);
}

/**
 * Whether `signature` is the approval of `signer`, who should control the account's principal (`getPrincipal`).
 *
 * @example
 * import { buildOrder, orderCommitment, quittanceDomain, signApproval, verifyApproval } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const account = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const payments = [{ payee: "0x00000000000000000000000000000000000000c2", amount: 2_500_000n }] as const;
 * const order = buildOrder({ account: "0x00000000000000000000000000000000000000b1", payments });
 * const approval = { domain, commitment: orderCommitment({ domain, order }), validUntil: order.validUntil };
 * const signature = await signApproval({ ...approval, account });
 * console.log(await verifyApproval({ ...approval, signer: account.address, signature })); // true
 */
export async function verifyApproval(
  input: ApprovalOf & {
    readonly signer: Address;
    /** Of `signApproval`. */
    readonly signature: Hex;
    readonly client?: ReadingClient;
  },
): Promise<boolean> {
  requireOptions(input, "domain commitment validUntil signer signature client");
  const { signer, signature, client, validUntil } = input;
  const digest = digestOf(input);
  const time = uintHex(validUntil, { size: TIME_BYTES });
  const isOfThatTime = size(signature) > TIME_BYTES && signature.toLowerCase().startsWith(time);
  const plain = isOfThatTime ? sliceHex(signature, TIME_BYTES) : "0x";
  return isSignedBy({ signer, digest, signature: plain, ...(client === undefined ? {} : { client }) });
}

function messageOf({ commitment, validUntil }: Omit<ApprovalOf, "domain">): ApprovalMessage {
  requireCommitmentFields(commitment);
  const { account, purpose, payees, amount, digest } = commitment;
  return { account, purpose, payees, total: amount, validUntil, commitment: digest };
}

/** Refuses a commitment that is not the one which follows from what the signer was shown. */
function requireShown(commitment: Commitment, shown: Commitment): void {
  const differences: Readonly<Record<string, boolean>> = {
    account: !isSameAddress(commitment.account, shown.account),
    purpose: commitment.purpose !== shown.purpose,
    amount: commitment.amount !== shown.amount,
    payees: payeesIn(commitment) !== payeesIn(shown),
    digest: commitment.digest.toLowerCase() !== shown.digest.toLowerCase(),
  };
  const field = Object.keys(differences).find((name) => differences[name]);
  if (field === undefined) return;
  throw new InvalidFieldError({
    field: `commitment.${field}`,
    value: new Map<string, unknown>(Object.entries(commitment)).get(field),
    problem: `must be that of what was shown, ${textOf(new Map<string, unknown>(Object.entries(shown)).get(field))}`,
    remedy: "Sign nothing: the request shows something else than it commits.",
    docsPage: "pay",
  });
}

function payeesIn({ payees }: Commitment): string {
  return payees.map(({ payee, most }) => `${payee.toLowerCase()} at most ${most}`).join(", ");
}

function textOf(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.map(({ payee, most }: Commitment["payees"][number]) => `${payee} at most ${most}`).join(", ");
}
