import { InvalidFieldError } from "quittance/errors";
import { type NegotiationTranscript, parseTranscript } from "quittance/negotiation";
import type { Address } from "viem";
import { UsageRefusal } from "../../refusal.ts";
import { readText } from "../../session/input.ts";

/** What an argument for a transcript is. */
export const TRANSCRIPT_FILE = "a file with a transcript; standard input for -";

/** Larger than any transcript. */
const LARGEST_BYTES = 20_000_000;

/** The transcript in a file. */
export async function readTranscript(file: string): Promise<NegotiationTranscript> {
  try {
    return parseTranscript(await readText(file, LARGEST_BYTES));
  } catch (error) {
    throw error instanceof InvalidFieldError ? new UsageRefusal(error.message) : error;
  }
}

/** Who buys, by the first offer. */
export function buyerIn({ messages }: NegotiationTranscript): Address {
  const [first] = messages;
  if (first?.kind === "offer") return first.offer.terms.buyer;
  throw new UsageRefusal("The transcript begins with no offer.");
}
