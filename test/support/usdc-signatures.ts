import { type Address, type Hex, type LocalAccount, parseSignature } from "viem";

/** The EIP-712 domain of one deployed token. `name` differs between Base and Base Sepolia. */
export interface UsdcDomain {
  name: string;
  version: "2";
  chainId: number;
  verifyingContract: Address;
}

/** What an ERC-3009 signature says. Times are Unix seconds, both exclusive. */
export interface TransferAuthorization {
  from: Address;
  to: Address;
  value: bigint;
  validAfter: bigint;
  validBefore: bigint;
  nonce: Hex;
}

export interface Cancellation {
  authorizer: Address;
  nonce: Hex;
}

/** What an EIP-2612 signature says. `deadline` is in Unix seconds, inclusive. */
export interface Permit {
  owner: Address;
  spender: Address;
  value: bigint;
  nonce: bigint;
  deadline: bigint;
}

/** One signature in both forms the token takes: 65 bytes `r ‖ s ‖ v`, and the three words. */
export interface UsdcSignature {
  bytes: Hex;
  v: number;
  r: Hex;
  s: Hex;
}

const authorization = [
  { name: "from", type: "address" },
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "validAfter", type: "uint256" },
  { name: "validBefore", type: "uint256" },
  { name: "nonce", type: "bytes32" },
] as const;

/** The token's typed data. */
export const usdcTypes = {
  TransferWithAuthorization: authorization,
  ReceiveWithAuthorization: authorization,
  CancelAuthorization: [
    { name: "authorizer", type: "address" },
    { name: "nonce", type: "bytes32" },
  ],
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

/** Signs for a payment that only `message.to` can pull. The signer may be the owner of a wallet that is `message.from`. */
export async function signReceive(
  signer: LocalAccount,
  domain: UsdcDomain,
  message: TransferAuthorization,
): Promise<UsdcSignature> {
  return bothForms(
    await signer.signTypedData({
      domain,
      types: usdcTypes,
      primaryType: "ReceiveWithAuthorization",
      message,
    }),
  );
}

/** Signs for a payment that anybody can carry out. */
export async function signTransfer(
  signer: LocalAccount,
  domain: UsdcDomain,
  message: TransferAuthorization,
): Promise<UsdcSignature> {
  return bothForms(
    await signer.signTypedData({
      domain,
      types: usdcTypes,
      primaryType: "TransferWithAuthorization",
      message,
    }),
  );
}

/** Signs to make one ERC-3009 nonce unusable. */
export async function signCancel(
  signer: LocalAccount,
  domain: UsdcDomain,
  message: Cancellation,
): Promise<UsdcSignature> {
  return bothForms(
    await signer.signTypedData({ domain, types: usdcTypes, primaryType: "CancelAuthorization", message }),
  );
}

/** Signs an allowance. */
export async function signPermit(
  signer: LocalAccount,
  domain: UsdcDomain,
  message: Permit,
): Promise<UsdcSignature> {
  return bothForms(await signer.signTypedData({ domain, types: usdcTypes, primaryType: "Permit", message }));
}

function bothForms(bytes: Hex): UsdcSignature {
  const { r, s, yParity } = parseSignature(bytes);
  return { bytes, r, s, v: 27 + yParity };
}
