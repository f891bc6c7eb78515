import { keccak256 } from "viem";
import type { ContentHashClause } from "../../pact/clauses.ts";
import type { Material } from "./material.ts";
import { lostWhole, type MeasureOutcome, Tally } from "./outcome.ts";
import { sha256Of } from "./sha256.ts";

/** A file is the very one that was agreed: see `ContentHashClause`. */
export function measureContentHash(clause: ContentHashClause, material: Material): MeasureOutcome {
  const bytes = material.bytesOf(clause.subject);
  if (!bytes.ok) return lostWhole(1, clause.subject, bytes.fault);
  const { algorithm, hash } = clause.measure;
  const actual = algorithm === "sha256" ? sha256Of(bytes.value) : keccak256(bytes.value);
  const tally = new Tally();
  if (actual === hash) tally.pass();
  else tally.lose(clause.subject, "other-content");
  return tally.outcome();
}
