import type { SeatSnapshot, SignedJurorProfile } from "quittance/jury";
import type { Address } from "viem";

/** What buyer and seller each know of the jurors: the pool of their seats, and the profiles that they have published. */
export interface JurorMarket {
  readonly pool: Address;
  readonly profiles: readonly SignedJurorProfile[];
}

const JURORS = 3;

/** A panel for terms whose own is still to be drawn: the first jurors of the snapshot, in a panel's order. */
export function standIn({ seats }: SeatSnapshot): Address[] {
  const keys = seats.slice(0, JURORS).map(({ key }) => key);
  return keys.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}
