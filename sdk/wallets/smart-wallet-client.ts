import { type Chain, type Client, createClient, custom, type Hash, type Transport } from "viem";
import type { BundlerClient, SmartAccount } from "viem/account-abstraction";
import type { Carrier } from "../client/action-types.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { NonceConflictError } from "../errors/transport.ts";
import { awaitOperation } from "./await-operation.ts";
import { type SentOperation, sendOperation } from "./send-operation.ts";

/** A client whose account is a smart account (ERC-4337), and which sends its calls as user operations. */
export type SmartWalletClient = Client<Transport, Chain | undefined, SmartAccount> & {
  readonly carrier: Carrier;
};

const unlessMined = (hash: Hash) => (error: unknown) => {
  if (error instanceof NonceConflictError) return hash;
  throw error;
};

/** As every other client waits. */
const TIMEOUT = 60_000;

/**
 * Makes a client that sends for a smart account (ERC-4337). Every action takes it in the place of a wallet client: it reads,
 * simulates and waits through the bundler client's own `client`, and sends user operations through the bundler. `send` of an
 * action then gives the hash of the user operation, and `wait` takes it. What an action returns has the hash and the receipt
 * of the transaction that holds the operation, with the logs of this operation alone.
 *
 * `gas` is the operation's `callGasLimit`, `nonce` its nonce, and the bundler client decides about paymasters.
 *
 * @param bundler A `createBundlerClient({ account, client, transport })` of viem; `client` is of a node.
 * @throws InvalidFieldError when it has no account or no client.
 *
 * @example
 * import { smartWalletClient } from "quittance/wallets";
 * import { createPublicClient, http } from "viem";
 * import { createBundlerClient, toSimple7702SmartAccount } from "viem/account-abstraction";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 * import { base } from "viem/chains";
 *
 * const client = createPublicClient({ chain: base, transport: http() });
 * const owner = privateKeyToAccount(generatePrivateKey());
 * const account = await toSimple7702SmartAccount({ client, owner });
 * const bundler = createBundlerClient({ account, client, transport: http("https://bundler.example") });
 * const wallet = smartWalletClient(bundler); // as in openDeal(wallet, …)
 * console.log(wallet.account.address === owner.address); // true
 */
export function smartWalletClient(
  bundler: BundlerClient<Transport, Chain | undefined, SmartAccount, Client | undefined>,
): SmartWalletClient {
  const { account, client: node } = bundler ?? {};
  if (account?.type !== "smart" || node === undefined) {
    throw new InvalidFieldError({
      ...{ field: "bundler", value: undefined, secret: true },
      problem: "must be a bundler client of viem with a smart account and a client of a node",
      remedy: "Make it with createBundlerClient({ account, client, transport }) of viem/account-abstraction.",
    });
  }
  const sent = new Map<Hash, SentOperation>();
  const remember = (operation: SentOperation) => sent.set(operation.hash, operation);
  const asked = bundler as BundlerClient;
  const witnesses = { bundler: asked, node, entryPoint: account.entryPoint.address, sender: account.address };
  const carrier: Carrier = {
    address: account.address,
    send: (call) => sendOperation(asked, account, call, remember),
    again: async (hash) => {
      const operation = sent.get(hash);
      // Its nonce is taken once a block has it, or has another one in its place: `wait` finds which.
      return operation === undefined ? hash : operation.give().catch(unlessMined(hash));
    },
    wait: async (hash, { timeout = TIMEOUT, confirmations = 1 }) => {
      const nonce = sent.get(hash)?.nonce;
      const receipt = await awaitOperation(witnesses, { hash, nonce, timeout, confirmations });
      sent.delete(hash);
      return receipt;
    },
  };
  const { chain, pollingInterval } = node;
  const transport = custom({ request: node.request }, { retryCount: 0 });
  return createClient({ account, chain, pollingInterval, transport }).extend(() => ({ carrier }));
}
