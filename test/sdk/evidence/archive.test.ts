import { expect } from "chai";
import fc from "fast-check";
import { strToU8, unzipSync, zipSync } from "fflate";
import { readArchive } from "../../../sdk/evidence/archive/index.ts";
import { ArchiveRefusedError, type ArchiveRefusedReason } from "../../../sdk/index.ts";
import { errorOf, refusalOf } from "../support/refusal.ts";
import { bytesOf, textOf } from "./support.ts";

const END = 22;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const directoryOf = (zip: Uint8Array) => view(zip).getUint32(zip.length - END + 16, true);

/** The same archive with some of its bytes changed. */
function changed(
  zip: Uint8Array,
  change: (at: DataView, directory: number, copy: Uint8Array) => void,
): Uint8Array {
  const copy = Uint8Array.from(zip);
  change(view(copy), directoryOf(copy), copy);
  return copy;
}

/** Replaces a name, everywhere, by one of the same length. */
function renamed(zip: Uint8Array, from: string, to: string): Uint8Array {
  const latin = Buffer.from(zip).toString("latin1").replaceAll(from, to);
  return Uint8Array.from(Buffer.from(latin, "latin1"));
}

async function reasonOf(archive: Uint8Array, limits = {}): Promise<ArchiveRefusedReason> {
  return (await refusalOf(ArchiveRefusedError, () => readArchive({ archive, limits }))).reason;
}

const plain = () => zipSync({ a: { "1.txt": strToU8("one") }, "b.txt": [strToU8("two"), { level: 0 }] });

describe("an archive", () => {
  it("unpacks to its files, packed or stored, with folders, comments and data descriptors", () => {
    const files = readArchive({ archive: plain() });
    expect([...files].map(([path, bytes]) => [path, textOf(bytes)])).to.deep.equal([
      ["a/1.txt", "one"],
      ["b.txt", "two"],
    ]);
    const commented = zipSync({ "a.txt": strToU8("x") }, { comment: "made by a tool" });
    const withEnd = Uint8Array.from([...commented, ...strToU8("0123456789")]);
    view(withEnd).setUint16(commented.length - 2, 10, true);
    expect(readArchive({ archive: withEnd }).size).to.equal(1);
    expect(readArchive({ archive: zipSync({}) }).size).to.equal(0);
  });

  it("unpacks to what was packed, whatever that is", () => {
    const content = fc.uint8Array({ maxLength: 3_000 });
    const property = fc.property(
      fc.array(content, { maxLength: 6 }),
      fc.constantFrom(0, 6, 9),
      (contents, level) => {
        const named = Object.fromEntries(
          contents.map((bytes, index) => [`f/${index}.bin`, Uint8Array.of(0, ...bytes)]),
        );
        const archive = zipSync(named, { level: level as 0 });
        expect(Object.fromEntries(readArchive({ archive }))).to.deep.equal(unzipSync(archive));
      },
    );
    fc.assert(property, { seed: 3, numRuns: 40 });
  });

  it("is refused when a path leads out of the folder, in either header's words", async () => {
    for (const path of [
      "../x.txt",
      "/etc/a.txt",
      "..\\x.txt",
      "C:/x.txt",
      "a/../../b",
      "con.txt",
      "a\u202eb",
      "a//b",
    ]) {
      expect(await reasonOf(zipSync({ [path]: strToU8("x") })), path).to.equal("path");
    }
    const zip = zipSync({ "aa/x.txt": strToU8("x") });
    const local = changed(zip, (_, directory, copy) =>
      copy.subarray(0, directory).set(strToU8("../x.txt"), 30),
    );
    expect(await reasonOf(local)).to.equal("malformed");
  });

  it("is refused with links, devices, and folders that are files", async () => {
    for (const mode of [0o120777, 0o020666, 0o060666, 0o010644, 0o140755, 0o040755]) {
      const zip = zipSync({ "a.txt": [strToU8("/etc/passwd"), { os: 3, attrs: mode << 16 }] });
      expect(await reasonOf(zip), mode.toString(8)).to.equal("no-file");
    }
    const file = zipSync({ "a.txt": [strToU8("x"), { os: 3, attrs: 0o100644 << 16 }] });
    expect(readArchive({ archive: file }).size).to.equal(1);
  });

  it("is refused with two entries of one name, also where capitals do not count", async () => {
    const two = zipSync({ "a.txt": strToU8("good"), "b.txt": strToU8("evil") });
    expect(await reasonOf(renamed(two, "b.txt", "a.txt"))).to.equal("overlap");
    expect(await reasonOf(zipSync({ "a.txt": strToU8("good"), "A.TXT": strToU8("evil") }))).to.equal(
      "overlap",
    );
    expect(await reasonOf(zipSync({ a: strToU8("x"), "a/b": strToU8("y") }))).to.equal("overlap");
  });

  it("is refused with entries that share bytes, and with bytes of none", async () => {
    const zip = zipSync({ "a.txt": strToU8("same"), "b.txt": strToU8("same") }, { level: 0 });
    const shared = changed(zip, (at, directory) => {
      const second = directory + 46 + 5;
      at.setUint32(second + 42, at.getUint32(directory + 42, true), true);
    });
    expect(await reasonOf(shared)).to.equal("overlap");
    const long = changed(zip, (at, directory) => at.setUint32(directory + 20, 400, true));
    expect(await reasonOf(long)).to.equal("overlap");
    const hidden = Uint8Array.from([...strToU8("#!/bin/sh\n"), ...zip]);
    expect(await reasonOf(hidden)).to.equal("malformed");
  });

  it("is refused when it is a bomb: by its sizes, by its ratio, by what it really unpacks to", async () => {
    const zeros = zipSync({ "a.txt": new Uint8Array(3_000_000) }, { level: 9 });
    expect(zeros.length).to.be.below(10_000);
    expect(await reasonOf(zeros)).to.equal("ratio");
    expect(await reasonOf(zeros, { maxRatio: 1_100, maxBytes: 2_999_999 })).to.equal("too-large");
    expect(readArchive({ archive: zeros, limits: { maxRatio: 1_100, maxBytes: 3_000_000 } }).size).to.equal(
      1,
    );
    const lying = changed(zeros, (at, directory) => {
      at.setUint32(directory + 24, 100, true);
      at.setUint32(22, 100, true);
    });
    expect(await reasonOf(lying)).to.equal("too-large");
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`${index}.txt`, strToU8("x")]));
    expect(await reasonOf(zipSync(many), { maxEntries: 10 })).to.equal("entries");
    expect(readArchive({ archive: zipSync(many), limits: { maxEntries: 11 } }).size).to.equal(11);
  });

  it("is refused with an archive in it, by its ending or by how it begins", async () => {
    const inner = zipSync({ "x.txt": strToU8("x") });
    expect(await reasonOf(zipSync({ "inner.zip": inner }))).to.equal("nested");
    expect(await reasonOf(zipSync({ "picture.png": inner }))).to.equal("nested");
    expect(await reasonOf(zipSync({ "a.tar.gz": strToU8("no archive") }))).to.equal("nested");
    expect(await reasonOf(zipSync({ "a.txt": Uint8Array.of(0x1f, 0x8b, 8) }))).to.equal("nested");
    const tar = new Uint8Array(512);
    tar.set(bytesOf("ustar"), 257);
    expect(await reasonOf(zipSync({ "a.txt": tar }))).to.equal("nested");
  });

  it("is refused when it is encrypted, ZIP64, split, packed otherwise, or has second names", async () => {
    const zip = plain();
    const flag = (value: number) => changed(zip, (at, directory) => at.setUint16(directory + 8, value, true));
    expect(await reasonOf(flag(1))).to.equal("encrypted");
    expect(await reasonOf(changed(zip, (at, directory) => at.setUint16(directory + 10, 14, true)))).to.equal(
      "method",
    );
    expect(
      await reasonOf(changed(zip, (at, directory) => at.setUint32(directory + 42, 0xffffffff, true))),
    ).to.equal("malformed");
    expect(await reasonOf(changed(zip, (at) => at.setUint16(zip.length - END + 4, 1, true)))).to.equal(
      "malformed",
    );
    const extra = zipSync({ "a.txt": [strToU8("x"), { extra: { 28789: strToU8("\u0001....b.txt") } }] });
    expect(await reasonOf(extra)).to.equal("malformed");
    expect(await reasonOf(renamed(zip, "b.txt", "\xe9.txt"))).to.equal("malformed");
  });

  it("is refused when its checksum, size or end is another", async () => {
    const zip = zipSync({ "a.txt": strToU8("one") });
    expect(await reasonOf(changed(zip, (at, directory) => at.setUint32(directory + 16, 7, true)))).to.equal(
      "checksum",
    );
    expect(await reasonOf(changed(zip, (at, directory) => at.setUint32(directory + 24, 2, true)))).to.equal(
      "too-large",
    );
    expect(await reasonOf(changed(zip, (at, directory) => at.setUint32(directory + 24, 4, true)))).to.equal(
      "checksum",
    );
    expect(await reasonOf(zip.subarray(0, -1))).to.equal("malformed");
    expect(await reasonOf(Uint8Array.from([...zip, 0]))).to.equal("malformed");
    expect(await reasonOf(Uint8Array.from([...zip, ...zip]))).to.equal("malformed");
    expect(await reasonOf(strToU8("no archive at all, but long enough"))).to.equal("malformed");
    expect(await reasonOf(new Uint8Array())).to.equal("malformed");
  });

  it("is refused with this class of error alone, whatever byte is changed", async () => {
    const zip = plain();
    const change = fc.tuple(fc.nat(zip.length - 1), fc.nat(255));
    const property = fc.asyncProperty(change, async ([at, value]) => {
      const damaged = changed(zip, (_, __, copy) => copy.fill(value, at, at + 1));
      try {
        readArchive({ archive: damaged });
      } catch (error) {
        expect(error).to.be.instanceOf(ArchiveRefusedError);
      }
    });
    await fc.assert(property, { seed: 5, numRuns: 400 });
    expect(view(zip).getUint32(0, true)).to.equal(LOCAL);
    expect(view(zip).getUint32(directoryOf(zip), true)).to.equal(CENTRAL);
    expect(await errorOf(() => readArchive({ archive: "zip" as never }))).to.have.property(
      "name",
      "InvalidFieldError",
    );
  });
});
