import type { SignedBallot } from "quittance";
import { matchCommitment, parseBallotCommitment } from "quittance/jury";
import type { Reasons } from "quittance/jury/measures";
import { ballotIn, type Case, type Juror } from "./juror.ts";

/** What came of one juror. */
export interface Vote {
  readonly ballot: SignedBallot;
  /** The text whose hash is in the ballot. */
  readonly reasons: string;
}

/**
 * Has a panel judge. Each juror judges alone and commits to its ballot; when all have, each checks that and shows its ballot.
 * Ballot boards carry these messages between jurors that do not know each other: see `apps/exchange`.
 *
 * @throws Error when a juror shows another ballot than the one that it committed to.
 */
export async function votesOf(jurors: readonly Juror[], sent: Case): Promise<Vote[]> {
  const messages: string[] = [];
  for (const juror of jurors) messages.push(await juror.commit(sent));
  const commitments = messages.map(parseBallotCommitment);
  const votes: Vote[] = [];
  for (const juror of jurors) {
    const shown = await juror.reveal(messages);
    const ballot = ballotIn(shown);
    if (matchCommitment({ ballot, commitments }) !== "committed") {
      throw new Error(`juror ${juror.address} shows another ballot than it committed itself to`);
    }
    votes.push({ ballot, reasons: shown.reasons });
  }
  return votes;
}

/** How many kinds of fault are shown. */
const SHOWN = 4;

/** The reasons of a juror that judged by the pact; undefined for text of any other form. */
export function reasonsIn(text: string): Reasons | undefined {
  if (!text.startsWith("{")) return undefined;
  const reasons: Reasons = JSON.parse(text);
  return reasons;
}

/** How many faults a juror found; undefined when its reasons are not by the pact. */
export function faultsIn(reasons: Reasons | undefined): number | undefined {
  return reasons?.clauses.reduce((sum, { findings, omitted }) => sum + findings.length + omitted, 0);
}

/** Lines for people: the clauses that lost most, what share each of them kept, and the first fault that was found. */
export function linesOf(reasons: Reasons | undefined): string[] {
  const lossy = (reasons?.clauses ?? []).filter(({ lost }) => lost > 0);
  const byLoss = lossy.sort((a, b) => a.share - b.share).slice(0, SHOWN);
  return byLoss.map(({ clause, share, findings, omitted }) => {
    const [first] = findings;
    const where = first === undefined ? "" : `, such as ${first.fault} at ${first.place}`;
    return `· ${clause}: ${(share / 100).toFixed(0)} % kept, ${(findings.length + omitted).toLocaleString("en-US")} faults${where}`;
  });
}
