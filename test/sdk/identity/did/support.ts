import type { DIDResolutionResult } from "did-resolver";
import { Resolver } from "did-resolver";
import type { Address } from "viem";
import { accountDid, type DidNetwork, getResolver } from "../../../../sdk/index.ts";
import type { Stack } from "../../../../sdk/testing/index.ts";

/** A resolver for the stack's deployment. */
export function resolverOf(stack: Stack, options: Partial<DidNetwork> = {}): Resolver {
  const { publicClient: client, deployment } = stack;
  return new Resolver(getResolver({ client, deployment, ...options }));
}

/** The DID of an account on the stack. */
export function didOf(stack: Stack, account: Address) {
  return accountDid({ chainId: stack.chain.id, address: stack.address, account });
}

/** Unix seconds as DID URLs write them. */
export function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000", "");
}

/** Addresses of the keys in a result, in lower case. */
export function keysIn({ didDocument }: DIDResolutionResult): string[] {
  return (didDocument?.verificationMethod ?? []).map(({ id }) => id.split("#")[1] ?? "");
}
