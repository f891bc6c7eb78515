import { readFileSync } from "node:fs";
import { isCancel, password } from "@clack/prompts";
import { isHex, type LocalAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { withoutSecrets } from "../../sdk/errors/secrets.ts";
import { decryptKeystore } from "./keystore.ts";
import { DeployRefusal } from "./refusal.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The account that deploys: from the keystore when one is named, else from QUITTANCE_DEPLOYER_KEY. The key stays in the
 * account object; no message holds it.
 *
 * @throws DeployRefusal when there is no key, or none that can be read.
 */
export async function readDeployer(
  environment: Environment,
  { keystore, isInteractive }: { readonly keystore: string | undefined; readonly isInteractive: boolean },
): Promise<LocalAccount> {
  if (keystore !== undefined) {
    const text = readKeystore(keystore);
    return privateKeyToAccount(
      await decryptKeystore(keystore, text, await keystorePassword(environment, keystore, isInteractive)),
    );
  }
  const key = environment.QUITTANCE_DEPLOYER_KEY?.trim();
  if (key === undefined || key === "") {
    throw new DeployRefusal(
      "No key to deploy with. Name a keystore with --keystore, or set QUITTANCE_DEPLOYER_KEY.",
    );
  }
  const prefixed = key.startsWith("0x") ? key : `0x${key}`;
  try {
    if (isHex(prefixed) && prefixed.length === 66) return privateKeyToAccount(prefixed);
  } catch {
    // Zero or beyond the curve's order: as useless as bytes of another length.
  }
  throw new DeployRefusal(
    "QUITTANCE_DEPLOYER_KEY is no private key (value not shown). Set it to 0x and 64 hex digits, or use --keystore.",
  );
}

function readKeystore(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new DeployRefusal(
      `--keystore ${withoutSecrets(path)}: cannot be read. Name an existing file, never a key.`,
    );
  }
}

async function keystorePassword(
  environment: Environment,
  keystore: string,
  isInteractive: boolean,
): Promise<string> {
  const given = environment.QUITTANCE_KEYSTORE_PASSWORD;
  if (given !== undefined) return given;
  if (!isInteractive) {
    throw new DeployRefusal(
      `${keystore}: needs its password. Set QUITTANCE_KEYSTORE_PASSWORD, or run this in a terminal and type it.`,
    );
  }
  const typed = await password({ message: `Password of ${keystore}`, output: process.stderr });
  if (isCancel(typed)) throw new DeployRefusal("Cancelled; nothing was sent.");
  return typed ?? "";
}
