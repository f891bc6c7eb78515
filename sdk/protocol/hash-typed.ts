import type { Hex, TypedDataDefinition } from "viem";
import { requireOptions } from "../json/options.ts";
import { checkMessage, namesOf } from "./check-message.ts";
import { type JurorPoolDomain, type QuittanceDomain, requireDomain } from "./domain.ts";
import type { Messages, SignedType } from "./messages.ts";
import { recentDigest } from "./recent-digests.ts";
import { typedDataTypes } from "./typed-data.ts";
import { structsOf } from "./typed-data-structs.ts";

/**
 * EIP-712 digest of a message of the protocol, by the name of its type.
 *
 * @throws InvalidFieldError when a field of the message does not fit its type.
 * @example
 * import { hashTyped, quittanceDomain } from "quittance";
 *
 * const address = "0x00000000000000000000000000000000000000aa";
 * const domain = quittanceDomain({ chainId: 8453, address });
 * const message = { account: "0x00000000000000000000000000000000000000bb", salt: 7n } as const;
 * console.log(hashTyped({ domain, type: "Deposit", message }));
 */
export function hashTyped<Type extends SignedType>(input: {
  readonly domain: QuittanceDomain | JurorPoolDomain;
  readonly type: Type;
  readonly message: Messages[Type];
}): Hex {
  requireOptions(input, "domain type message");
  const domain = requireDomain("domain", input.domain);
  requireMessage(input.type, input.message);
  return recentDigest(domain, input.type, input.message);
}

/** Refuses a message of the table whose fields do not fit its type; a field's path starts as `offer.` or `ballot.` does. */
export function requireMessage(type: SignedType, message: object): void {
  requireOptions(message, namesOf(typedDataTypes[type]), subjectOf(type));
  checkMessage(subjectOf(type), typedDataTypes[type], message, typedDataTypes);
}

/** Refuses an input with other fields than the domain, those of the message, and `beside`. */
export function requireFields(type: SignedType, input: object, beside = ""): void {
  requireOptions(input, `domain ${namesOf(typedDataTypes[type])} ${beside}`, subjectOf(type));
}

/** How a field's path starts, for a message of this type. */
export function subjectOf(type: SignedType): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}

/** The fields of a type, out of an input that may hold more. */
export function messageIn<Type extends SignedType>(type: Type, input: object): Messages[Type] {
  const given = new Map<string, unknown>(Object.entries(input));
  return Object.fromEntries(
    typedDataTypes[type].map(({ name }) => [name, given.get(name)]),
  ) as unknown as Messages[Type];
}

/** `hashTyped` of the fields of a type, out of an input that holds them beside the domain. */
export function hashOf<Type extends SignedType>(
  type: Type,
  input: { readonly domain: QuittanceDomain | JurorPoolDomain } & Messages[Type],
): Hex {
  return hashTyped({ domain: input.domain, type, message: messageIn(type, input) });
}

/** A message of the table as viem signs and hashes it, with the types that it is made of. */
export function definitionOf(
  domain: QuittanceDomain | JurorPoolDomain,
  primaryType: SignedType,
  message: object,
): TypedDataDefinition {
  return { domain, types: structsOf(typedDataTypes, primaryType), primaryType, message: { ...message } };
}
