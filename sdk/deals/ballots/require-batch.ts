import { isHash } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { type BatchProof, MAX_BATCH_HEIGHT } from "../../protocol/batch-tree.ts";

/** Refuses what is neither left out nor a ballot's place in a batch. */
export function requireBatch(field: string, given: unknown): BatchProof | undefined {
  if (given === undefined) return undefined;
  if (isProof(given)) {
    requireOptions(given, "index siblings", field);
    return { index: given.index, siblings: [...given.siblings] };
  }
  throw new InvalidFieldError({
    field,
    value: given,
    problem: `must be an index, and 1 to ${MAX_BATCH_HEIGHT} sibling hashes`,
    remedy: "Leave it out of a ballot that is signed alone; otherwise give it as signBallotBatch gave it.",
    docsPage: "submit-verdict",
  });
}

function isProof(given: unknown): given is BatchProof {
  if (typeof given !== "object" || given === null) return false;
  const { index, siblings } = given as Partial<Record<keyof BatchProof, unknown>>;
  if (!Array.isArray(siblings) || !siblings.every((sibling) => isHash(sibling))) return false;
  if (siblings.length === 0 || siblings.length > MAX_BATCH_HEIGHT) return false;
  return Number.isSafeInteger(index) && Number(index) >= 0 && Number(index) < 2 ** siblings.length;
}
