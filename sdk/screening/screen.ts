import { type Address, getAddress, isAddress, zeroAddress } from "viem";

/** What a program asks before it relays a request or takes a message. */
export interface ScreeningQuestion {
  /** `relay`: a call would be sent. `take`: a message would be kept and shown to others. */
  readonly action: "relay" | "take";
  /** All that are named in it, each once, with checksums. */
  readonly addresses: readonly Address[];
}

/** `ask`: an operator has to decide. The reason is for the operator alone: those who are refused do not see it. */
export interface ScreeningAnswer {
  readonly decision: "allow" | "refuse" | "ask";
  readonly reason?: string | undefined;
}

/** Judges a question, such as by a list or by a service. What it throws counts as no answer. */
export type Screen = (question: ScreeningQuestion) => Promise<ScreeningAnswer>;

/**
 * Every address that is a text in a message, each once, with checksums and without the zero address. Text in text is not looked through.
 *
 * @param value JSON that was read, or arguments of a call.
 * @example
 * import { addressesIn } from "quittance/screening";
 *
 * const seller = "0x00000000000000000000000000000000000000b2";
 * console.log(addressesIn({ terms: { seller, panel: [seller] }, note: "0x12" }).length); // 1
 */
export function addressesIn(value: unknown): Address[] {
  const found = new Set<Address>();
  const seen = new Set<unknown>();
  const waiting = [value];
  // All of it: a message could be filled until a party is hidden behind what is not looked at.
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === "string") {
      if (isAddress(next, { strict: false })) found.add(getAddress(next.toLowerCase()));
    } else if (typeof next === "object" && next !== null && !seen.has(next)) {
      seen.add(next);
      for (const part of Object.values(next)) waiting.push(part);
    }
  }
  found.delete(zeroAddress);
  return [...found];
}
