import type { Address } from "viem";

/** A network the contract can be deployed to, and what has to be found there. */
export interface Network {
  readonly name: string;
  readonly chainId: number;
  /** The URL of its node when none is given. */
  readonly rpcUrl: string;
  /** The token on it; undefined on local chains, where a stand-in is deployed or an address given. */
  readonly usdc?: { readonly address: Address; readonly name: string };
  /** Blocks a transaction must be deep before the deployment counts. */
  readonly confirmations: number;
  /** Seconds for which a seat of the juror pool must have been taken to be drawn, unless another number is asked for. */
  readonly maturity: number;
}

const WEEK = 7 * 86_400;

/** Networks by name. The token's EIP-712 name differs between them, so each says what it expects. */
export const NETWORKS: Readonly<Record<string, Network>> = {
  base: {
    name: "base",
    chainId: 8_453,
    rpcUrl: "https://mainnet.base.org",
    usdc: { address: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", name: "USD Coin" },
    confirmations: 10,
    maturity: WEEK,
  },
  "base-sepolia": {
    name: "base-sepolia",
    chainId: 84_532,
    rpcUrl: "https://sepolia.base.org",
    usdc: { address: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", name: "USDC" },
    confirmations: 10,
    maturity: WEEK,
  },
  local: { name: "local", chainId: 31_337, rpcUrl: "http://127.0.0.1:8545", confirmations: 1, maturity: 1 },
};

/** What every USDC says about itself. */
export const USDC_VERSION = "2";
export const USDC_DECIMALS = 6;
