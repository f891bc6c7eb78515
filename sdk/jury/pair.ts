import type { ReadingClient } from "../client/signer.ts";
import { SignatureMismatchError } from "../errors/agents.ts";
import { DrawMismatchError } from "../errors/jury.ts";
import { isSameAddress } from "../protocol/address.ts";
import {
  commitmentType,
  type DrawCommitment,
  type DrawPair,
  type DrawSubject,
  domainOfDraw,
  hashDrawCommitment,
  isFirst,
  type SignedDrawCommitment,
} from "./commitment.ts";
import { isSignedByParty } from "./document.ts";
import { keyOf } from "./fields.ts";

/** How much later than the first commitment the second one, and the seed block, may be made. Seconds. */
export const DRAW_SPAN = 86_400;
/** How far two clocks may be apart. Seconds. */
export const CLOCK_SKEW = 600;

/** Makes sure that two commitments are the two of one draw, each signed by its side. */
export async function requirePair(pair: DrawPair, client: ReadingClient | undefined): Promise<void> {
  const [first, second] = pair;
  requireAnswer(first, second);
  await requireSignature(first, client);
  await requireSignature(second, client);
}

/** Makes sure that one side signed a commitment, and that it is a party of the deal. */
export async function requireSignature(
  commitment: SignedDrawCommitment,
  client: ReadingClient | undefined,
): Promise<void> {
  const { from, buyer, seller, signature } = commitment;
  if (isSameAddress(buyer, seller)) throw new DrawMismatchError("seller", "buyer and seller are one");
  if (!isSameAddress(from, buyer) && !isSameAddress(from, seller)) {
    throw new DrawMismatchError("from", `${from} is neither buyer nor seller`);
  }
  const domain = domainOfDraw(commitment);
  const isGood = await isSignedByParty(commitmentType, domain, commitment, {
    signer: from,
    signature,
    client,
  });
  if (!isGood) throw new SignatureMismatchError("commitment to a draw", from);
}

/** Refuses a commitment that answers another one. */
export function requireFirst(commitment: DrawCommitment): void {
  if (isFirst(commitment)) return;
  throw new DrawMismatchError("answers", "the commitment answers another one that you did not name");
}

const SUBJECT: readonly (keyof DrawSubject)[] = [
  ...([
    "chainId",
    "contract",
    "buyer",
    "seller",
    "buyerPrincipal",
    "sellerPrincipal",
    "pact",
    "jurors",
  ] as const),
  ...(["measures", "languages", "excluded", "pool", "snapshot", "directory", "seedBlock"] as const),
];

/** Makes sure that the second commitment of a draw says what the first says, by the other side, with a number of its own. */
export function requireAnswer(first: SignedDrawCommitment, second: SignedDrawCommitment): void {
  requireFirst(first);
  if (keyOf(second.answers) !== hashDrawCommitment(first)) {
    throw new DrawMismatchError("answers", "the second commitment does not answer the first");
  }
  if (isSameAddress(first.from, second.from)) {
    throw new DrawMismatchError("from", "one side made both commitments");
  }
  const other = SUBJECT.find((name) => JSON.stringify(first[name]) !== JSON.stringify(second[name]));
  if (other !== undefined) throw new DrawMismatchError(other, `the commitments differ in ${other}`);
  if (first.numberHash === second.numberHash) {
    throw new DrawMismatchError("numberHash", "the second commitment copies the number of the first");
  }
  if (second.madeAt < first.madeAt - CLOCK_SKEW || second.madeAt > first.madeAt + DRAW_SPAN) {
    throw new DrawMismatchError("madeAt", "the second commitment was not made within a day of the first");
  }
}
