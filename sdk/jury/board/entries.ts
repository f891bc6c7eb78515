import type { ReadingClient } from "../../client/signer.ts";
import { parseBallot, type SignedBallot, verifyBallot } from "../../deals/ballots/ballot.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import {
  parseBallotCommitment,
  type SignedBallotCommitment,
  verifyBallotCommitment,
} from "../ballots/commitment.ts";

/** A message that a board shows, and whether its juror signed it. */
export interface BoardEntry<Item> {
  readonly item: Item;
  readonly verify: () => Promise<boolean>;
}

/** By what an entry is verified. */
export interface EntryDomain {
  readonly domain: QuittanceDomain;
  readonly client?: ReadingClient | undefined;
}

/** The commitment in an entry. Throws InvalidFieldError where there is none. */
export function commitmentIn(
  entry: unknown,
  { domain, client }: EntryDomain,
): BoardEntry<SignedBallotCommitment> {
  const commitment = parseBallotCommitment(Reflect.get(Object(entry), "commitment"));
  return { item: commitment, verify: () => verifyBallotCommitment({ domain, commitment, client }) };
}

/** The ballot in an entry. Throws InvalidFieldError where there is none. */
export function ballotIn(entry: unknown, { domain, client }: EntryDomain): BoardEntry<SignedBallot> {
  const ballot = parseBallot(Reflect.get(Object(entry), "ballot"));
  const asked = client === undefined ? { domain, ballot } : { domain, ballot, client };
  return { item: ballot, verify: () => verifyBallot(asked) };
}
