import { createDecipheriv, pbkdf2, type ScryptOptions, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { bytesToHex, concatBytes, type Hex, keccak256, type LocalAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import * as z from "zod";
import { JurorSettingError } from "./setting-error.ts";

const FIELD = "JUROR_KEY_FILE";
const deriveByScrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const deriveByPbkdf2 = promisify(pbkdf2);
const MOST_MEMORY = 1_024 * 1_024 * 1_024;

const bytes = z
  .string()
  .regex(/^(0x)?([0-9a-fA-F]{2})+$/)
  .transform((text) => Buffer.from(text.replace(/^0x/, ""), "hex"));
const count = z.int().positive();
const dklen = z.int().min(32).max(1_024);

/** Web3 Secret Storage, version 3: what `quittance key new`, geth and `cast wallet` write. */
const keystore = z.object({
  version: z.literal(3),
  crypto: z.intersection(
    z.object({
      cipher: z.literal("aes-128-ctr"),
      cipherparams: z.object({ iv: bytes }),
      ciphertext: bytes,
      mac: bytes,
    }),
    z.discriminatedUnion("kdf", [
      z.object({
        kdf: z.literal("scrypt"),
        kdfparams: z.object({
          n: count.max(2 ** 20),
          r: count.max(32),
          p: count.max(16),
          dklen,
          salt: bytes,
        }),
      }),
      z.object({
        kdf: z.literal("pbkdf2"),
        kdfparams: z.object({ c: count.max(10_000_000), prf: z.literal("hmac-sha256"), dklen, salt: bytes }),
      }),
    ]),
  ),
});

type Sealed = z.infer<typeof keystore>["crypto"];

/**
 * The juror's account from the text of its key file: 64 hex digits, or a keystore with its passphrase.
 *
 * @throws JurorSettingError, which shows nothing of the file.
 */
export async function accountFrom(text: string, passphrase: string | undefined): Promise<LocalAccount> {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{")) return accountOf(trimmed.startsWith("0x") ? trimmed : `0x${trimmed}`);
  const read = keystore.safeParse(jsonOf(trimmed));
  if (!read.success) throw refusal("is no keystore of version 3");
  if (passphrase === undefined) {
    const remedy = "Put its passphrase into a file that only the juror reads, and name that file.";
    throw new JurorSettingError("JUROR_PASSPHRASE_FILE", "is missing: the key is encrypted", remedy);
  }
  return accountOf(await decrypt(read.data.crypto, passphrase.normalize("NFKC")));
}

async function decrypt(sealed: Sealed, passphrase: string): Promise<string> {
  const derived = await derive(sealed, passphrase).catch(() => {
    throw refusal("has parameters that cannot be computed here");
  });
  const mac = keccak256(concatBytes([derived.subarray(16, 32), sealed.ciphertext]), "bytes");
  if (!sealed.mac.equals(mac)) {
    const remedy = "Give the passphrase that the key was encrypted with, on the first line of the file.";
    throw new JurorSettingError("JUROR_PASSPHRASE_FILE", "has the wrong passphrase", remedy);
  }
  const decipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), sealed.cipherparams.iv);
  return bytesToHex(Buffer.concat([decipher.update(sealed.ciphertext), decipher.final()]));
}

function derive(sealed: Sealed, passphrase: string): Promise<Buffer> {
  if (sealed.kdf === "pbkdf2") {
    const { salt, c, dklen: length } = sealed.kdfparams;
    return deriveByPbkdf2(passphrase, salt, c, length, "sha256");
  }
  const { salt, n, r, p, dklen: length } = sealed.kdfparams;
  return deriveByScrypt(passphrase, salt, length, { N: n, r, p, maxmem: MOST_MEMORY });
}

function accountOf(key: string): LocalAccount {
  try {
    return privateKeyToAccount(key as Hex);
  } catch {
    throw refusal("holds no private key");
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace('"Crypto"', '"crypto"'));
  } catch {
    return undefined;
  }
}

const refusal = (problem: string) =>
  new JurorSettingError(
    FIELD,
    problem,
    "The file has 64 hex digits, or a keystore as `quittance key new` writes it, and only the juror may read it.",
  );
