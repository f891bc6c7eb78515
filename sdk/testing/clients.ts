import {
  type Account,
  type Chain,
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  type HttpTransport,
  http,
  type PublicClient,
  type TestClient,
  type WalletClient,
} from "viem";

/** A client that sends for one account of the local chain. */
export type LocalWalletClient = WalletClient<HttpTransport, Chain, Account>;

/** Local chains mine at once, so that looking often costs little and saves much. */
const POLLING_MS = 25;
/** A local chain answers when the machine gets round to it; a request given up and sent again would be there twice. */
const PATIENCE_MS = 600_000;

/** Clients of one local chain. */
export interface LocalClients {
  readonly chain: Chain;
  readonly publicClient: PublicClient<HttpTransport, Chain>;
  readonly testClient: TestClient<"hardhat", HttpTransport, Chain>;
  readonly walletClient: LocalWalletClient;
  readonly clientOf: (account: Account) => LocalWalletClient;
}

/** Connects to a local chain; `walletClient` sends for `sender`. */
export function connectClients(chainId: number, rpcUrl: string, sender: Account): LocalClients {
  const chain = defineChain({
    id: chainId,
    name: `Local ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
    testnet: true,
  });
  const base = {
    chain,
    transport: http(rpcUrl, { timeout: PATIENCE_MS }),
    pollingInterval: POLLING_MS,
    cacheTime: 0,
  };
  const publicClient: PublicClient<HttpTransport, Chain> = createPublicClient(base);
  const clientOf = (account: Account): LocalWalletClient => createWalletClient({ ...base, account });
  return {
    chain: chain as Chain,
    publicClient,
    testClient: createTestClient({ ...base, mode: "hardhat" }),
    walletClient: clientOf(sender),
    clientOf,
  };
}
