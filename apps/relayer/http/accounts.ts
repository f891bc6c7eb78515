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
    const field = (name: string): unknown =>
      typeof entry === "object" && entry ? Reflect.get(entry, name) : undefined;
    const { name, keyHash, perDay, isFree } = {
      ...{
        name: field("name"),
        keyHash: field("keyHash"),
        perDay: field("perDay"),
        isFree: field("isFree") ?? false,
      },
    };
    const isRight =
      typeof name === "string" &&
      NAME.test(name) &&
      typeof keyHash === "string" &&
      HASH.test(keyHash) &&
      typeof perDay === "number" &&
      Number.isSafeInteger(perDay) &&
      perDay >= 0 &&
      typeof isFree === "boolean";
    if (!isRight) throw new RelayerSettingError(`RELAYER_ACCOUNTS[${index}]`, "has a wrong field", REMEDY);
    const names = [...byHash.values()].map((account) => account.name);
    if (byHash.has(keyHash) || names.includes(name)) {
      throw new RelayerSettingError(`RELAYER_ACCOUNTS[${index}]`, "has a name or a key of another", REMEDY);
    }
    byHash.set(keyHash, { name, perDay, isFree });
  });
  return (authorization) => {
    const [, key] = BEARER.exec(authorization ?? "") ?? [];
    // What is compared is a hash, so that time says nothing about a key.
    return key === undefined ? undefined : byHash.get(hashOfKey(key));
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RelayerSettingError("RELAYER_ACCOUNTS", "must be a file of JSON", REMEDY);
  }
}
