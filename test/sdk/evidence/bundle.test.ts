import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import fc from "fast-check";
import { keccak256 } from "viem";
import {
  checkEvidenceRules,
  createBundle,
  type EvidenceManifest,
  encodeManifest,
  hashManifest,
  openBundle,
  proveEvidenceFile,
  readManifest,
  verifyEvidenceFile,
} from "../../../sdk/evidence/index.ts";
import { EvidenceUnavailableError, InvalidFieldError } from "../../../sdk/index.ts";
import { refusalOf } from "../support/refusal.ts";
import {
  bundleOf,
  bytesOf,
  DEAL,
  FILES,
  PACT,
  PRIVATE_RULES,
  RULES,
  reasonOf,
  SUBJECT,
  textOf,
} from "./support.ts";

const json = (manifest: EvidenceManifest) => JSON.parse(textOf(encodeManifest(manifest)));

describe("a bundle of evidence", () => {
  it("lists its files by path, with sizes, hashes and media types, and is named by its manifest", async () => {
    const { manifest, hash, files } = await bundleOf();
    expect(manifest.files.map(({ path, size, mediaType }) => [path, size, mediaType])).to.deep.equal([
      ["answers/1.json", 13, "application/json"],
      ["empty.txt", 0, "text/plain"],
      ["report.md", 9, "text/markdown"],
    ]);
    expect(manifest).to.include({ format: "quittance/evidence/1", deal: DEAL, milestone: 2, pact: PACT });
    expect(manifest).to.not.have.any.keys("salt", "note");
    expect(hash)
      .to.equal(keccak256(encodeManifest(manifest)))
      .and.to.equal(hashManifest(manifest));
    expect([...files.keys()]).to.have.members([...FILES.keys()]);
  });

  it("is the same whatever the order of its files, and another one for another deal", async () => {
    const reversed = new Map([...FILES].reverse());
    expect((await bundleOf(reversed)).hash).to.equal((await bundleOf()).hash);
    const other = await createBundle({ ...SUBJECT, milestone: 3, files: FILES });
    expect(other.hash).to.not.equal((await bundleOf()).hash);
  });

  it("has OpenZeppelin's Merkle root and proofs", async () => {
    const { manifest } = await bundleOf();
    const tree = StandardMerkleTree.of(
      manifest.files.map(({ path, sha256 }) => [path, sha256]),
      ["string", "bytes32"],
    );
    expect(manifest.root).to.equal(tree.root);
    for (const [index, [path = ""]] of tree.entries()) {
      expect(proveEvidenceFile({ manifest, path }).siblings).to.deep.equal(tree.getProof(index));
    }
  });

  it("proves each file alone, and nothing else", async () => {
    const { manifest, files } = await bundleOf();
    const { root } = manifest;
    for (const [path, bytes] of files) {
      const proof = proveEvidenceFile({ manifest, path });
      expect(await verifyEvidenceFile({ proof, root, bytes })).to.equal(true);
      expect(await verifyEvidenceFile({ proof, root, bytes: bytesOf("forged") })).to.equal(false);
      expect(await verifyEvidenceFile({ proof: { ...proof, path: "other.md" }, root, bytes })).to.equal(
        false,
      );
      expect(await verifyEvidenceFile({ proof, root: DEAL, bytes })).to.equal(false);
      const longer = { ...proof, siblings: [...proof.siblings, root] };
      expect(await verifyEvidenceFile({ proof: longer, root, bytes })).to.equal(false);
      const endless = { ...proof, siblings: Array(1_000).fill(root) };
      expect(await verifyEvidenceFile({ proof: endless, root, bytes })).to.equal(false);
    }
    await refusalOf(InvalidFieldError, () => proveEvidenceFile({ manifest, path: "missing" }));
  });

  it("is opened when every byte is right, and refused when any one is not", async () => {
    const { manifest, hash, files } = await bundleOf();
    const opened = await openBundle({ manifest, evidence: hash, files });
    expect(opened).to.deep.equal({ manifest, hash, files: new Map(opened.files) });
    const bit = fc.tuple(fc.constantFrom("answers/1.json", "report.md"), fc.nat(8), fc.nat(7));
    const property = fc.asyncProperty(bit, async ([path, at, shift]) => {
      const damaged = Uint8Array.from(files.get(path) ?? []);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << shift);
      const changed = new Map([...files, [path, damaged]]);
      expect(await reasonOf(() => openBundle({ manifest, evidence: hash, files: changed }))).to.equal(
        "mismatch",
      );
    });
    await fc.assert(property, { seed: 7, numRuns: 60 });
    const { "report.md": _, ...few } = Object.fromEntries(files);
    for (const wrong of [
      new Map(Object.entries(few)),
      new Map([...files, ["more.txt", bytesOf("x")]]),
      new Map([...files, ["report.md", bytesOf("# Report")]]),
    ]) {
      expect(await reasonOf(() => openBundle({ manifest, evidence: hash, files: wrong }))).to.equal(
        "mismatch",
      );
    }
    expect(await reasonOf(() => openBundle({ manifest, evidence: DEAL, files }))).to.equal("mismatch");
  });

  it("gets a random salt where the pact is private, and refuses private evidence without one", async () => {
    const [one, other] = [await bundleOf(FILES, PRIVATE_RULES), await bundleOf(FILES, PRIVATE_RULES)];
    expect(one.manifest.salt).to.match(/^0x[0-9a-f]{64}$/);
    expect(one.hash).to.not.equal(other.hash);
    const { manifest } = await bundleOf();
    expect(await reasonOf(() => checkEvidenceRules({ manifest, rules: PRIVATE_RULES }))).to.equal(
      "against-the-pact",
    );
  });

  it("keeps to the pact's number, size and media types, at each bound", async () => {
    const bytes = 22;
    const fits = { ...RULES, maxFiles: 3, maxBytes: bytes };
    await bundleOf(FILES, fits);
    for (const rules of [
      { ...fits, maxFiles: 2 },
      { ...fits, maxBytes: bytes - 1 },
      { ...fits, mediaTypes: ["text/*"] },
      { ...fits, mediaTypes: ["application/json", "text/plain"] },
    ]) {
      const refused = await refusalOf(EvidenceUnavailableError, () => bundleOf(FILES, rules));
      expect(refused.reason).to.equal("against-the-pact");
      expect(refused.message).to.include("Change the files before you sign the delivery");
    }
    await bundleOf(FILES, { ...fits, mediaTypes: ["*/*"] });
    const missing = await refusalOf(InvalidFieldError, () =>
      bundleOf(FILES, { ...RULES, required: ["data.csv"] }),
    );
    expect(missing.message).to.contain("data.csv");
  });

  it("refuses drafts that say something else than bytes by paths", async () => {
    for (const draft of [
      { files: new Map() },
      { files: { "a.txt": bytesOf("x") } },
      { files: new Map([["a.txt", "x"]]) },
      { files: FILES, mediaTypes: { "report.md": "Text/HTML" } },
      { files: FILES, mediaTypes: { "report.txt": "text/plain" } },
      { files: FILES, note: "x".repeat(1_025) },
      { files: FILES, milestone: 256 },
      { files: FILES, salt: "0x11" },
      { files: FILES, rulez: RULES },
    ]) {
      await refusalOf(InvalidFieldError, () => createBundle({ ...SUBJECT, ...draft } as never));
    }
  });
});

describe("a stranger's manifest", () => {
  const malformed: Readonly<Record<string, (manifest: ReturnType<typeof json>) => void>> = {
    "an unknown field": (manifest) => Object.assign(manifest, { juror: "pay all" }),
    "another format": (manifest) => Object.assign(manifest, { format: "quittance/evidence/2" }),
    "another root": (manifest) => Object.assign(manifest, { root: DEAL }),
    "no files": (manifest) => Object.assign(manifest, { files: [] }),
    "files out of order": (manifest) => manifest.files.reverse(),
    "a file twice": (manifest) => manifest.files.splice(1, 0, manifest.files[0]),
    "a path that leads out": (manifest) => Object.assign(manifest.files[0], { path: "../x" }),
    "a size below zero": (manifest) => Object.assign(manifest.files[0], { size: -1 }),
    "a size that is no whole number": (manifest) => Object.assign(manifest.files[0], { size: 1.5 }),
    "a size beyond all bounds": (manifest) => Object.assign(manifest.files[0], { size: 2 ** 40 }),
    "hashes in capitals": (manifest) => Object.assign(manifest, { deal: `0x${"AB".repeat(32)}` }),
    "a media type with parameters": (manifest) =>
      Object.assign(manifest.files[0], { mediaType: "text/plain; charset=utf-8" }),
  };
  for (const [what, change] of Object.entries(malformed)) {
    it(`is refused with ${what}`, async () => {
      const manifest = json((await bundleOf()).manifest);
      change(manifest);
      const sorted = JSON.stringify(
        manifest,
        Object.keys(manifest).sort().concat("path", "size", "sha256", "mediaType").sort(),
      );
      expect(await reasonOf(() => readManifest({ manifest: sorted }))).to.equal("malformed");
    });
  }

  it("is refused unless it is canonical, as other readers would hash other bytes", async () => {
    const { manifest } = await bundleOf();
    const text = textOf(encodeManifest(manifest));
    expect(readManifest({ manifest: text })).to.deep.equal(manifest);
    const twice = text.replace("{", `{"deal":"${PACT}",`);
    for (const other of [
      ` ${text}`,
      `${text}\n`,
      `\ufeff${text}`,
      twice,
      text.slice(0, -1),
      JSON.stringify(JSON.parse(text), null, 1),
    ]) {
      expect(await reasonOf(() => readManifest({ manifest: other })), other.slice(0, 30)).to.equal(
        "malformed",
      );
      expect(await reasonOf(() => readManifest({ manifest: bytesOf(other) }))).to.equal("malformed");
    }
    expect(await reasonOf(() => readManifest({ manifest: Uint8Array.of(0xff, 0xfe) }))).to.equal("malformed");
    expect(await reasonOf(() => readManifest({ manifest: "[".repeat(100_000) }))).to.equal("malformed");
    expect(await reasonOf(() => readManifest({ manifest: "x".repeat(5_000_000) }))).to.equal("too-large");
  });

  it("is shown in no error as anything but escaped text of one line", async () => {
    const manifest = json((await bundleOf()).manifest);
    manifest.note = "\u001b[2J\u202e";
    manifest.files[0].path = "\u001b[2Jx";
    const error = await refusalOf(EvidenceUnavailableError, () =>
      readManifest({ manifest: JSON.stringify(manifest) }),
    );
    expect(error.message).to.not.contain("\u001b").and.to.not.contain("\u202e");
  });
});
