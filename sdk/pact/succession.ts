import { describeSafely, InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { hashPact } from "./hash.ts";
import { checkPact } from "./read.ts";
import { compareVersions } from "./semver.ts";
import type { Pact } from "./types.ts";

/**
 * Makes sure that a pact is the next version of another: it names the other's hash in `supersedes`, is by the same author and of
 * the same kind, and its version is higher. Verify the signature of each as well: anyone can write any name.
 *
 * @throws InvalidFieldError naming the field that does not follow.
 * @example
 * import { checkSuccession, hashPact } from "quittance";
 * import { assetDeliveryExample } from "quittance/pact/library";
 *
 * const { pact: before } = assetDeliveryExample();
 * checkSuccession({ before, pact: { ...before, version: "1.1.0", supersedes: hashPact(before) } });
 */
export function checkSuccession(input: { readonly before: Pact; readonly pact: Pact }): void {
  requireOptions(input, "before pact");
  const before = checkPact(input.before);
  const pact = checkPact(input.pact);
  const hash = hashPact(before);
  if (pact.supersedes !== hash) {
    refuse("supersedes", pact.supersedes, `must be the hash of the version before, ${hash}`);
  }
  if (pact.author !== before.author)
    refuse("author", pact.author, `must be the author before, ${before.author}`);
  if (pact.kind !== before.kind)
    refuse("kind", pact.kind, `must be the kind before, ${describeSafely(before.kind)}`);
  if (compareVersions(pact.version, before.version) <= 0) {
    refuse("version", pact.version, `must be above ${before.version}, the version before`);
  }
}

function refuse(field: string, value: unknown, problem: string): never {
  throw new InvalidFieldError({
    field: `pact.${field}`,
    value,
    hash: field === "supersedes",
    problem,
    remedy: "Change it, or leave supersedes out and publish a pact of its own.",
  });
}
