import type { DrawTranscript } from "quittance/jury";
import { type Address, type Chain, defineChain, type Hex } from "viem";

/** What the three processes are told, in the environment variable `TRADE`. */
export interface TradeSettings {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly quittance: Address;
  readonly pool: Address;
  readonly sellerUrl: string;
  readonly jurorsUrl: string;
  /** Of the joint draw that picked the panel. */
  readonly drawn: DrawTranscript;
  /** Keys of accounts that this run made; each process is told its own. */
  readonly keys: readonly Hex[];
}

export function settings(): TradeSettings {
  return JSON.parse(process.env.TRADE ?? "") as TradeSettings;
}

export function chainOf(id: number): Chain {
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  return defineChain({ id, name: `Local ${id}`, nativeCurrency, rpcUrls: { default: { http: [] } } });
}
