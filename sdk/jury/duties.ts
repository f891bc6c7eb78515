import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { requireMoment } from "../protocol/moment.ts";

/**
 * Until when a juror looks for evidence; unix seconds. It looks while now is before that, and from then on evidence that it could
 * not fetch and verify is scored 0. It is half of the time that the panel has, rounded down. In round 2 the time counts from the
 * draw, since the seller learns only then for whom it has to encrypt.
 *
 * @param input.from When the panel's time starts: the delivery on-chain, or the contest. Unix seconds.
 * @param input.until Exclusive: no ballot counts from then on. Unix seconds.
 * @param input.drawnAt When the panel of round 2 was drawn; left out in round 1.
 * @throws InvalidFieldError when a time is none, or `until` is not after the start.
 * @example
 * import { evidenceDeadlineOf } from "quittance/jury";
 *
 * console.log(evidenceDeadlineOf({ from: 1_000, until: 4_600 })); // 2800
 * console.log(evidenceDeadlineOf({ from: 1_000, until: 4_600, drawnAt: 2_600 })); // 3600
 */
export function evidenceDeadlineOf(input: {
  readonly from: number;
  readonly until: number;
  readonly drawnAt?: number | undefined;
}): number {
  requireOptions(input, "from until drawnAt");
  const from = requireMoment("from", input.from);
  const until = requireMoment("until", input.until);
  const drawnAt = input.drawnAt === undefined ? from : requireMoment("drawnAt", input.drawnAt);
  const start = Math.max(from, drawnAt);
  if (until <= start) {
    throw new InvalidFieldError({
      field: "until",
      value: until,
      problem: `must be after ${start}, when the panel's time starts`,
      remedy: "Pass the times of one round, as watchJudging reports them.",
    });
  }
  return start + Math.floor((until - start) / 2);
}
