import { type Address, type Hex, isAddress, isAddressEqual } from "viem";
import { z } from "zod";
import { UsageRefusal } from "../../refusal.ts";
import { readJson } from "../../session/input.ts";

const address = z.custom<Address>(
  (value) => typeof value === "string" && isAddress(value, { strict: false }),
);

const schema = z.object({
  account: address,
  key: address.optional(),
  validUntil: z.number().int().nonnegative(),
  signature: z.custom<Hex>((value) => typeof value === "string" && /^0x([0-9a-f]{2})*$/i.test(value)),
});

/** A signed freeze, or a key's signed revocation of itself. */
export interface SignedGuard {
  readonly account: Address;
  readonly key: Address;
  readonly validUntil: number;
  readonly signature: Hex;
}

/** What `--sign-only` printed, of this account. `needs` is a field that the message must have. */
export async function readSignedGuard(file: string, of: Address, needs?: "key"): Promise<SignedGuard> {
  const read = schema.safeParse(await readJson(file, "what --sign-only printed"));
  if (!read.success || (needs === "key" && read.data.key === undefined)) {
    throw new UsageRefusal("--signed needs a file that --sign-only of this command printed.");
  }
  const { account, key = account, validUntil, signature } = read.data;
  if (!isAddressEqual(account, of))
    throw new UsageRefusal(`The file is of account ${account}, not of ${of}.`);
  return { account, key, validUntil, signature };
}
