import { type Address, type Hash, type Hex, isAddressEqual, type PublicClient, parseAbi } from "viem";
import {
  type Companions,
  creationOf,
  deployQuittance,
  QUITTANCE_PARTS,
  type QuittancePart,
} from "../../sdk/client/deployment/creation.ts";
import { requireTakable } from "./creation.ts";
import { addressAt, factoryCall } from "./factory.ts";
import { DeployRefusal } from "./refusal.ts";

/** One of the contracts that Quittance is made of, on a chain where it may be already. */
export interface Part {
  readonly part: QuittancePart;
  readonly address: Address;
  /** Creation code with the constructor's arguments. */
  readonly creation: Hex;
  readonly isThere: boolean;
}

const companionsAbi = parseAbi([
  "struct Companions { address disputes; address accounts; address agreements; address batches; address panels; }",
  "function companions() view returns (Companions)",
]);

/**
 * The addresses of the parts on a chain, and which of them exist, by any creator, as the address follows from the code that
 * they were made by. So a deployment that broke off goes on where it ended.
 *
 * @returns In the order in which they are made.
 */
export async function layOut(client: PublicClient, token: Address, salt: Hex): Promise<readonly Part[]> {
  const parts = await deployQuittance(token, async (part, args): Promise<Part> => {
    const creation = creationOf(part, args);
    requireTakable(creation);
    const address = addressAt(salt, creation);
    return { part, address, creation, isThere: (await client.getCode({ address })) !== undefined };
  });
  return QUITTANCE_PARTS.map((part) => parts[part]);
}

/**
 * Holds what Quittance says of its companions against where they are.
 *
 * @throws DeployRefusal when it names others, or there is no code at theirs.
 */
export async function requireCompanions(
  client: PublicClient,
  quittance: Address,
  companions: Companions,
): Promise<void> {
  const named = await client
    .readContract({ address: quittance, abi: companionsAbi, functionName: "companions" })
    .catch(() => undefined);
  for (const [name, expected] of Object.entries(companions) as [keyof Companions, Address][]) {
    if (named === undefined || !isAddressEqual(named[name], expected)) {
      throw new DeployRefusal(
        `${quittance} names ${named?.[name] ?? "nothing"} as its companion "${name}", not ${expected}. Do not use it.`,
      );
    }
    if ((await client.getCode({ address: expected })) === undefined) {
      throw new DeployRefusal(
        `${quittance} lacks its companion "${name}": there is no code at ${expected}. Do not use it.`,
      );
    }
  }
}

/**
 * The transaction and the block that made a contract which was found on the chain.
 *
 * @throws DeployRefusal when the node has no states of old, or the factory was called by another contract.
 */
export async function findCreation(
  client: PublicClient,
  { address, creation }: Part,
  salt: Hex,
): Promise<{ readonly block: bigint; readonly transactionHash: Hash }> {
  const refuse = (problem: string) =>
    new DeployRefusal(`${address} is there, but ${problem}. Nothing was sent.`);
  const isThereAt = async (blockNumber: bigint) =>
    (await client.getCode({ address, blockNumber }).catch((cause) => {
      throw refuse(
        `the node cannot tell since when (${String(cause.shortMessage ?? "no state of old blocks")}): ` +
          "use one that keeps old states, with --rpc-url",
      );
    })) !== undefined;
  let [before, there] = [-1n, await client.getBlockNumber()];
  while (there - before > 1n) {
    const middle = (there + before) / 2n;
    if (await isThereAt(middle)) there = middle;
    else before = middle;
  }
  const { transactions } = await client.getBlock({ blockNumber: there, includeTransactions: true });
  const { data } = factoryCall(salt, creation);
  const found = transactions.find(({ input }) => input === data);
  if (found === undefined)
    throw refuse(`no transaction of block ${there} called the factory for it: use another --salt`);
  return { block: there, transactionHash: found.hash };
}
