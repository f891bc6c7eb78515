import { fork } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { generateEvidenceKey } from "../../../sdk/evidence/private/index.ts";
import { InvalidFieldError } from "../../../sdk/index.ts";
import { folderEvidenceStore, readEvidenceKey, writeEvidenceKey } from "../../../sdk/node.ts";
import { refusalOf } from "../support/refusal.ts";
import { bytesOf, DEAL, reasonOf, textOf } from "./support.ts";

describe("a folder of evidence", () => {
  let root: string;
  let folder: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "evidence-"));
    folder = join(root, "store");
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("keeps bytes under their hash, once, for its owner alone", async () => {
    const store = folderEvidenceStore({ folder });
    const { uri, sha256, size } = await store.put(bytesOf("42"));
    expect({ uri, size }).to.deep.equal({ uri: `sha256:${sha256.slice(2)}`, size: 2 });
    await store.put(bytesOf("42"));
    expect(await readdir(folder)).to.deep.equal([sha256.slice(2)]);
    expect(textOf(await store.read({ uri, maxBytes: 2 }))).to.equal("42");
    expect(textOf(await store.read({ uri: "ipfs://elsewhere", sha256, maxBytes: 2 }))).to.equal("42");
    expect(((await stat(join(folder, sha256.slice(2)))).mode & 0o077) === 0).to.equal(
      process.platform !== "win32",
    );
    expect([await store.has(sha256), await store.delete(sha256), await store.has(sha256)]).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect(await store.delete(sha256)).to.equal(false);
    expect(await reasonOf(() => store.read({ uri, maxBytes: 2 }))).to.equal("not-found");
    const empty = await store.put(new Uint8Array());
    expect((await store.read({ uri: empty.uri, maxBytes: 0 })).length).to.equal(0);
  });

  it("has URIs under which a web server serves it", async () => {
    const store = folderEvidenceStore({ folder, publicUrl: "https://seller.example/evidence/" });
    const { uri, sha256 } = await store.put(bytesOf("42"));
    expect(uri).to.equal(`https://seller.example/evidence/${sha256.slice(2)}`);
    expect((await store.read({ uri, maxBytes: 2 })).length).to.equal(2);
    for (const publicUrl of ["https://seller.example/evidence", "evidence/", "file:///etc/"]) {
      await refusalOf(InvalidFieldError, () => folderEvidenceStore({ folder, publicUrl }));
    }
  });

  it("finds what was damaged, stops at the limit, and mends it when it is put again", async () => {
    const store = folderEvidenceStore({ folder });
    const { uri, sha256 } = await store.put(bytesOf("42"));
    await writeFile(join(folder, sha256.slice(2)), "43");
    expect(await reasonOf(() => store.read({ uri, maxBytes: 2 }))).to.equal("mismatch");
    await writeFile(join(folder, sha256.slice(2)), "4".repeat(1_000));
    expect(await reasonOf(() => store.read({ uri, maxBytes: 999 }))).to.equal("too-large");
    await store.put(bytesOf("42"));
    expect(textOf(await store.read({ uri, maxBytes: 2 }))).to.equal("42");
  });

  it("opens nothing but its own files, whatever it is asked for", async () => {
    const store = folderEvidenceStore({ folder });
    const { sha256 } = await store.put(bytesOf("42"));
    await writeFile(join(root, "secret"), "secret");
    const name = "ab".repeat(32);
    await symlink(join(root, "secret"), join(folder, name));
    await mkdir(join(folder, "cd".repeat(32)));
    for (const uri of [
      `sha256:${name}`,
      `sha256:${"cd".repeat(32)}`,
      "sha256:../secret",
      "../secret",
      "https://x/../secret",
      `${sha256}`,
    ]) {
      expect(await reasonOf(() => store.read({ uri, maxBytes: 99 })), uri).to.equal("not-found");
    }
    for (const wrong of ["../secret", "0x", `0x${"AB".repeat(32)}`, undefined, 7]) {
      const ask = { uri: "sha256:x", sha256: wrong, maxBytes: 99 };
      if (wrong !== undefined) await refusalOf(InvalidFieldError, () => store.read(ask as never));
      await refusalOf(InvalidFieldError, () => store.has(wrong as never));
      await refusalOf(InvalidFieldError, () => store.delete(wrong as never));
    }
    for (const maxBytes of [-1, 1.5, Number.NaN]) {
      await refusalOf(InvalidFieldError, () => store.read({ uri: "sha256:x", maxBytes }));
    }
    const ended = { uri: `sha256:${sha256.slice(2)}`, maxBytes: 9, signal: AbortSignal.abort() };
    expect(await reasonOf(() => store.read(ended))).to.equal("aborted");
  });

  it("drops what a crash left half written, once it is old", async () => {
    await mkdir(folder);
    const [old, young] = [join(folder, ".unfinished-old"), join(folder, ".unfinished-young")];
    await writeFile(old, "half");
    await writeFile(young, "half");
    await utimes(old, 1, 1);
    const { sha256 } = await folderEvidenceStore({ folder }).put(bytesOf("42"));
    expect(await readdir(folder)).to.have.members([".unfinished-young", sha256.slice(2)]);
  });

  it("is used by several processes at once, and every file in it is whole", async () => {
    const children = Array.from({ length: 3 }, () =>
      fork(new URL("./folder-writer.ts", import.meta.url), [folder], {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
    expect(codes).to.deep.equal([0, 0, 0]);
    const names = await readdir(folder);
    expect(names).to.have.length(20);
    const store = folderEvidenceStore({ folder });
    for (const name of names) await store.read({ uri: `sha256:${name}`, maxBytes: 1_000_000 });
  });

  it("is killed while it writes, and has whole files alone", async () => {
    const child = fork(new URL("./folder-writer.ts", import.meta.url), [folder, "forever"], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    await once(child, "message");
    child.kill("SIGKILL");
    await once(child, "exit");
    const names = (await readdir(folder)).filter((name) => !name.startsWith("."));
    expect(names.length).to.be.above(0);
    const store = folderEvidenceStore({ folder });
    for (const name of names) await store.read({ uri: `sha256:${name}`, maxBytes: 1_000_000 });
  });

  it("refuses a folder that is no path, and fields that it does not know", async () => {
    for (const options of [{ folder: "" }, { folder: "a\0b" }, { folder: 7 }, { folder, root }]) {
      await refusalOf(InvalidFieldError, () => folderEvidenceStore(options as never));
    }
  });
});

describe("the file of an evidence key", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "key-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("is its owner's alone, and never written over", async () => {
    const path = join(root, "key.json");
    const key = (await generateEvidenceKey()).exportJwk();
    await writeEvidenceKey({ path, key });
    expect(await readEvidenceKey({ path })).to.deep.equal(key);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).to.equal(0o600);
    const other = (await generateEvidenceKey()).exportJwk();
    const error = await refusalOf(InvalidFieldError, () => writeEvidenceKey({ path, key: other }));
    expect(inspect(error)).to.not.contain(other.d);
    expect(await readEvidenceKey({ path })).to.deep.equal(key);
    expect(await readdir(root)).to.deep.equal(["key.json"]);
  });

  it("is refused when others may read it, when it is a link, or when it holds no key", async () => {
    const path = join(root, "key.json");
    const key = (await generateEvidenceKey()).exportJwk();
    await writeEvidenceKey({ path, key });
    await symlink(path, join(root, "link.json"));
    await refusalOf(InvalidFieldError, () => readEvidenceKey({ path: join(root, "link.json") }));
    await refusalOf(InvalidFieldError, () => readEvidenceKey({ path: join(root, "none.json") }));
    if (process.platform !== "win32") {
      await chmod(path, 0o640);
      const error = await refusalOf(InvalidFieldError, () => readEvidenceKey({ path }));
      expect(inspect(error)).to.not.contain(key.d);
      await chmod(path, 0o600);
    }
    for (const text of [
      "",
      "{}",
      (await readFile(path, "utf8")).replace("X25519", "Ed25519"),
      `"${"x".repeat(2_000)}"`,
      "null",
    ]) {
      await writeFile(path, text);
      const error = await refusalOf(InvalidFieldError, () => readEvidenceKey({ path }));
      expect(inspect(error)).to.not.contain(key.d);
    }
    await refusalOf(InvalidFieldError, () =>
      writeEvidenceKey({ path: join(root, "x"), key: { ...key, d: DEAL } }),
    );
  });
});
