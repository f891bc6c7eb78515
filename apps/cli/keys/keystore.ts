import {
  createCipheriv,
  createDecipheriv,
  pbkdf2,
  randomBytes,
  type ScryptOptions,
  scrypt,
} from "node:crypto";
import { promisify } from "node:util";
import { type Address, bytesToHex, concatBytes, getAddress, type Hex, hexToBytes, keccak256 } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { z } from "zod";
import { CommandRefusal, ExitCode } from "../refusal.ts";

// Web3 Secret Storage, version 3: as geth, ethers and `cast wallet` write and read it.

const hex = z
  .string()
  .regex(/^(0x)?([0-9a-fA-F]{2})+$/, "must be hex")
  .transform((text) => Buffer.from(text.replace(/^0x/, ""), "hex"));
const count = z.number().int().positive();
const dklen = z.number().int().min(32).max(1_024);

const keystoreSchema = z.object({
  version: z.literal(3, { error: "must be 3" }),
  address: z.string().regex(/^(0x)?[0-9a-fA-F]{40}$/, "must be an address"),
  crypto: z.intersection(
    z.object({
      cipher: z.literal("aes-128-ctr", { error: "must be aes-128-ctr" }),
      cipherparams: z.object({ iv: hex.refine((iv) => iv.length === 16, "must be 16 bytes") }),
      ciphertext: hex.refine((text) => text.length === 32, "must be 32 bytes"),
      mac: hex,
    }),
    z.discriminatedUnion("kdf", [
      z.object({
        kdf: z.literal("scrypt"),
        kdfparams: z.object({ n: count.max(2 ** 20), r: count.max(32), p: count.max(16), dklen, salt: hex }),
      }),
      z.object({
        kdf: z.literal("pbkdf2"),
        kdfparams: z.object({
          c: count.max(10_000_000),
          prf: z.literal("hmac-sha256", { error: "must be hmac-sha256" }),
          dklen,
          salt: hex,
        }),
      }),
    ]),
  ),
});

/** An encrypted key as its file holds it. */
export type Keystore = z.infer<typeof keystoreSchema>;

/** Beyond this Node refuses to compute scrypt; wallets ask for 256 MiB at most. */
const MOST_MEMORY = 1_024 * 1_024 * 1_024;
/** 128 MiB and about half a second. */
const COST = 2 ** 17;
const BLOCK = 8;

const deriveByScrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const deriveByPbkdf2 = promisify(pbkdf2);

/**
 * Encrypts a private key under a passphrase.
 *
 * @param cost N of scrypt: a power of two. More takes an attacker longer, and you.
 * @returns The JSON text of a keystore.
 */
export async function encryptKey(key: Hex, passphrase: string, cost = COST): Promise<string> {
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const parameters = { N: cost, r: BLOCK, p: 1, maxmem: MOST_MEMORY };
  const derived = await deriveByScrypt(passphrase.normalize("NFKC"), salt, 32, parameters);
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(hexToBytes(key)), cipher.final()]);
  return `${JSON.stringify({
    version: 3,
    id: crypto.randomUUID(),
    address: privateKeyToAddress(key).slice(2).toLowerCase(),
    crypto: {
      cipher: "aes-128-ctr",
      cipherparams: { iv: iv.toString("hex") },
      ciphertext: ciphertext.toString("hex"),
      kdf: "scrypt",
      kdfparams: { n: cost, r: BLOCK, p: 1, dklen: 32, salt: salt.toString("hex") },
      mac: macOf(derived, ciphertext).toString("hex"),
    },
  })}\n`;
}

/**
 * The private key in a keystore.
 *
 * @param file What the file is called, for messages; they show neither its content nor the passphrase.
 */
export async function decryptKey(file: string, keystore: Keystore, passphrase: string): Promise<Hex> {
  const { crypto: sealed } = keystore;
  const derived = await deriveKey(sealed, passphrase.normalize("NFKC")).catch(() => {
    throw refusal(`${file}: its ${sealed.kdf} parameters cannot be computed here. Encrypt the key again.`);
  });
  if (!macOf(derived, sealed.ciphertext).equals(sealed.mac)) {
    throw refusal(`${file}: the passphrase is wrong. Give the one that the key was encrypted with.`);
  }
  const decipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), sealed.cipherparams.iv);
  const key = bytesToHex(Buffer.concat([decipher.update(sealed.ciphertext), decipher.final()]));
  if (privateKeyToAddress(key) === addressIn(keystore)) return key;
  throw refusal(`${file}: it holds the key of another address than it says. Use another file.`);
}

/** A keystore from the text of its file. */
export function parseKeystore(file: string, text: string): Keystore {
  const remedy = "Give an encrypted keystore (JSON, version 3), such as `quittance key new` or geth writes.";
  let content: unknown;
  try {
    // Early wallets wrote "Crypto".
    content = JSON.parse(text.replace('"Crypto"', '"crypto"'));
  } catch {
    throw refusal(`${file}: it is no JSON. ${remedy}`);
  }
  const read = keystoreSchema.safeParse(content);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw refusal(
    `${file}: ${issue?.path.join(".") || "the content"} ${issue?.message ?? "is wrong"}. ${remedy}`,
  );
}

/** Whose key a keystore says that it holds. */
export function addressIn({ address }: Keystore): Address {
  return getAddress(`0x${address.replace(/^0x/, "").toLowerCase()}`);
}

function macOf(derived: Buffer, ciphertext: Buffer): Buffer {
  return Buffer.from(keccak256(concatBytes([derived.subarray(16, 32), ciphertext]), "bytes"));
}

function deriveKey(sealed: Keystore["crypto"], passphrase: string): Promise<Buffer> {
  if (sealed.kdf === "pbkdf2") {
    const { salt, c, dklen: length } = sealed.kdfparams;
    return deriveByPbkdf2(passphrase, salt, c, length, "sha256");
  }
  const { salt, n, r, p, dklen: length } = sealed.kdfparams;
  return deriveByScrypt(passphrase, salt, length, { N: n, r, p, maxmem: MOST_MEMORY });
}

const refusal = (message: string) => new CommandRefusal(message, ExitCode.failed);
