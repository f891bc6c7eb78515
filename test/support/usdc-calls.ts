import { type Address, encodeFunctionData, type Hex } from "viem";
import { usdcAbi as abi } from "./usdc-abi.ts";
import type { Cancellation, Permit, TransferAuthorization, UsdcSignature } from "./usdc-signatures.ts";

/** The two forms in which the token takes a signature: three words, or 65 bytes. */
export const signatureForms = ["words", "bytes"] as const;
export type SignatureForm = (typeof signatureForms)[number];

/** Call data that carries out a signed payment. `receiveWithAuthorization` must come from the payee. */
export function authorizedPayment(
  functionName: "receiveWithAuthorization" | "transferWithAuthorization",
  { from, to, value, validAfter, validBefore, nonce }: TransferAuthorization,
  { bytes, v, r, s }: UsdcSignature,
  form: SignatureForm,
): Hex {
  const terms = [from, to, value, validAfter, validBefore, nonce] as const;
  return form === "bytes"
    ? encodeFunctionData({ abi, functionName, args: [...terms, bytes] })
    : encodeFunctionData({ abi, functionName, args: [...terms, v, r, s] });
}

/** Call data that makes a nonce unusable. */
export function cancellation(
  { authorizer, nonce }: Cancellation,
  { bytes, v, r, s }: UsdcSignature,
  form: SignatureForm,
): Hex {
  return form === "bytes"
    ? encodeFunctionData({ abi, functionName: "cancelAuthorization", args: [authorizer, nonce, bytes] })
    : encodeFunctionData({ abi, functionName: "cancelAuthorization", args: [authorizer, nonce, v, r, s] });
}

/** Call data that sets a signed allowance. */
export function permission(
  { owner, spender, value, deadline }: Omit<Permit, "nonce">,
  { bytes, v, r, s }: UsdcSignature,
  form: SignatureForm,
): Hex {
  return form === "bytes"
    ? encodeFunctionData({ abi, functionName: "permit", args: [owner, spender, value, deadline, bytes] })
    : encodeFunctionData({ abi, functionName: "permit", args: [owner, spender, value, deadline, v, r, s] });
}

/** Call data of plain moves. */
export function transfer(to: Address, value: bigint): Hex {
  return encodeFunctionData({ abi, functionName: "transfer", args: [to, value] });
}

export function transferFrom(from: Address, to: Address, value: bigint): Hex {
  return encodeFunctionData({ abi, functionName: "transferFrom", args: [from, to, value] });
}

export function approve(spender: Address, value: bigint): Hex {
  return encodeFunctionData({ abi, functionName: "approve", args: [spender, value] });
}
