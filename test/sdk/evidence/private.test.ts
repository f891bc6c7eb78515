import { inspect } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import { GeneralEncrypt, importJWK } from "jose";
import type { Hex } from "viem";
import {
  createBundle,
  type EvidenceBundle,
  fetchBundle,
  memoryEvidenceStore,
} from "../../../sdk/evidence/index.ts";
import { packContent, paddedLength } from "../../../sdk/evidence/private/content.ts";
import {
  addRecipients,
  decryptBundle,
  type EvidenceKey,
  encryptBundle,
  generateEvidenceKey,
  importEvidenceKey,
  unsealWith,
} from "../../../sdk/evidence/private/index.ts";
import { InvalidFieldError } from "../../../sdk/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { bundleOf, bytesOf, DEAL, FILES, PRIVATE_RULES, reasonOf, SUBJECT, textOf } from "./support.ts";

describe("private evidence", () => {
  let seller: EvidenceKey;
  let juror: EvidenceKey;
  let stranger: EvidenceKey;
  let bundle: EvidenceBundle;
  let evidence: Hex;
  let sealed: Uint8Array;

  before(async () => {
    seller = await generateEvidenceKey();
    juror = await generateEvidenceKey();
    stranger = await generateEvidenceKey();
    bundle = await bundleOf(FILES, PRIVATE_RULES);
    evidence = bundle.hash;
    sealed = await encryptBundle({ bundle, recipients: [seller.publicKey, juror.publicKey] });
  });

  const json = () => JSON.parse(textOf(sealed));
  const reasonFor = (change: object | Uint8Array, key = juror, hash = evidence) =>
    reasonOf(() =>
      decryptBundle({
        sealed: change instanceof Uint8Array ? change : bytesOf(JSON.stringify({ ...json(), ...change })),
        ...{ key, evidence: hash },
      }),
    );

  it("is read by every recipient, who checks that it is what the evidence hash names", async () => {
    for (const key of [seller, juror]) {
      expect(await decryptBundle({ sealed, key, evidence })).to.deep.equal(bundle);
    }
    const alone = await encryptBundle({ bundle, recipients: [juror.publicKey] });
    expect((await decryptBundle({ sealed: alone, key: juror, evidence })).hash).to.equal(evidence);
  });

  it("is not available to others, with the reason", async () => {
    expect(await reasonFor(sealed, stranger)).to.equal("no-recipient");
    const { recipients } = json();
    const own = recipients.find(({ header }: { header: { kid: string } }) => header.kid === juror.id);
    const claimed = { ...own, header: { ...own.header, kid: stranger.id } };
    expect(await reasonFor({ recipients: [claimed] }, stranger)).to.equal("undecryptable");
    expect(await reasonFor(sealed, juror, DEAL)).to.equal("mismatch");
  });

  it("shows outside neither names, nor contents, nor the exact size", async () => {
    const text = textOf(sealed);
    for (const part of ["answers", "report", seller.publicKey, juror.publicKey])
      expect(text).to.not.contain(part);
    const longer = await bundleOf(
      new Map([...FILES, ["report.md", bytesOf("# Another report\n".repeat(20))]]),
      PRIVATE_RULES,
    );
    const other = await encryptBundle({ bundle: longer, recipients: [seller.publicKey] });
    expect(JSON.parse(textOf(other)).ciphertext.length).to.equal(json().ciphertext.length);
  });

  it("is padded by at most an eighth, to few lengths", () => {
    const property = fc.property(fc.integer({ min: 4_097, max: 70_000_000 }), (length) => {
      const padded = paddedLength(length);
      expect(padded).to.be.within(length, length * 1.125);
      expect(paddedLength(padded)).to.equal(padded);
    });
    fc.assert(property, { seed: 2, numRuns: 500 });
    expect(paddedLength(0)).to.equal(4_096);
    expect(paddedLength(4_096)).to.equal(4_096);
    expect(
      new Set(Array.from({ length: 60_000 }, (_, index) => paddedLength(index + 4_097))).size,
    ).to.be.below(80);
  });

  it("is undecryptable when any part is changed", async () => {
    const flip = (text: string, at: number) => {
      const replacement = text[at] === "A" ? "B" : "A";
      return text.slice(0, at) + replacement + text.slice(at + 1);
    };
    for (const name of ["ciphertext", "iv", "tag"]) {
      expect(await reasonFor({ [name]: flip(json()[name], 3) }), name).to.equal("undecryptable");
    }
    const recipients = json().recipients.map((each: { encrypted_key: string }) => ({
      ...each,
      encrypted_key: flip(each.encrypted_key, 5),
    }));
    expect(await reasonFor({ recipients })).to.equal("undecryptable");
    const header = JSON.parse(Buffer.from(json().protected, "base64url").toString());
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    expect(
      await reasonFor({ protected: encode({ evidence: header.evidence, ...header, typ: "JWE" }) }),
    ).to.equal("malformed");
    expect(await reasonFor({ protected: encode({ ...header, zip: "DEF" }) })).to.equal("malformed");
    expect(await reasonFor({ protected: encode({ ...header, enc: "A128GCM" }) })).to.equal("malformed");
    expect(await reasonFor({ protected: encode({ ...header, evidence: DEAL }) }, juror, DEAL)).to.equal(
      "undecryptable",
    );
    expect(await reasonFor({ aad: "AA" })).to.equal("malformed");
    expect(await reasonFor({ recipients: [] })).to.equal("malformed");
    expect(await reasonFor(bytesOf("{"))).to.equal("malformed");
    expect(await reasonFor(Uint8Array.of(0xff))).to.equal("malformed");
  });

  /** Encrypts anything, as a seller that cheats does. */
  async function sealAnything(content: Uint8Array, hash: Hex = evidence): Promise<Uint8Array> {
    const jwe = new GeneralEncrypt(content).setProtectedHeader({
      ...{ enc: "A256GCM", typ: "quittance-evidence+jwe", evidence: hash },
    });
    const key = await importJWK({ kty: "OKP", crv: "X25519", x: juror.publicKey }, "ECDH-ES+A256KW");
    jwe.addRecipient(key).setUnprotectedHeader({ alg: "ECDH-ES+A256KW", kid: juror.id });
    return bytesOf(JSON.stringify(await jwe.encrypt()));
  }

  it("cannot be one thing to one juror and another thing to another: both have the evidence hash", async () => {
    const other = await bundleOf(
      new Map([...FILES, ["report.md", bytesOf("# For you alone\n")]]),
      PRIVATE_RULES,
    );
    const forged = await sealAnything(packContent(other, [juror.publicKey]));
    expect(await reasonFor(forged)).to.equal("mismatch");
    const files = new Map([...bundle.files, ["report.md", bytesOf("# Repurt\n")]]);
    const swapped = await sealAnything(packContent({ ...bundle, files }, [juror.publicKey]));
    expect(await reasonFor(swapped)).to.equal("mismatch");
  });

  it("is malformed when what was encrypted is", async () => {
    const good = packContent(bundle, [juror.publicKey]);
    const cut = good.slice(0, 300);
    const trailing = Uint8Array.from(good).fill(1, good.length - 1);
    const long = Uint8Array.from([...good, ...new Uint8Array(4_096)]);
    const lying = Uint8Array.from(good).fill(0xff, 0, 4);
    for (const content of [new Uint8Array(), cut, trailing, long, lying, bytesOf("pay the seller in full")]) {
      expect(await reasonFor(await sealAnything(content))).to.equal("malformed");
    }
    expect((await decryptBundle({ sealed: await sealAnything(good), key: juror, evidence })).hash).to.equal(
      evidence,
    );
  });

  it("is encrypted again to a drawn panel by the seller, under the same evidence hash", async () => {
    const drawn = stranger;
    const again = await addRecipients({
      sealed,
      key: seller,
      evidence,
      recipients: [drawn.publicKey, juror.publicKey],
    });
    for (const key of [seller, juror, drawn]) {
      expect(await decryptBundle({ sealed: again, key, evidence })).to.deep.equal(bundle);
    }
    expect(JSON.parse(textOf(again)).recipients).to.have.length(3);
    const { publicKey } = await generateEvidenceKey();
    const denied = () => addRecipients({ sealed, key: drawn, evidence, recipients: [publicKey] });
    expect(await reasonOf(denied)).to.equal("no-recipient");
  });

  it("is fetched with a key, and is not fetchable without one", async () => {
    const store = memoryEvidenceStore();
    const { uri: evidenceUri } = await store.put(sealed);
    const request = { evidenceUri, evidence, reader: store, subject: SUBJECT, rules: PRIVATE_RULES };
    expect((await fetchBundle({ ...request, unseal: unsealWith(juror) })).hash).to.equal(evidence);
    expect(await reasonOf(() => fetchBundle({ ...request, unseal: unsealWith(stranger) }))).to.equal(
      "no-recipient",
    );
    expect(await reasonOf(() => fetchBundle(request))).to.equal("no-recipient");
    const open = { ...request, rules: { ...PRIVATE_RULES, private: false }, unseal: unsealWith(juror) };
    expect(await reasonOf(() => fetchBundle(open))).to.equal("mismatch");
    const other = { ...request, subject: { ...SUBJECT, milestone: 0 }, unseal: unsealWith(juror) };
    expect(await reasonOf(() => fetchBundle(other))).to.equal("misbound");
  });

  it("is refused to be made without a salt, recipients, or keys that are some", async () => {
    const open = await bundleOf();
    const make = (input: object) =>
      encryptBundle({ bundle, recipients: [seller.publicKey], ...input } as never);
    const small = Buffer.alloc(32).toString("base64url");
    for (const input of [
      { bundle: open },
      { recipients: [] },
      { recipients: [seller.publicKey, seller.publicKey] },
      { recipients: ["no key"] },
      { recipients: [small] },
      { recipients: seller.publicKey },
      { recipient: [seller.publicKey] },
      { recipients: Array.from({ length: 129 }, (_, index) => String(index)) },
    ]) {
      await refusalOf(InvalidFieldError, () => make(input));
    }
    const forged = { ...bundle, files: new Map([...bundle.files, ["report.md", bytesOf("# Repurt\n")]]) };
    expect(await reasonOf(() => make({ bundle: forged }))).to.equal("mismatch");
  });

  it("may have many files and bytes", async () => {
    const files = new Map(
      Array.from({ length: 300 }, (_, index) => [`f/${index}.txt`, new Uint8Array(20_000).fill(index)]),
    );
    const rules = { ...PRIVATE_RULES, maxBytes: 10_000_000, maxFiles: 300, required: [] };
    const large = await createBundle({ ...SUBJECT, files, rules });
    const made = await encryptBundle({ bundle: large, recipients: [juror.publicKey] });
    expect((await decryptBundle({ sealed: made, key: juror, evidence: large.hash })).files.size).to.equal(
      300,
    );
  });
});

describe("a key for private evidence", () => {
  it("is stored and read back as a JSON Web Key", async () => {
    const key = await generateEvidenceKey();
    const same = await importEvidenceKey(key.exportJwk());
    expect(same).to.include({ id: key.id, publicKey: key.publicKey });
    expect(key.exportJwk()).to.have.all.keys("kty", "crv", "x", "d");
    expect((await generateEvidenceKey()).publicKey).to.not.equal(key.publicKey);
  });

  it("shows its secret to no one who prints it, writes it as JSON, or copies it", async () => {
    const key = await generateEvidenceKey();
    const { d } = key.exportJwk();
    const shown = [
      ...[
        JSON.stringify(key),
        inspect(key, { depth: 9, showHidden: true }),
        String(key),
        JSON.stringify({ ...key }),
      ],
      ...[Object.values(key), Object.getOwnPropertyNames(key).map(String)].map((each) =>
        inspect(each, { depth: 9 }),
      ),
    ];
    for (const text of shown) expect(text).to.not.contain(d);
  });

  it("is refused with errors that show nothing of it", async () => {
    const jwk = (await generateEvidenceKey()).exportJwk();
    const { x: otherX } = (await generateEvidenceKey()).exportJwk();
    for (const wrong of [
      undefined,
      jwk.d,
      { ...jwk, d: undefined },
      { ...jwk, d: jwk.d.slice(1) },
      { ...jwk, crv: "Ed25519" },
      { ...jwk, kty: "EC" },
      { ...jwk, x: otherX },
    ]) {
      const error = await refusalOf(InvalidFieldError, () => importEvidenceKey(wrong as never));
      expect(inspect(error, { depth: 9 })).to.not.contain(jwk.d);
    }
    const forged = { ...(await generateEvidenceKey()) };
    await refusalOf(InvalidFieldError, () => unsealWith(forged));
  });
});
