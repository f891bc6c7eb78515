import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Address, Hex, LocalAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import { isOpenToOthers, settingsFolder, writePrivate } from "../settings/folder.ts";
import { requireName } from "../settings/profiles.ts";
import { addressIn, decryptKey, encryptKey, parseKeystore } from "./keystore.ts";

const ENDING = ".json";

/** A key of the keystore, without what opens it. */
export interface StoredKey {
  readonly name: string;
  readonly address: Address;
  readonly file: string;
  /** Whether others than this user may read the file. */
  readonly open: boolean;
}

const folder = () => join(settingsFolder(), "keys");
const fileOf = (name: string) => join(folder(), `${requireName("key", name)}${ENDING}`);

/** All keys, by name. */
export function listKeys(): StoredKey[] {
  if (!existsSync(folder())) return [];
  return readdirSync(folder())
    .filter((file) => file.endsWith(ENDING))
    .sort()
    .map((file) => findKey(file.slice(0, -ENDING.length)));
}

/** The key of that name; its file is not opened yet. */
export function findKey(name: string): StoredKey {
  const { file, keystore } = readKey(name);
  return { name, address: addressIn(keystore), file, open: isOpenToOthers(file) };
}

/** Encrypts a key and writes it. Refuses a name that is taken. */
export async function storeKey(
  name: string,
  key: Hex,
  passphrase: string,
  cost?: number,
): Promise<StoredKey> {
  requireFree(name);
  writePrivate(fileOf(name), await encryptKey(key, passphrase, cost));
  return findKey(name);
}

/** Refuses a name that a key has. */
export function requireFree(name: string): void {
  if (!existsSync(fileOf(name))) return;
  throw new CommandRefusal(`There is a key ${name} already. Choose another name.`, ExitCode.failed);
}

/** Decrypts a key. Refuses a file that others may read. */
export async function unlockKey(name: string, passphrase: () => Promise<string>): Promise<LocalAccount> {
  const { file, keystore } = readKey(name);
  if (isOpenToOthers(file)) {
    throw new CommandRefusal(
      `${file} can be read by others. Close it: chmod 600 ${file}. Who has read it can try passphrases.`,
      ExitCode.failed,
    );
  }
  return privateKeyToAccount(await decryptKey(file, keystore, await passphrase()));
}

/** Removes a key and its file. */
export function removeKey(name: string): StoredKey {
  const key = findKey(name);
  rmSync(key.file);
  return key;
}

function readKey(name: string) {
  const file = fileOf(name);
  if (!existsSync(file)) {
    throw new UsageRefusal(
      `There is no key ${name}. \`quittance key list\` shows all, \`quittance key new\` and \`key import\` make one.`,
    );
  }
  return { file, keystore: parseKeystore(file, readFileSync(file, "utf8")) };
}
