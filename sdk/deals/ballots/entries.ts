import type { Address } from "viem";
import type { SignedBallotEntry } from "../../protocol/ballots-codec.ts";
import type { SignedBallot } from "./ballot.ts";
import { requireJuror } from "./choose.ts";

/**
 * Ballots as a call carries them, by the positions of their jurors in `panel`; the first of each juror.
 *
 * @throws InvalidFieldError when a juror is not on the panel.
 */
export function entriesOf(panel: readonly Address[], ballots: readonly SignedBallot[]): SignedBallotEntry[] {
  const entries = ballots.map((ballot, index) => {
    const { score, reasons, signature, batch } = ballot;
    const position = requireJuror(panel, ballot, `ballots[${index}]`);
    return { position, score, reasons, signature, batch };
  });
  return entries.filter(
    ({ position }, index) => entries.findIndex((other) => other.position === position) === index,
  );
}
