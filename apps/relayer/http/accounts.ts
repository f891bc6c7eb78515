import { createHash } from "node:crypto";
import { RelayerSettingError } from "../setting-error.ts";

/** Who may ask the relayer, by the hash of a key. */
export interface RelayerAccount {
  /** In lower case, for the operator. */
  readonly name: string;
  /** Intents for each day of UTC. */
  readonly perDay: number;
  /** Whether the operator pays for the gas. */
  readonly isFree: boolean;
}

/** The account that a key belongs to. */
export type Authenticate = (authorization: string | undefined) => RelayerAccount | undefined;

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const HASH = /^[0-9a-f]{64}$/;
const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/;
const REMEDY =
  'Give a list such as [{ "name": "agent-1", "keyHash": "<SHA-256 of the key, in hex>", "perDay": 1000, "isFree": false }].';

/** SHA-256 of a key, as the list of accounts has it. Keys are random, so that no salt is needed. */
export const hashOfKey = (key: string): string => createHash("sha256").update(key).digest("hex");

/**
 * Reads the list of accounts.
 *
 * @param text JSON: a list of objects with `name`, `keyHash`, `perDay` and `isFree`.
 * @throws RelayerSettingError naming the entry that is wrong.
 */
export function readAccounts(text: string): Authenticate {
  const byHash = new Map<string, RelayerAccount>();
  const list = parsed(text);
  if (!Array.isArray(list)) throw new RelayerSettingError("RELAYER_ACCOUNTS", "must be a list", REMEDY);
  list.forEach((entry: unknown, index) => {
    const { keyHash, ...account } = readAccount(entry, `RELAYER_ACCOUNTS[${index}]`);
    const names = [...byHash.values()].map(({ name }) => name);
    if (byHash.has(keyHash) || names.includes(account.name)) {
      throw new RelayerSettingError(`RELAYER_ACCOUNTS[${index}]`, "has a name or a key of another", REMEDY);
    }
    byHash.set(keyHash, account);
  });
  return (authorization) => {
    const [, key] = BEARER.exec(authorization ?? "") ?? [];
    // What is compared is a hash, so that time says nothing about a key.
    return key === undefined ? undefined : byHash.get(hashOfKey(key));
  };
}

/** One entry of the list; `where` leads to it, and is in the message when a field of it is wrong. */
function readAccount(entry: unknown, where: string): RelayerAccount & { readonly keyHash: string } {
  const wrong = (field: string, problem: string) =>
    new RelayerSettingError(`${where}.${field}`, problem, REMEDY);
  if (typeof entry !== "object" || entry === null) {
    throw new RelayerSettingError(where, "must be an object", REMEDY);
  }
  const { name, keyHash, perDay, isFree = false } = entry as Record<string, unknown>;
  if (typeof name !== "string" || !NAME.test(name)) {
    throw wrong("name", "must have small letters, digits and hyphens alone, 63 at most");
  }
  if (typeof keyHash !== "string" || !HASH.test(keyHash)) {
    throw wrong("keyHash", "must be 64 hex digits in lower case, without 0x");
  }
  if (typeof perDay !== "number" || !Number.isSafeInteger(perDay) || perDay < 0) {
    throw wrong("perDay", "must be a whole number");
  }
  if (typeof isFree !== "boolean") throw wrong("isFree", "must be true or false, without quotation marks");
  return { name, keyHash, perDay, isFree };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RelayerSettingError("RELAYER_ACCOUNTS", "must be a file of JSON", REMEDY);
  }
}
