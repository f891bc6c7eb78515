import type { SignedJurorProfile } from "quittance/jury";
import type { Address } from "viem";

/** What buyer and seller each know of the jurors: the pool of their seats, and the profiles that they have published. */
export interface JurorMarket {
  readonly pool: Address;
  readonly profiles: readonly SignedJurorProfile[];
}
