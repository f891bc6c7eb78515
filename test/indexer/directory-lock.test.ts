import { spawn } from "node:child_process";
import { once } from "node:events";
import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { lockDirectory } from "../../indexer/settings/directory-lock.ts";
import { SettingsError } from "../../indexer/settings/settings.ts";

const MODULE = new URL("../../indexer/settings/directory-lock.ts", import.meta.url).href;

/** A process that keeps the folder until it is killed. */
async function keeper(directory: string) {
  const program = `
    const { lockDirectory } = await import(${JSON.stringify(MODULE)});
    lockDirectory(${JSON.stringify(directory)});
    process.on("SIGTERM", () => process.exit(0));
    setInterval(() => undefined, 1_000);
    console.log("kept");`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return {
    pid: child.pid,
    end: async (signal: "SIGTERM" | "SIGKILL") => {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    },
  };
}

/**
 * A process that tries to keep each of many folders as soon as a file called go is there, and says which it got. It keeps
 * them until its standard input ends.
 */
function racer(directories: readonly string[], go: string) {
  const program = `
    const { existsSync } = await import("node:fs");
    const { lockDirectory } = await import(${JSON.stringify(MODULE)});
    process.setMaxListeners(0);
    console.log("ready");
    while (!existsSync(${JSON.stringify(go)}));
    const got = ${JSON.stringify(directories)}.map((directory) => {
      try {
        lockDirectory(directory);
        return true;
      } catch (error) {
        if (error.name !== "SettingsError") throw error;
        return false;
      }
    });
    console.log(JSON.stringify(got));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "exit");
  return {
    line: async () => String((await lines.next()).value),
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

describe("the folder of PGlite", () => {
  const folder = mkdtempSync(join(tmpdir(), "quittance-lock-"));
  let next = 0;
  let directory: string;

  beforeEach(() => {
    directory = join(folder, "deep", `pglite-${next++}`);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is kept by one process at a time, which the refusal names with the setting and the remedy", async () => {
    const first = await keeper(directory);
    expect(() => lockDirectory(directory))
      .to.throw(SettingsError)
      .with.property("message")
      .that.includes(`QUITTANCE_PGLITE_DIRECTORY: another indexer (process ${first.pid})`)
      .and.includes(`delete ${directory}.lock`);
    expect(readFileSync(`${directory}.lock`, "utf8")).to.equal(`${first.pid}`);
    await first.end("SIGTERM");
    expect(existsSync(`${directory}.lock`)).to.equal(false);
  });

  it("is free again after its process was killed, and may be locked twice by one process", async () => {
    const first = await keeper(directory);
    await first.end("SIGKILL");
    expect(existsSync(`${directory}.lock`)).to.equal(true);
    lockDirectory(directory);
    lockDirectory(directory);
    expect(readFileSync(`${directory}.lock`, "utf8")).to.equal(`${process.pid}`);
  });

  it("is free when the lock says nothing sensible", () => {
    for (const text of ["", "me", "-1", "0", "1e99"]) {
      const place = `${directory}-${text}`;
      lockDirectory(place);
      writeFileSync(`${place}.lock`, text);
      lockDirectory(place);
      expect(readFileSync(`${place}.lock`, "utf8")).to.equal(`${process.pid}`);
    }
  });

  it("is refused when its lock is no plain file, with what to delete", () => {
    mkdirSync(join(folder, "deep"), { recursive: true });
    for (const name of [".lock", ".lock.turn"]) {
      for (const make of [(file: string) => symlinkSync(join(folder, "nowhere"), file), mkdirSync]) {
        const place = `${directory}${name}-${make.name}`;
        if (name !== ".lock") writeFileSync(`${place}.lock`, "");
        make(`${place}${name}`);
        expect(() => lockDirectory(place)).to.throw(
          SettingsError,
          `QUITTANCE_PGLITE_DIRECTORY: the lock ${place}${name} is no plain file. Delete it`,
        );
        rmSync(`${place}${name}`, { recursive: true });
        lockDirectory(place);
      }
    }
  });

  /** Links files by another function than that of the system while some work runs. */
  function linkingBy(link: () => void, work: () => void) {
    const { linkSync } = fs;
    fs.linkSync = link;
    syncBuiltinESMExports();
    try {
      work();
    } finally {
      fs.linkSync = linkSync;
      syncBuiltinESMExports();
    }
  }

  for (const code of ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]) {
    it(`is refused with a remedy on a file system without hard links, which answers ${code}`, () => {
      const fail = () => {
        throw Object.assign(new Error(`${code}: link`), { code });
      };
      linkingBy(fail, () =>
        expect(() => lockDirectory(directory))
          .to.throw(SettingsError)
          .with.property("message")
          .that.includes(
            `QUITTANCE_PGLITE_DIRECTORY: the file system of ${directory}.lock has no hard links (${code})`,
          )
          .and.includes("Name a folder on another file system, or set DATABASE_URL"),
      );
      expect(readdirSync(join(folder, "deep")).filter((name) => name.startsWith(basename(directory)))).to.be
        .empty;
    });
  }

  it("is refused when its lock is there and gone again each time it is looked at", () => {
    let tries = 0;
    const fail = () => {
      tries += 1;
      if (tries > 10_000) throw new Error("tried more than 10,000 times");
      throw Object.assign(new Error("EEXIST: link"), { code: "EEXIST" });
    };
    linkingBy(fail, () =>
      expect(() => lockDirectory(directory)).to.throw(SettingsError, "Start again later."),
    );
  });

  it("is kept by exactly one of several processes that take it, or take it over, at once", async () => {
    const ended = await keeper(directory);
    await ended.end("SIGKILL");
    const locks = ["", `${ended.pid}`, undefined];
    const directories = Array.from({ length: 90 }, (_, index) => `${directory}-race-${index}`);
    directories.forEach((each, index) => {
      const text = locks[index % locks.length];
      if (text !== undefined) writeFileSync(`${each}.lock`, text);
    });
    const go = join(folder, "go");
    const racers = Array.from({ length: 6 }, () => racer(directories, go));
    for (const each of racers) expect(await each.line()).to.equal("ready");
    writeFileSync(go, "");
    const got = await Promise.all(racers.map(async (each) => JSON.parse(await each.line()) as boolean[]));
    for (const [index, each] of directories.entries()) {
      expect(got.filter((wins) => wins[index]).length, each).to.equal(1);
    }
    await Promise.all(racers.map((each) => each.end()));
    expect(readdirSync(join(folder, "deep")).filter((name) => name.includes("-race-"))).to.deep.equal([]);
  });
});
