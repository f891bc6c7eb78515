import { expect } from "chai";
import { READ_KINDS } from "../../../sdk/jury/index.ts";
import { layOut } from "../../../sdk/jury/sandbox/folder.ts";
import {
  describeIsolation,
  isolationOf,
  readRunner,
  runTestFile,
  testRunner,
} from "../../../sdk/jury/sandbox/index.ts";
import { permissionFlag } from "../../../sdk/jury/sandbox/isolation.ts";
import { limitsOf } from "../../../sdk/jury/sandbox/limits.ts";
import { runProgram } from "../../../sdk/jury/sandbox/run.ts";
import { clauseOf, encode, filesOf } from "./support/measuring.ts";

const SUITE = `import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { add } from "../src/add.mjs";
describe("sums", () => {
  it("adds", () => assert.equal(add(1, 2), 3));
  it("adds below zero", () => assert.equal(add(-1, -2), -3));
  it.skip("is skipped", () => {});
  it.todo("is to do");
});
`;

/** Names of the tests that pass with this code, and how the run ended. */
async function run(code: string, limits: object = {}, more: Readonly<Record<string, string>> = {}) {
  const files = filesOf({ "src/add.mjs": code, "test/add.test.mjs": SUITE, ...more });
  const found = await runTestFile({ files, file: "test/add.test.mjs", limits: { seconds: 60, ...limits } });
  return { ended: found.ended, passed: found.tests.filter(({ passed }) => passed).map(({ name }) => name) };
}

/** What a program prints. */
async function print(code: string, limits: object = {}) {
  const folder = await layOut(filesOf({ "a.mjs": code }));
  try {
    const outcome = await runProgram({
      node: [`${folder.files}/a.mjs`],
      shown: [folder.files],
      root: folder.root,
      input: new Uint8Array(),
      limits: limitsOf({ seconds: 60, ...limits }),
    });
    return { ...outcome, text: new TextDecoder().decode(outcome.stdout) };
  } finally {
    await folder.remove();
  }
}

describe("the sandbox", () => {
  it("says what holds: all by the kernel, or files by Node and no network barrier", () => {
    expect(describeIsolation({ namespaces: true, permissions: true }).holds).to.equal(true);
    for (const permissions of [true, false]) {
      const weak = describeIsolation({ namespaces: false, permissions });
      expect([weak.holds, weak.network]).to.deep.equal([false, "none"]);
      expect(weak.files).to.equal(permissions ? "node" : "none");
      expect(weak.statement).to.contain("does not isolate");
    }
  });

  it("knows the switch of each Node for its permissions", () => {
    expect(
      ["18.20.0", "20.0.0", "22.12.9", "22.13.0", "23.4.0", "23.5.0", "24.21.0", "26.0.0"].map(
        permissionFlag,
      ),
    ).to.deep.equal([
      undefined,
      "--experimental-permission",
      "--experimental-permission",
      "--permission",
      undefined,
      "--permission",
      "--permission",
      "--permission",
    ]);
  });

  it("refuses limits that are none", () => {
    for (const limits of [
      { seconds: 0 },
      { memory: 1 },
      { output: Number.NaN },
      { seconds: Number.POSITIVE_INFINITY },
    ]) {
      expect(() => limitsOf(limits)).to.throw(`limits.${Object.keys(limits)[0]}`);
    }
  });

  it("shows a program its own files and nothing else", async () => {
    const { text } =
      await print(`import fs from "node:fs"; import cp from "node:child_process"; import threads from "node:worker_threads";
      const tries = { own: () => fs.readFileSync(new URL(import.meta.url)), passwd: () => fs.readFileSync("/etc/passwd"),
        write: () => fs.writeFileSync(new URL("b", import.meta.url), ""), spawn: () => cp.spawnSync("true"), thread: () => new threads.Worker("", { eval: true }) };
      for (const [name, attempt] of Object.entries(tries)) { try { attempt(); console.log(name, "done"); } catch { console.log(name, "refused"); } }
      console.log(Object.keys(process.env).join());`);
    expect(text.trim().split("\n")).to.deep.equal([
      "own done",
      "passwd refused",
      "write refused",
      "spawn refused",
      "thread refused",
      "TZ",
    ]);
  });

  it("keeps a program from the network, where the system isolates", async () => {
    if (!isolationOf().holds) return;
    const { text } = await print(`import net from "node:net"; const socket = net.connect(9, "127.0.0.1");
      socket.on("error", ({ code }) => console.log(code)); socket.on("connect", () => console.log("open"));`);
    expect(text.trim()).to.equal("ENETUNREACH");
  });

  it("ends a program at each limit, and cuts what it printed", async () => {
    expect((await print("for (;;);", { seconds: 1 })).ended).to.equal("time");
    expect(
      (await print("const held = []; for (;;) held.push([held.length]);", { memory: 2 ** 26 })).ended,
    ).to.equal("memory");
    const flood = await print(`setInterval(() => console.log("x".repeat(1e4)), 0);`, { output: 50_000 });
    expect([flood.ended, flood.stdout.length]).to.deep.equal(["output", 50_000]);
    expect(await print("process.exit(7);")).to.include({ ended: "exit", code: 7 });
  });

  it("stops a program that its caller no longer wants", async () => {
    const folder = await layOut(filesOf({ "a.mjs": "for (;;);" }));
    const outcome = await runProgram({
      node: [`${folder.files}/a.mjs`],
      shown: [folder.files],
      root: folder.root,
      input: new Uint8Array(),
      limits: limitsOf(),
      signal: AbortSignal.abort(),
    });
    await folder.remove();
    expect(outcome.ended).to.equal("aborted");
  });

  it("lays out no path that leads elsewhere, and none that excludes another", async () => {
    for (const path of ["../a", "/a", "a/../b", "a//b", "a\\b", "c:a", "", "a\0b", "."]) {
      let refused: unknown;
      await layOut(filesOf({ [path]: "" })).catch((error: unknown) => {
        refused = error;
      });
      expect(String(refused), JSON.stringify(path)).to.contain("must be a path inside the folder");
    }
    let refused: unknown;
    await layOut(filesOf({ a: "", "a/b": "" })).catch((error: unknown) => {
      refused = error;
    });
    expect(String(refused)).to.contain("cannot lie in one folder");
  });
});

describe("a test file in the sandbox", () => {
  it("reports each test by its name, those within others from outside in", async () => {
    const { ended, passed } = await run("export const add = (a, b) => a + b;");
    expect(ended).to.equal("exit");
    expect(passed).to.deep.equal(["sums > adds", "sums > adds below zero", "sums"]);
    expect((await run("export const add = (a, b) => Math.max(a + b, 0);")).passed).to.deep.equal([
      "sums > adds",
    ]);
  });

  it("lets honest code name its errors, and inherit from what is frozen", async () => {
    const code = `import { EventEmitter } from "node:events"; class Own extends Error { constructor() { super(); this.name = "Own"; } }
      class Bus extends EventEmitter {} const bus = new Bus(); bus.emit = () => true; bus.on("x", () => {}); Bus.prototype.once = function () {};
      const plain = {}; plain.toString = () => "x"; new Own(); export const add = (a, b) => a + b;`;
    expect((await run(code)).passed).to.include("sums > adds");
  });

  it("passes nothing of code that registers the tests itself and never loads", async () => {
    const code = `import { describe, it } from "node:test"; describe("sums", () => { it("adds", () => {}); it("adds below zero", () => {}); });
      process.exitCode = 0; await new Promise(() => {}); export const add = 0;`;
    expect((await run(code)).passed).to.deep.equal([]);
  });

  it("passes nothing of code that leaves, and nothing by what it prints", async () => {
    expect(await run("process.exit(0); export const add = 0;")).to.deep.equal({
      ended: "unfinished",
      passed: [],
    });
    expect((await run('console.log("ok 1 - adds"); export const add = () => 0;')).passed).to.deep.equal([]);
  });

  it("passes nothing of code that puts its own in the place of what tests ask", async () => {
    const suite = `import test, { describe, it } from "node:test";
      import assert from "node:assert";
      import { createHash } from "node:crypto";
      import { readFile } from "node:fs/promises";
      import { add } from "../src/add.mjs";
      test("context", (t) => t.assert.equal(add(1, 2), 3));
      test("nested", async (t) => { await t.test("inner", () => assert.equal(add(1, 2), 3)); });
      test("hash", () => assert.equal(createHash("sha256").update(String(add(1, 2))).digest("hex").slice(0, 8), "4e074085"));
      test("file", async () => assert.equal(String(add(1, 2)), await readFile("test/expected.txt", "utf8")));
      test("address", () => assert.equal(new URL("http://h/" + add(1, 2)).pathname, "/3"));
      test("clock", () => assert.ok(globalThis.performance.now() === 3));
      describe("suite", () => { it("inner", () => assert.equal(add(1, 2), 3)); });`;
    const tried = [
      `assertions.register("equal", () => {});`,
      `beforeEach((t) => { t.runOnly(true); });`,
      `beforeEach((t) => { t.test = async () => {}; });`,
      `beforeEach((t) => { Object.defineProperty(t, "assert", { value: { equal() {} } }); });`,
      `beforeEach((t) => { t.assert.equal = () => {}; });`,
      `test("first", (t) => { Object.getPrototypeOf(t).test = async () => {}; });`,
      `test("second", (t) => { Object.defineProperty(Object.getPrototypeOf(t), "assert", { get: () => ({ equal() {} }) }); });`,
      `require("node:crypto").createHash = () => ({ update() { return this; }, digest: () => "4e074085" }); syncBuiltinESMExports();`,
      `require("node:fs").promises.readFile = async () => "0"; syncBuiltinESMExports();`,
      `Object.defineProperty(URL.prototype, "pathname", { get: () => "/3" });`,
      `Object.defineProperty(globalThis, "performance", { value: { now: () => 3 } });`,
      `mock.getter(globalThis, "performance", () => ({ now: () => 3 }));`,
    ];
    const code = `import test, { assert as assertions, beforeEach, mock } from "node:test";
      import { createRequire, syncBuiltinESMExports } from "node:module";
      const require = createRequire(import.meta.url);
      export const add = () => 0;
      ${tried.map((line) => `try { ${line} } catch {}`).join("\n")}`;
    const more = { "test/add.test.mjs": suite, "test/expected.txt": "3" };
    const { ended, passed } = await run(code, {}, more);
    expect(ended).to.equal("exit");
    expect(passed.filter((name) => name !== "first" && name !== "second")).to.deep.equal([]);
  });

  it("passes nothing of code that starts a run of its own, whose stream inherits what the reporter's does", async () => {
    const code = `import { run } from "node:test"; export const add = () => 0;
      const stream = Object.getPrototypeOf(run({ files: ["/none.mjs"] })); stream.fail = stream.ok;`;
    expect((await run(code)).passed).to.deep.equal([]);
  });

  it("passes nothing of code that has a name of Node's modules in the cache", async () => {
    const suite = `const test = require("node:test"); const { add } = require("../src/add.cjs"); const assert = require("assert");
      test("adds", () => assert.equal(add(1, 2), 3));`;
    const code = `exports.add = () => 0;
      const assert = { id: "assert", loaded: true, children: [], exports: { equal() {} } };
      try { require.cache.assert = assert; } catch {}
      try { require("node:module")._cache = { assert }; } catch {}`;
    const files = filesOf({ "src/add.cjs": code, "test/add.test.cjs": suite });
    const { ended, tests } = await runTestFile({ files, file: "test/add.test.cjs", limits: { seconds: 60 } });
    expect([ended, tests]).to.deep.equal(["exit", [{ name: "adds", passed: false }]]);
  });

  it("leaves honest tests what they use", async () => {
    const suite = `import test, { beforeEach } from "node:test";
      import assert from "node:assert";
      import { add } from "../src/add.mjs";
      beforeEach((t) => { t.own = 3; });
      test("own", (t) => assert.equal(t.own, add(1, 2)));
      test("planned", (t) => { t.plan(1); t.assert.equal(add(1, 2), 3); });
      test("mocked", (t) => {
        const called = t.mock.fn(add);
        assert.equal(called(1, 2) + called.mock.callCount(), 4);
        const held = { add }; t.mock.method(held, "add", () => 7); assert.equal(held.add(), 7);
      });
      test("global", async () => {
        assert.equal(new URL("http://h/?a=1").searchParams.get("a"), "1");
        assert.equal(await new Blob(["a"]).text(), "a");
        assert.equal((await crypto.subtle.digest("SHA-256", new Uint8Array(1))).byteLength, 32);
      });`;
    const { passed } = await run("export const add = (a, b) => a + b;", {}, { "test/add.test.mjs": suite });
    expect(passed).to.deep.equal(["own", "planned", "mocked", "global"]);
  });

  it("refuses paths that exclude each other", async () => {
    let refused: unknown;
    await run("", {}, { src: "" }).catch((error: unknown) => {
      refused = error;
    });
    expect(String(refused)).to.contain("cannot lie in one folder");
  });

  it("is run only where the system isolates, unless the operator says otherwise", () => {
    expect(testRunner() === undefined).to.equal(!isolationOf().holds);
    expect(testRunner({ allowWeak: true })?.isolation).to.equal(isolationOf().statement);
  });
});

describe("measures in the sandbox", () => {
  const clauses = [
    clauseOf("length", { unit: "words", least: 1, most: 9 }, "a.txt"),
    clauseOf("structure", { schema: { pattern: "^(a+)+$" } }, "b.json"),
    clauseOf("length", { unit: "bytes", least: 1, most: 9 }, "a.txt"),
  ];

  it("find the same as in the juror's own process", async () => {
    const outcomes = await readRunner()({
      clauses,
      files: filesOf({ "a.txt": "one two", "b.json": '"aaaa"' }),
      inputs: new Map(),
    });
    expect(outcomes.map((outcome) => outcome.checked && [outcome.units, outcome.lost])).to.deep.equal([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
  });

  it("lose the clause whose subject takes too long, and measure those after it", async () => {
    const endless = encode(`"${"a".repeat(60)}!"`);
    const files = new Map([...filesOf({ "a.txt": "one two" }), ["b.json", endless] as const]);
    const outcomes = await readRunner({ limits: { seconds: 5 } })({ clauses, files, inputs: new Map() });
    expect(
      outcomes.map((outcome) => outcome.checked && outcome.findings.map(({ fault }) => fault)),
    ).to.deep.equal([[], [isolationOf().holds ? "ended-by-processor" : "ended-by-time"], []]);
  });

  it("come to an end though every clause reaches a limit, and lose those that were not reached", async () => {
    const [first] = clauses;
    if (first === undefined) throw new Error("there are three");
    const run = { clauses: Array.from({ length: 6 }, () => first), files: filesOf({}), inputs: new Map() };
    // Room for the word that it began, and for no outcome.
    const outcomes = await readRunner({ limits: { output: 20 } })(run);
    const faults = outcomes.map(
      (outcome) => outcome.checked && outcome.lost === 10_000 && outcome.findings[0]?.fault,
    );
    expect(faults).to.deep.equal([...Array(4).fill("ended-by-output"), ...Array(2).fill("not-reached")]);
  });

  it("are those that every juror can read", () => {
    expect(READ_KINDS).to.not.include.members(["criterion", "test-suite"]);
  });
});
