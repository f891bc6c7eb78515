import type { Address } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { dayOf } from "./moments.ts";
import { type PlaceSecret, placeOf } from "./places.ts";

/** What an issuer takes back: what it said of a principal, on one day of UTC or on every day. */
export interface TrustRevocation {
  readonly principal: Address;
  /** The day on which it was issued, such as `2026-11-21`; left out: any day, and nothing more is issued. */
  readonly day?: string | undefined;
}

/** Seconds that a credential can be valid; status lists go back as far. */
export const LONGEST_VALIDITY = 2_592_000;

const DAY = 86_400;
const LINE = /^(0x[0-9a-f]{40})(?:\s+(\d{4}-\d\d-\d\d))?$/i;

/** The places in a list that are revoked, of credentials that can still be valid at `now`. */
export function revokedPlaces(
  secret: PlaceSecret,
  revocations: readonly TrustRevocation[],
  list: number,
  now: number,
): number[] {
  const days = Array.from({ length: LONGEST_VALIDITY / DAY + 2 }, (_, back) => dayOf(now + DAY - back * DAY));
  return revocations
    .flatMap(({ principal, day }) =>
      (day === undefined ? days : [day]).map((each) => placeOf(secret, principal, each)),
    )
    .filter((place) => place.list === list)
    .map(({ index }) => index);
}

/**
 * Whether what would be issued about a principal at a moment is revoked already.
 *
 * @param at Unix seconds.
 * @example
 * import { isTrustRevoked, parseTrustRevocations } from "quittance/trust/credentials";
 *
 * const principal = "0x00000000000000000000000000000000000000b1";
 * const revocations = parseTrustRevocations(`${principal} 2026-11-21`);
 * console.log(isTrustRevoked(revocations, principal, 1_795_219_200)); // true: a moment of that day
 */
export function isTrustRevoked(
  revocations: readonly TrustRevocation[],
  principal: Address,
  at: number,
): boolean {
  return revocations.some(
    (each) => isSameAddress(each.principal, principal) && (each.day === undefined || each.day === dayOf(at)),
  );
}

/**
 * Reads the file in which an issuer keeps what it revoked: a principal's address on each line, and behind it a day of UTC if only that
 * day's credentials are meant. What follows a `#` is a remark.
 *
 * @throws InvalidFieldError naming the line that is wrong.
 * @example
 * import { parseTrustRevocations } from "quittance/trust/credentials";
 *
 * const text = "0x00000000000000000000000000000000000000b1 2026-11-21 # the seat was stolen";
 * console.log(parseTrustRevocations(text)[0]?.day); // 2026-11-21
 */
export function parseTrustRevocations(text: string): readonly TrustRevocation[] {
  return String(text)
    .split(/\r?\n/)
    .map((line, index) => ({ content: line.replace(/#.*/, "").trim(), number: index + 1 }))
    .filter(({ content }) => content !== "")
    .map(({ content, number }) => {
      const [, principal, day] = LINE.exec(content) ?? [];
      if (principal === undefined || (day !== undefined && !isDay(day))) throw wrongLine(number, content);
      return { principal: principal.toLowerCase() as Address, ...(day === undefined ? {} : { day }) };
    });
}

function isDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && dayOf(time / 1_000) === day;
}

function wrongLine(number: number, content: string): InvalidFieldError {
  return new InvalidFieldError({
    field: `revocations, line ${number}`,
    value: content,
    address: true,
    problem: "must be the address of a principal, and behind it a day or nothing",
    remedy: "Write a line such as 0x00000000000000000000000000000000000000b1 2026-11-21.",
  });
}
