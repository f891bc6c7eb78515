import { readFileSync } from "node:fs";
import {
  type Address,
  concatHex,
  encodeDeployData,
  getCreate2Address,
  type Hex,
  type LocalAccount,
  type PrivateKeyAccount,
  serializeErc6492Signature,
  toHex,
} from "viem";
import { toAccount } from "viem/accounts";
import type { Stack } from "../../../sdk/testing/index.ts";

/** It makes a contract of what follows a salt of 32 bytes (CREATE2), and lies at this address on nearly every chain. */
const FACTORY: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
const FACTORY_CODE =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

/** A smart wallet of an owner that has an address before it has code, and puts each signature into the wrapper of ERC-6492. */
export interface CounterfactualWallet {
  readonly address: Address;
  readonly factory: Address;
  readonly factoryData: Hex;
  /** Signs as the wallet. It wraps whether or not the wallet is deployed, and does not say which. */
  readonly account: LocalAccount;
  readonly wrap: (signature: Hex) => Hex;
  readonly deploy: () => Promise<void>;
}

export async function counterfactualWallet(
  { publicClient, walletClient }: Pick<Stack, "publicClient" | "walletClient">,
  owner: PrivateKeyAccount,
): Promise<CounterfactualWallet> {
  await publicClient.request({ method: "hardhat_setCode", params: [FACTORY, FACTORY_CODE] } as never);
  const { abi, bytecode } = JSON.parse(
    readFileSync("artifacts/test/support/contracts/Erc1271Wallet.sol/Erc1271Wallet.json", "utf8"),
  );
  const initCode = encodeDeployData({ abi, bytecode, args: [owner.address] });
  const salt = toHex(1n, { size: 32 });
  const address = getCreate2Address({ from: FACTORY, salt, bytecode: initCode });
  const factoryData = concatHex([salt, initCode]);
  const wrap = (signature: Hex) =>
    serializeErc6492Signature({ address: FACTORY, data: factoryData, signature });
  return {
    ...{ address, factory: FACTORY, factoryData, wrap },
    account: toAccount({
      address,
      signTypedData: async (definition) => wrap(await owner.signTypedData(definition)),
      signMessage: owner.signMessage,
      signTransaction: owner.signTransaction,
    }),
    deploy: async () => {
      const hash = await walletClient.sendTransaction({ to: FACTORY, data: factoryData });
      await publicClient.waitForTransactionReceipt({ hash });
    },
  };
}
