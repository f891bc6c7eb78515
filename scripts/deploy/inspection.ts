import { type Address, isAddressEqual, type PublicClient, parseAbi } from "viem";
import { readTokenDomain } from "../../sdk/index.ts";
import { type Network, USDC_DECIMALS, USDC_VERSION } from "./networks.ts";
import { DeployRefusal } from "./refusal.ts";

const decimalsAbi = parseAbi(["function decimals() view returns (uint8)"]);

/** Refuses a node that is on another chain than the network's. */
export async function checkChain(client: PublicClient, network: Network): Promise<void> {
  const chainId = await client.getChainId();
  if (chainId === network.chainId) return;
  throw new DeployRefusal(
    `The node is on chain ${chainId}, but ${network.name} is chain ${network.chainId}. ` +
      "Correct --rpc-url or --network; nothing was sent.",
  );
}

/**
 * The token that the contract will hold: the network's, or on a local chain the given one.
 *
 * @returns undefined when a local chain needs a stand-in first.
 * @throws DeployRefusal for an address that is not the network's token.
 */
export function chooseToken(network: Network, given: Address | undefined): Address | undefined {
  const known = network.usdc?.address;
  if (known === undefined || given === undefined || isAddressEqual(known, given)) return known ?? given;
  throw new DeployRefusal(
    `--usdc ${given}: USDC on ${network.name} is ${known}. Leave --usdc out; it is for local chains only.`,
  );
}

/** Refuses a token that does not say about itself what the network's USDC says. */
export async function checkToken(client: PublicClient, network: Network, token: Address): Promise<void> {
  const refuse = (problem: string) => {
    throw new DeployRefusal(`USDC ${token} on ${network.name}: ${problem}. Nothing was sent.`);
  };
  if ((await client.getCode({ address: token })) === undefined)
    refuse("there is no contract at that address");
  const decimals = await client
    .readContract({ address: token, abi: decimalsAbi, functionName: "decimals" })
    .catch(() => undefined);
  if (decimals !== USDC_DECIMALS) refuse(`decimals() is ${decimals ?? "missing"}, not ${USDC_DECIMALS}`);
  const { name, version } = await readTokenDomain(client, { token });
  if (version !== USDC_VERSION) refuse(`version() is "${version}", not "${USDC_VERSION}"`);
  const expected = network.usdc?.name;
  if (expected !== undefined && name !== expected) refuse(`name() is "${name}", not "${expected}"`);
}
