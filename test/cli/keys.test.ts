import { chmodSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { decryptKeystoreJson, encryptKeystoreJson } from "ethers";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { decryptKey, encryptKey, parseKeystore } from "../../apps/cli/keys/keystore.ts";
import { type Bench, openBench, PASSPHRASE } from "./support/bench.ts";

const LIGHT = { scrypt: { N: 2, r: 8, p: 1 } };

describe("quittance key", () => {
  let bench: Bench;

  beforeEach(() => {
    bench = openBench();
  });

  afterEach(() => bench.remove());

  const stored = (name: string) => join(bench.keys, `${name}.json`);

  it("makes a key that ethers opens, in a file that nobody else reads", async () => {
    const { code, out, err } = await bench.call("key", "new", "spare", "--json");
    expect({ code, err }).to.deep.equal({ code: 0, err: "" });
    const { address, file } = JSON.parse(out);
    expect(file).to.equal(stored("spare"));
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    const opened = await decryptKeystoreJson(readFileSync(file, "utf8"), PASSPHRASE);
    expect(opened.address).to.equal(address);
    expect(out).to.not.contain(opened.privateKey.slice(2));
  });

  it("takes in what ethers wrote, and a bare key, from files", async () => {
    const privateKey = generatePrivateKey();
    const address = privateKeyToAddress(privateKey);
    const text = await encryptKeystoreJson({ address, privateKey }, PASSPHRASE, LIGHT);
    const sealed = await bench.call("key", "import", "one", bench.file("one.json", text), "--json");
    expect(JSON.parse(sealed.out).address).to.equal(address);
    for (const [name, form] of [
      ["two", privateKey],
      ["three", privateKey.slice(2)],
    ] as const) {
      const bare = await bench.call("key", "import", name, bench.file("bare", `${form}\n`), "--json");
      expect(JSON.parse(bare.out).address).to.equal(address);
      expect(bare.out + bare.err).to.not.contain(privateKey.slice(2));
    }
    const { keys } = JSON.parse((await bench.call("key", "list", "--json")).out);
    expect(keys.map(({ name }: { name: string }) => name)).to.deep.equal(["one", "three", "two"]);
  });

  it("reads a passphrase from a descriptor", async () => {
    const line = "quittance key new spare --passphrase-file /dev/fd/3 3<<EOF\nfrom a descriptor\nEOF";
    expect((await bench.shell(line)).err).to.equal("");
    const opened = await decryptKeystoreJson(readFileSync(stored("spare"), "utf8"), "from a descriptor");
    expect(opened.privateKey).to.match(/^0x/);
  });

  it("refuses what is no key without repeating it, and a name that is taken", async () => {
    const key = generatePrivateKey();
    for (const content of [`${key}00`, "not a key", `0x${"00".repeat(32)}`, "{}"]) {
      const { code, out, err } = await bench.call("key", "import", "bad", bench.file("bad", content));
      expect(code).to.equal(1);
      expect(out + err).to.not.contain(key.slice(2, 20));
    }
    expect((await bench.call("key", "new", "spare")).code).to.equal(0);
    const again = await bench.call("key", "new", "spare");
    expect(again.code).to.equal(1);
    expect(again.err).to.contain("There is a key spare already");
    const asName = await bench.call("key", "new", key);
    expect(asName.code).to.equal(2);
    expect(asName.err).to.not.contain(key.slice(2, 20));
  });

  it("refuses a passphrase that is wrong or empty, or whose file others read", async () => {
    const key = generatePrivateKey();
    const keystore = parseKeystore("it", await encryptKey(key, "right", 2));
    expect(await decryptKey("it", keystore, "right")).to.equal(key);
    const wrong = await decryptKey("it", keystore, "wrong").catch((error: unknown) => String(error));
    expect(wrong).to.contain("the passphrase is wrong").and.to.not.contain('wrong"');
    const empty = await bench.call("key", "new", "spare", "--passphrase-file", bench.file("empty", "\n"));
    expect([empty.code, empty.err.includes("The passphrase is empty")]).to.deep.equal([2, true]);
    const open = bench.file("open", "secret words\n");
    chmodSync(open, 0o644);
    const read = await bench.call("key", "new", "spare", "--passphrase-file", open);
    expect(read.code).to.equal(1);
    expect(read.err).to.contain("chmod 600").and.to.not.contain("secret words");
  });

  it("is not opened while others can read its file", async () => {
    await bench.call("key", "new", "spare");
    chmodSync(stored("spare"), 0o640);
    const listed = await bench.call("key", "list");
    expect(listed.out).to.contain("others can read it");
    const doctor = await bench.call("doctor", "--json");
    const findings: { check: string; state: string; remedy?: string }[] = JSON.parse(doctor.out).findings;
    expect(findings.find(({ check }) => check === "keys")).to.include({ state: "bad" });
    expect(findings.find(({ check }) => check === "keys")?.remedy).to.contain("chmod 600");
  });

  it("asks before it deletes a key, and does not where there is no one to ask", async () => {
    await bench.call("key", "new", "spare");
    const { code, err } = await bench.shell("quittance key remove spare");
    expect(code).to.equal(2);
    expect(err).to.contain("give --yes");
    expect(statSync(stored("spare")).isFile()).to.equal(true);
  });
});
