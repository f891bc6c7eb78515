import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { encryptKeystoreJson } from "ethers";
import { privateKeyToAddress } from "viem/accounts";
import { readDeployer } from "../../scripts/deploy/deployer.ts";
import { decryptKeystore } from "../../scripts/deploy/keystore.ts";

/** The published example of the format's own page. */
const PUBLISHED = JSON.stringify({
  crypto: {
    cipher: "aes-128-ctr",
    cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
    ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
    kdf: "pbkdf2",
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: "hmac-sha256",
      salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
    },
    mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
  },
  id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
  version: 3,
});
const PUBLISHED_KEY = "0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
const PASSWORD = "testpassword";

/** The message of the error that `work` ends with. */
async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("nothing was refused");
}

describe("deploy: the keystore", () => {
  let scryptKeystore: string;
  const open = (text: string, password = PASSWORD) => decryptKeystore("deployer.json", text, password);

  before(async () => {
    const account = { address: privateKeyToAddress(PUBLISHED_KEY), privateKey: PUBLISHED_KEY };
    scryptKeystore = await encryptKeystoreJson(account, PASSWORD, { scrypt: { N: 4_096, r: 8, p: 1 } });
  });

  it("gives the published key of the published example", async () => {
    expect(await open(PUBLISHED)).to.equal(PUBLISHED_KEY);
  });

  it("opens what ethers wrote, with scrypt and an address", async () => {
    expect(await open(scryptKeystore)).to.equal(PUBLISHED_KEY);
  });

  it("refuses a wrong password, and shows neither it nor the key", async () => {
    const message = await refusal(open(scryptKeystore, "hunter2"));
    expect(message).to.contain("the password is wrong").and.to.contain("QUITTANCE_KEYSTORE_PASSWORD");
    expect(message).to.not.contain("hunter2");
  });

  it("refuses one that holds another key than it says", async () => {
    const address = privateKeyToAddress(PUBLISHED_KEY).slice(2).toLowerCase();
    const other = scryptKeystore.toLowerCase().replace(address, "00".repeat(20));
    expect(await refusal(open(other))).to.contain("another address");
  });

  const broken: readonly (readonly [string, string, string])[] = [
    ["what is not JSON", "{", "is not JSON"],
    ["another version", PUBLISHED.replace('"version":3', '"version":1'), "version: must be 3"],
    ["another cipher", PUBLISHED.replace("aes-128-ctr", "aes-128-cbc"), "crypto.cipher: must be aes-128-ctr"],
    ["an unknown key derivation", PUBLISHED.replace("pbkdf2", "argon2"), "crypto.kdf"],
    ["a number of rounds nobody waits for", PUBLISHED.replace("262144", "99999999999"), "kdfparams.c"],
  ];
  for (const [name, text, words] of broken) {
    it(`refuses ${name}`, async () => {
      expect(await refusal(open(text)))
        .to.contain(words)
        .and.to.contain("deployer.json");
    });
  }

  describe("and where the key comes from", () => {
    const folder = mkdtempSync(join(tmpdir(), "quittance-keystore-"));
    const keystore = join(folder, "deployer.json");
    before(() => writeFileSync(keystore, PUBLISHED));
    after(() => rmSync(folder, { recursive: true }));

    const address = privateKeyToAddress(PUBLISHED_KEY);
    const read = (environment: Record<string, string>, file?: string) =>
      readDeployer(environment, { keystore: file, isInteractive: false });

    it("is the keystore, with the password from the environment", async () => {
      expect((await read({ QUITTANCE_KEYSTORE_PASSWORD: PASSWORD }, keystore)).address).to.equal(address);
    });

    it("is the environment when no keystore is named, with or without 0x", async () => {
      for (const key of [PUBLISHED_KEY, PUBLISHED_KEY.slice(2)]) {
        expect((await read({ QUITTANCE_DEPLOYER_KEY: key })).address).to.equal(address);
      }
    });

    it("is nowhere: the message names both ways", async () => {
      const message = await refusal(read({}));
      expect(message).to.contain("--keystore").and.to.contain("QUITTANCE_DEPLOYER_KEY");
    });

    it("is refused without being shown when it is no key", async () => {
      for (const key of [PUBLISHED_KEY.slice(0, 40), `0x${"0".repeat(64)}`, `0x${"f".repeat(64)}`]) {
        const message = await refusal(read({ QUITTANCE_DEPLOYER_KEY: key }));
        expect(message).to.contain("QUITTANCE_DEPLOYER_KEY is no private key").and.to.not.contain(key);
      }
    });

    it("is a keystore whose password nobody is there to type", async () => {
      expect(await refusal(read({}, keystore))).to.contain("QUITTANCE_KEYSTORE_PASSWORD");
    });

    it("is no keystore's name: it is not shown where a file belongs, nor in what a file holds", async () => {
      expect(await refusal(read({}, PUBLISHED_KEY))).to.contain("--keystore (not shown): cannot be read");
      const file = join(folder, "key.txt");
      for (const content of [PUBLISHED_KEY, PUBLISHED_KEY.slice(2), JSON.stringify(PUBLISHED_KEY)]) {
        writeFileSync(file, content);
        const message = await refusal(read({ QUITTANCE_KEYSTORE_PASSWORD: PASSWORD }, file));
        expect(message).to.contain("key.txt").and.to.not.contain(PUBLISHED_KEY.slice(2, 14));
      }
    });

    it("is a keystore that is not there", async () => {
      expect(await refusal(read({}, join(folder, "absent.json")))).to.contain("absent.json: cannot be read");
    });
  });
});
