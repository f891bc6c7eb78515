import { createDecipheriv, pbkdf2, type ScryptOptions, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { bytesToHex, concatBytes, type Hex, keccak256 } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { z } from "zod";
import { DeployRefusal } from "./refusal.ts";

const hex = z
  .string()
  .regex(/^(0x)?([0-9a-fA-F]{2})+$/, "must be hex")
  .transform((text) => Buffer.from(text.replace(/^0x/, ""), "hex"));
const count = z.number().int().positive();
const dklen = z.number().int().min(32).max(1_024);

const keystoreSchema = z.object({
  version: z.literal(3, { error: "must be 3" }),
  address: z.string().optional(),
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

type Keystore = z.infer<typeof keystoreSchema>;

/** Beyond this Node refuses to compute scrypt; wallets ask for 256 MiB at most. */
const MOST_MEMORY = 1_024 * 1_024 * 1_024;

/**
 * The private key in an encrypted keystore (Web3 Secret Storage, version 3), as geth, ethers and `cast wallet` write it.
 *
 * @param file What the file is called, for messages; they show neither its content nor the password.
 * @throws DeployRefusal when the text is no such keystore or the password is wrong.
 */
export async function decryptKeystore(file: string, text: string, password: string): Promise<Hex> {
  const { crypto, address } = parseKeystore(file, text);
  const derived = await deriveKey(crypto, password).catch(() => {
    throw new DeployRefusal(
      `${file}: its ${crypto.kdf} parameters cannot be computed here. Encrypt the key again.`,
    );
  });
  const mac = Buffer.from(keccak256(concatBytes([derived.subarray(16, 32), crypto.ciphertext]), "bytes"));
  if (!mac.equals(crypto.mac)) {
    throw new DeployRefusal(
      `${file}: the password is wrong. Correct QUITTANCE_KEYSTORE_PASSWORD, or leave it out and type it.`,
    );
  }
  const decipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), crypto.cipherparams.iv);
  const key = bytesToHex(Buffer.concat([decipher.update(crypto.ciphertext), decipher.final()]));
  const named = address?.replace(/^0x/, "").toLowerCase();
  if (named !== undefined && named !== privateKeyToAddress(key).slice(2).toLowerCase()) {
    throw new DeployRefusal(
      `${file}: holds the key of another address than it says, 0x${named}. Use another file.`,
    );
  }
  return key;
}

function parseKeystore(file: string, text: string): Keystore {
  const remedy = "Give an encrypted keystore (JSON, version 3), such as `cast wallet new` or geth writes.";
  let content: unknown;
  try {
    // Early wallets wrote "Crypto".
    content = JSON.parse(text.replace('"Crypto"', '"crypto"'));
  } catch {
    throw new DeployRefusal(`${file}: is not JSON. ${remedy}`);
  }
  const read = keystoreSchema.safeParse(content);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new DeployRefusal(`${file}: ${issue?.path.join(".") || "content"}: ${issue?.message}. ${remedy}`);
}

const deriveByScrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const deriveByPbkdf2 = promisify(pbkdf2);

function deriveKey(crypto: Keystore["crypto"], password: string): Promise<Buffer> {
  if (crypto.kdf === "pbkdf2") {
    const { salt, c, dklen: length } = crypto.kdfparams;
    return deriveByPbkdf2(password, salt, c, length, "sha256");
  }
  const { salt, n, r, p, dklen: length } = crypto.kdfparams;
  return deriveByScrypt(password, salt, length, { N: n, r, p, maxmem: MOST_MEMORY });
}
