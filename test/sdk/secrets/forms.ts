import { type Account, createWalletClient, type Hex, hexToBytes, http, toHex } from "viem";
import type { Stack } from "../../../sdk/testing/index.ts";

/** A way in which somebody passes a private key where it does not belong. */
export interface Form {
  readonly name: string;
  /** True when nothing in it could sign: it has to be refused wherever somebody signs. */
  readonly isBare: boolean;
  readonly of: (key: Hex) => unknown;
}

/** As text, as bytes, as a number, and in objects that people take for accounts. */
export function formsFor({ buyer, rpcUrl, chain }: Stack): Form[] {
  const account = (parts: object): object => ({ ...buyer, ...parts });
  const failing = (message: string, more: object = {}) => {
    const reject = () => Promise.reject(Object.assign(new Error(message), more));
    return account({ source: "kms", signTypedData: reject, signTransaction: reject });
  };
  const bare: readonly (readonly [string, (key: Hex) => unknown])[] = [
    ["hex", (key) => key],
    ["hex without 0x", (key) => key.slice(2)],
    ["hex in capitals", (key) => `0x${key.slice(2).toUpperCase()}`],
    ["hex with a space behind", (key) => `${key} `],
    ["a setting", (key) => `PRIVATE_KEY=${key}`],
    ["bytes", (key) => hexToBytes(key)],
    ["a buffer", (key) => Buffer.from(hexToBytes(key))],
    ["a list of bytes", (key) => [...hexToBytes(key)]],
    ["a list with it", (key) => [key]],
    ["a number", (key) => BigInt(key)],
    ["hex, one digit short", (key) => key.slice(0, -1)],
    ["hex without 0x and the zeros in front", (key) => key.slice(4)],
    ["hex, one digit too long", (key) => `${key}0`],
    ["hex twice", (key) => `${key}${key.slice(2)}`],
    ["hex in groups", (key) => grouped(key, 16).join(" ")],
    ["hex with colons", (key) => grouped(key, 2).join(":")],
    ["hex with 0x before each byte", (key) => `0x${grouped(key, 2).join(", 0x")}`],
    ["hex glued to a word", (key) => `key${key}`],
    ["hex in a URL", (key) => `key%3D${key}`],
    ["hex after an escaped line break", (key) => JSON.stringify(`\n${key}`)],
    ["base64", (key) => inBase64(key)],
    ["base64 for URLs", (key) => inBase64(key, "base64url")],
    ["bytes in JSON", (key) => JSON.stringify(hexToBytes(key))],
    ["a symbol", (key) => Symbol(key)],
    ["{ privateKey }", (privateKey) => ({ privateKey })],
    ["{ privateKey } in bytes", (key) => ({ privateKey: hexToBytes(key) })],
    ["JSON", (key) => JSON.stringify({ privateKey: key })],
    ["the account that viem makes of an address", (key) => ({ address: key, type: "json-rpc" })],
    ["an account with it as address", (key) => account({ address: key })],
    ["an account with it as address, without 0x", (key) => account({ address: key.slice(2) })],
    ["an account with it in bytes as address", (key) => account({ address: hexToBytes(key) })],
    ["a client with it as account", (key) => clientOf(key, rpcUrl)],
    ["a provider with it as account", (key) => ({ request: async () => "0x", account: key })],
    ["a function that gives it", (key) => () => key],
  ];
  const dressed: readonly (readonly [string, (key: Hex) => unknown])[] = [
    ["an account with it beside", (key) => account({ privateKey: key, source: key, publicKey: key })],
    ["an account with it to sign by", (key) => account({ signTypedData: key })],
    ["an account that fails with it", (key) => failing(`invalid private key ${key}`)],
    ["an account that fails with its bytes", (key) => failing(`not a key: [${hexToBytes(key).join(", ")}]`)],
    [
      "an account that fails with its bytes in JSON",
      (key) => failing(JSON.stringify({ key: hexToBytes(key) })),
    ],
    ["an account that fails with it in base64", (key) => failing(`bad key ${inBase64(key)}`)],
    ["an account that fails with it a digit short", (key) => failing(`bad key ${key.slice(0, -1)}`)],
    ["an account that fails with it escaped", (key) => failing(JSON.stringify(`\n${key}`))],
    ["an account that fails with more than it as data", (key) => failing("reverted", { data: `${key}00` })],
    [
      "an account that fails with less than it as data",
      (key) => failing("reverted", { data: key.slice(0, -2) }),
    ],
    ["an account that fails with it as data", (key) => failing("execution reverted", { data: key })],
    ["an account that fails with it as cause", (key) => failing("failed", { cause: new Error(key) })],
    ["an account that fails with it and a code", (key) => failing(`refused ${key}`, { code: -32_000 })],
    ["an account that fails with it for a node", (key) => failing(key, { name: "HttpRequestError" })],
    ["an account that signs with it", (key) => account({ signTypedData: async () => key, source: "kms" })],
    ["a managed account with it as key", (key) => managed(buyer.address, key)],
    [
      "a managed account with it as principal",
      (key) => ({ ...managed(buyer.address, buyer), principal: key }),
    ],
    ["a managed account with it as address", (key) => managed(key, buyer)],
  ];
  // Chain and transport work: were the account taken, the node would be told the key.
  function clientOf(key: Hex, url: string) {
    return createWalletClient({ account: key, chain, transport: http(url, { retryCount: 0 }) });
  }
  return [
    ...bare.map(([name, of]) => ({ name, of, isBare: true })),
    ...dressed.map(([name, of]) => ({ name, of, isBare: false })),
  ];
}

function grouped(key: Hex, digits: number): readonly string[] {
  return key.slice(2).match(new RegExp(`.{${digits}}`, "g")) ?? [];
}

function inBase64(key: Hex, encoding: "base64" | "base64url" = "base64"): string {
  return Buffer.from(hexToBytes(key)).toString(encoding);
}

function managed(address: Hex, key: Account | Hex) {
  const limits = { perTransaction: 1n, perPeriod: 1n, lifetime: 1n, approvalAbove: 1n };
  const roots = { counterparties: toHex(0, { size: 32 }), categories: toHex(0, { size: 32 }) };
  const policy = { ...limits, ...roots, period: 24, activeFrom: 0, activeUntil: 2 ** 40 - 1 };
  return { address, principal: address, policy, key };
}
