/**
 * Runs one test file inside the sandbox. Code under test shares a process with the tests, so before any of it is loaded:
 *
 * - the runner and a first test have started, so that the reporter below is the one in use;
 * - `node:assert`, `node:test` and the other modules of Node are frozen, and what the global object and the contexts of tests
 *   have (Node freezes the language's objects: `--frozen-intrinsics`), and functions are closed that lead to the runner's own
 *   objects, to the loading of modules, or to other assertions;
 * - the names of Node's modules were taken in the cache of `require`, which is asked before they are;
 * - the word that opens the report was read from the standard input, and is held by functions that give it to no one.
 *
 * Afterwards, tests that must fail are run, to see whether failures are still reported.
 */
export const HARNESS = `
import module, { builtinModules, createRequire, syncBuiltinESMExports } from "node:module";
import { readFileSync } from "node:fs";
import assert from "node:assert";
import test, { beforeEach, describe } from "node:test";
import { pathToFileURL } from "node:url";
import { arm } from "./reporter.mjs";

const { word, folder, file } = JSON.parse(readFileSync(0, "utf8"));
const finish = arm(word);
const require = createRequire(import.meta.url);
const refuse = (name) => () => { throw new Error(name + " is closed in the sandbox"); };
const close = (owner, names) => {
  for (const name of names) {
    if (owner !== undefined && name in owner) Object.defineProperty(owner, name, { value: refuse(name) });
  }
};
const closed = {
  async_hooks: ["executionAsyncResource", "createHook"],
  module: ["register", "registerHooks", "runMain", "enableCompileCache"],
  v8: ["getHeapSnapshot", "writeHeapSnapshot", "queryObjects", "setFlagsFromString", "promiseHooks", "startupSnapshot"],
  vm: ["measureMemory"],
};
/** How deep each object was frozen. */
const frozen = new Map();
// What inherits from a prototype may still have a function of its own by assignment.
const fix = (owner, name, held) => {
  Reflect.defineProperty(owner, name, {
    get() { return held.value; },
    set(value) {
      if (this === owner) throw new TypeError(String(name) + " is fixed in the sandbox");
      Reflect.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
    enumerable: held.enumerable,
    configurable: false,
  });
};
/** A property that is loaded when it is first read becomes another one by that. */
const settled = (owner, name) => {
  try {
    void owner[name];
  } catch {
    // It belongs to those that inherit it.
  }
  return Reflect.getOwnPropertyDescriptor(owner, name);
};
const freeze = (value, depth, isPrototype) => {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || frozen.get(value) >= depth) return;
  if (value === process || value === globalThis || ArrayBuffer.isView(value)) return;
  frozen.set(value, depth);
  for (const name of Reflect.ownKeys(value)) {
    const held = settled(value, name);
    if (!("value" in held)) {
      if (held.configurable) Reflect.defineProperty(value, name, { configurable: false });
      continue;
    }
    if (depth > 0) freeze(held.value, depth - 1, name === "prototype");
    if (!held.configurable || typeof held.value !== "function") continue;
    if (isPrototype) fix(value, name, held);
    else Reflect.defineProperty(value, name, { ...held, writable: false, configurable: false });
  }
};
// Loading these changes how the process works, or is refused.
const unloaded = /^_|^(cluster|domain|inspector|repl|sea|sqlite|trace_events|wasi)|^(constants|punycode|sys|worker_threads)$/;
const names = new Set([...builtinModules.map((name) => name.replace("node:", "")), "test"]);
const modules = [...names].filter((name) => !unloaded.test(name)).map((name) => [name, require("node:" + name)]);
const { assert: assertions, snapshot } = require("node:test");
close(assertions, ["register"]);
close(snapshot, ["setDefaultSnapshotSerializers", "setResolveSnapshotPath"]);
for (const [name, exported] of modules) close(exported, closed[name] ?? []);
for (const [, exported] of modules) freeze(exported, 2, false);
syncBuiltinESMExports();
close(process, ["binding", "_linkedBinding", "dlopen", "setUncaughtExceptionCaptureCallback"]);
for (const name of Reflect.ownKeys(process)) {
  const held = Reflect.getOwnPropertyDescriptor(process, name);
  if (held.configurable && typeof held.value === "function") {
    Object.defineProperty(process, name, { ...held, writable: false, configurable: false });
  }
}
for (const name of Reflect.ownKeys(globalThis)) {
  const held = Reflect.getOwnPropertyDescriptor(globalThis, name);
  const value = globalThis[name];
  freeze(value, 2, false);
  if (!held.configurable || (typeof value !== "function" && typeof value !== "object")) continue;
  Object.defineProperty(globalThis, name, { value, enumerable: held.enumerable, writable: false, configurable: false });
}
// The cache is asked before the modules of Node are, for a name without "node:".
for (const name of names) Object.defineProperty(module._cache, name, { value: undefined });
Object.defineProperty(module, "_cache", { value: module._cache, writable: false, configurable: false });
/** What contexts of tests inherit, by name. */
let inherited = {};
const fixPrototype = (context) => {
  const prototype = Object.getPrototypeOf(context);
  close(prototype, ["runOnly"]);
  freeze(prototype, 0, true);
  for (const each of [context.mock, context.mock?.timers, context.mock?.fn().mock]) {
    if (each !== undefined) freeze(Object.getPrototypeOf(each), 0, true);
  }
  const { constructor: _, ...names } = Object.getOwnPropertyDescriptors(prototype);
  inherited = names;
};
/** What a test finds in its context is what the runner puts there, once it is asked for. */
const fixContext = (context) => {
  const held = { assert: Object.freeze, mock: Object.preventExtensions };
  for (const [name, { get, value }] of Object.entries(inherited)) {
    const hold = held[name] ?? ((found) => found);
    Object.defineProperty(context, name, get === undefined ? { value } : { get: () => hold(get.call(context)) });
  }
};
process.chdir(folder);
await test(word + " passes", fixPrototype);
await describe(word + " passes too", (context) => { if (context) freeze(Object.getPrototypeOf(context), 0, true); });
// Before any other, so that none comes before it.
beforeEach(fixContext);
await import(pathToFileURL(folder + "/" + file).href);
test(word + " fails 0", () => assert.equal(1, 2));
test(word + " fails 1", () => assert.deepStrictEqual({ a: [1] }, { a: [2] }));
test(word + " fails 2", () => assert.ok(false));
test(word + " fails 3", async () => { throw new Error("expected"); });
test(word + " fails 4", () => assert.throws(() => {}));
finish();
`;

/** Collects what the runner reports, and writes it once, when the runner is done. */
export const REPORTER = `
import { writeSync } from "node:fs";

let word;
let isLoaded = false;
let isStarted = false;

export function arm(given) {
  if (word !== undefined) throw new Error("The report is taken.");
  word = given;
  return () => { isLoaded = true; };
}

export default async function* report(source) {
  if (isStarted) return;
  isStarted = true;
  const above = [];
  const tests = [];
  let control = 0;
  for await (const { type, data } of source) {
    if (type === "test:start") {
      above[data.nesting] = data.name;
      above.length = data.nesting + 1;
    }
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (data.nesting === 0 && data.name.startsWith(word)) {
      if (type === (data.name.includes(" fails ") ? "test:fail" : "test:pass")) control += 1;
      continue;
    }
    const name = [...above.slice(0, data.nesting), data.name].join(" > ");
    const isPassed = type === "test:pass" && data.skip === undefined && data.todo === undefined;
    tests.push([name, isPassed]);
  }
  const text = JSON.stringify({ isSound: isLoaded && control === 7, tests });
  const bytes = Buffer.from("\\n" + word + text + word + "\\n");
  for (let at = 0; at < bytes.length; ) {
    try { at += writeSync(1, bytes, at); } catch (error) { if (error.code !== "EAGAIN") throw error; }
  }
}
`;
