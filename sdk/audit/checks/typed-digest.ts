import { concatHex, encodeAbiParameters, type Hex, keccak256, stringToHex } from "viem";
import { lazily } from "../../errors/lazily.ts";
import { requireMessage } from "../../protocol/hash-typed.ts";
import type { Messages } from "../../protocol/messages.ts";
import { typedDataTypes } from "../../protocol/typed-data.ts";

/** What parties sign about a deal beside its terms: none of its fields is a struct or a list. */
const FLAT = [
  "Contest",
  "Bond",
  "Ruling",
  "Release",
  "Refund",
  "Reclaim",
  "Agreement",
  "Cancellation",
  "Delivery",
  "Rating",
] as const;
type FlatType = (typeof FLAT)[number];

/** The hash of each type, and its fields as they are encoded: a text by its hash. */
const forms = /* @__PURE__ */ lazily(
  () =>
    new Map(
      FLAT.map((type) => {
        const fields: readonly { readonly name: string; readonly type: string }[] = typedDataTypes[type];
        const encoded = `${type}(${fields.map((field) => `${field.type} ${field.name}`).join()})`;
        return [type as FlatType, { hash: keccak256(stringToHex(encoded)), fields }] as const;
      }),
    ),
);

/**
 * `hashTyped` of many messages under one domain, which is hashed once, as each type is.
 *
 * @param separator Hash of the domain.
 * @throws InvalidFieldError when a field of the message does not fit its type.
 */
export function digestUnder<Type extends FlatType>(separator: Hex, type: Type, message: Messages[Type]): Hex {
  requireMessage(type, message);
  const { hash, fields } = forms().get(type) ?? { hash: "0x" as Hex, fields: [] };
  const given = new Map<string, unknown>(Object.entries(message));
  const parameters = fields.map((field) => ({ type: field.type === "string" ? "bytes32" : field.type }));
  const values = fields.map((field) => {
    const value = given.get(field.name);
    return field.type === "string" ? keccak256(stringToHex(String(value))) : value;
  });
  const struct = keccak256(encodeAbiParameters([{ type: "bytes32" }, ...parameters], [hash, ...values]));
  return keccak256(concatHex(["0x1901", separator, struct]));
}
