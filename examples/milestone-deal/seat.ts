import type { Address, LocalAccount } from "viem";
import type { QuittanceDomain } from "../../sdk/index.ts";
import type { LocalWalletClient } from "../../sdk/testing/index.ts";

/** What an agent of the worked example is given: its own account and client, and which deployment everyone means. */
export interface Seat {
  readonly account: LocalAccount;
  /** Sends for that account alone. */
  readonly client: LocalWalletClient;
  readonly domain: QuittanceDomain;
  /** The USDC token. */
  readonly token: Address;
}
