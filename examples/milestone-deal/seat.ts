import type { QuittanceDomain } from "quittance";
import type { LocalWalletClient } from "quittance/testing";
import type { Address, LocalAccount } from "viem";

/** What an agent of the worked example is given: its own account and client, and which deployment everyone means. */
export interface Seat {
  readonly account: LocalAccount;
  /** Sends for that account alone. */
  readonly client: LocalWalletClient;
  readonly domain: QuittanceDomain;
  /** The USDC token. */
  readonly token: Address;
}
