import { InvalidFieldError } from "../errors/field.ts";
import { seconds, time } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";

const LONGEST_AUDIT = 315_360_000;

/** How long evidence is kept. */
export interface Retention {
  /** Unix seconds from which on it may be deleted; undefined while the milestone is not final. */
  readonly until: number | undefined;
}

/**
 * How long the evidence of a milestone is kept: until the milestone is final, and for the audit period that the pact says. A
 * milestone is final when it is settled; until then the evidence stays, however long that takes.
 *
 * @param input.finalAt Unix seconds of the block that settled the milestone; undefined while it is not settled.
 * @param input.auditPeriod Seconds: `retention.auditPeriod` of the pact.
 * @throws InvalidFieldError when the time is none, or the period is longer than ten years.
 * @example
 * import { retentionOf } from "quittance/evidence";
 *
 * console.log(retentionOf({ finalAt: 1_800_000_000, auditPeriod: 86_400 }).until); // 1800086400
 * console.log(retentionOf({ finalAt: undefined, auditPeriod: 86_400 }).until); // undefined
 */
export function retentionOf(input: {
  readonly finalAt: number | undefined;
  readonly auditPeriod: number;
}): Retention {
  requireOptions(input, "finalAt auditPeriod");
  const auditPeriod = parseWith(
    "auditPeriod",
    seconds({ minimum: 0, maximum: LONGEST_AUDIT }),
    input.auditPeriod,
  );
  if (input.finalAt === undefined) return { until: undefined };
  const finalAt = parseWith("finalAt", time(), input.finalAt);
  if (finalAt > 0) return { until: finalAt + auditPeriod };
  throw new InvalidFieldError({
    field: "finalAt",
    value: finalAt,
    problem: "must be the time of a block",
    remedy: "Leave it undefined while the milestone is not settled.",
  });
}
