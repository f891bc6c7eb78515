import { isAddress } from "viem";

/** What is wrong with something in an address's place. Who reads the message may see no more of it than an address is long. */
export const NO_ADDRESS =
  "must be an address (0x and 40 hex digits, with the right checksum if in mixed case)";

export const ADDRESS_REMEDY = "Give 0x and 40 hex digits; in lower case they need no checksum.";

/** Whether a value is an address as viem's encoders take it: in lower case, or with the right checksum. */
export function isEncodable(value: unknown): boolean {
  return typeof value === "string" && isAddress(value);
}
