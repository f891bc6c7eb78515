import {
  type Address,
  concatHex,
  getCreate2Address,
  type Hex,
  type LocalAccount,
  numberToHex,
  type PublicClient,
  parseEther,
  size,
  type WalletClient,
} from "viem";
import type { Network } from "./networks.ts";
import { DeployRefusal } from "./refusal.ts";

/**
 * The factory that lies under the same address on Base and nearly every other chain: who calls it with a salt and creation
 * code has a contract made (CREATE2), whose address follows from both. It does nothing else, for anybody alike.
 */
export const FACTORY: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

const FACTORY_CODE: Hex =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";
/** The account that creates it on a new chain, by the one transaction that its key ever signed; the key is unknown. */
const FACTORY_MAKER: Address = "0x3fAB184622Dc19b6109349B94811493BF2a45362";
const FACTORY_TRANSACTION: Hex =
  "0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222";
const FACTORY_PRICE = parseEther("0.01");

/** Whether the factory is there. Throws DeployRefusal when something else is, or when a chain that is not local lacks it. */
export async function hasFactory(client: PublicClient, network: Network): Promise<boolean> {
  const found = await client.getCode({ address: FACTORY });
  if (found === FACTORY_CODE) return true;
  if (found === undefined && network.usdc === undefined) return false;
  throw new DeployRefusal(
    `${network.name} has ${found === undefined ? "no contract" : "another contract"} at ${FACTORY}, where the ` +
      "factory should be that makes Quittance. Correct --rpc-url; nothing was sent.",
  );
}

/** Puts the factory on a chain that has none, as everywhere: by the transaction that anybody may send. */
export async function makeFactory(
  { client, wallet, deployer }: FactoryUser,
  say: (line: string) => void,
): Promise<void> {
  const funding = { account: deployer, chain: wallet.chain ?? null, to: FACTORY_MAKER, value: FACTORY_PRICE };
  await client.waitForTransactionReceipt({ hash: await wallet.sendTransaction(funding) });
  const hash = await client.sendRawTransaction({ serializedTransaction: FACTORY_TRANSACTION });
  await client.waitForTransactionReceipt({ hash });
  say(`Factory ${FACTORY}`);
}

export interface FactoryUser {
  readonly client: PublicClient;
  readonly wallet: WalletClient;
  readonly deployer: LocalAccount;
}

/** Where the factory puts a contract. */
export function addressAt(salt: Hex, creation: Hex): Address {
  return getCreate2Address({ from: FACTORY, salt, bytecode: creation });
}

/** What the factory is called with. */
export function factoryCall(salt: Hex, creation: Hex): { readonly to: Address; readonly data: Hex } {
  return { to: FACTORY, data: concatHex([salt, creation]) };
}

/**
 * The code that a contract has once the factory has made it, found out without sending anything. It may depend on the
 * contract's address, so nothing but the factory can tell.
 *
 * @returns undefined when its constructor refuses.
 */
export async function codeOnceMade(
  client: PublicClient,
  account: Address,
  salt: Hex,
  creation: Hex,
): Promise<Hex | undefined> {
  const { data } = factoryCall(salt, creation);
  const probe = probeOf(addressAt(salt, creation), size(data));
  const { data: code } = await client.call({ account, data: concatHex([probe, data]) });
  return code === undefined || size(code) === 0 ? undefined : code;
}

const PROBE_BYTES = 97;

/** Creation code that hands what follows it to the factory, and returns the code that is then at `made`. */
function probeOf(made: Address, length: number): Hex {
  const bytes = numberToHex(length, { size: 3 });
  return concatHex([
    // codecopy(0, PROBE_BYTES, length)
    ...(["0x62", bytes, "0x60", numberToHex(PROBE_BYTES, { size: 1 }), "0x600039"] as const),
    // call(gas(), FACTORY, 0, 0, length, 0, 0)
    ...(["0x6000600062", bytes, "0x6000600073", FACTORY, "0x5af150"] as const),
    // extcodecopy(made, 0, 0, extcodesize(made)), then return(0, extcodesize(made))
    ...(["0x73", made, "0x3b806000600073", made, "0x3c6000f3"] as const),
  ]);
}
