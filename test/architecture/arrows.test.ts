import { existsSync, globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect } from "chai";
import { importsOf } from "./support/imports.ts";

/** One arrow rule: what the files of a room may import from this repository, and which packages they may not. */
interface Room {
  readonly room: string;
  /** Folders or files it may reach besides itself. */
  readonly reaches: readonly string[];
  readonly refusesPackages: RegExp;
}

// contracts → sdk/abi → sdk → {apps, examples, scripts}; sdk/{abi,documents,errors,evidence,jury,node,protocol,reputation,trust} → indexer. Packages reach each other by
// their names, as their users do; apps reach the indexer over HTTP only. ethers is for tests alone. Commands of the
// repository use the library's source, and benchmarks borrow the stand-in for USDC from test/support.
const ROOMS: readonly Room[] = [
  { room: "sdk/abi", reaches: [], refusesPackages: /^(?!viem$)/ },
  { room: "sdk", reaches: [], refusesPackages: /^(ponder|ethers|quittance|@quittance)\b/ },
  {
    room: "indexer",
    reaches: [],
    refusesPackages:
      /^(ethers|hardhat|quittance(?!\/(abi|documents|errors|evidence|evidence\/ipfs|jury|node|protocol|reputation|trust|trust\/credentials)$))\b/,
  },
  { room: "apps", reaches: [], refusesPackages: /^(ponder|ethers|hardhat|@quittance\/indexer)\b/ },
  { room: "examples", reaches: [], refusesPackages: /^(ponder|ethers|hardhat|@quittance)\b/ },
  {
    room: "scripts",
    reaches: ["sdk", "examples", "hardhat.config.ts", "test/support"],
    refusesPackages: /^ethers\b/,
  },
];

/** Rooms that must have files by now; a rule over nothing would prove nothing. */
const INHABITED = ["contracts", "sdk", "sdk/abi", "indexer", "apps", "examples", "scripts"];

const isWithin = (path: string, room: string) => path === room || path.startsWith(`${room}/`);

const asPosix = (path: string) => path.replaceAll("\\", "/");

function sourcesOf(room: string, extension: "ts" | "sol"): string[] {
  return globSync(`${room}/**/*.${extension}`, {
    exclude: (path) => /(^|[\\/])(node_modules|dist|\.ponder|generated)([\\/]|$)/.test(path),
  })
    .map(asPosix)
    .sort();
}

/** Sentences for each import of `file` that goes against its room's arrow. */
function wrongArrows(file: string, source: string, { room, reaches, refusesPackages }: Room): string[] {
  return importsOf(source).flatMap((specifier) => {
    if (!specifier.startsWith(".")) {
      return refusesPackages.test(specifier) ? [`${file} imports the package ${specifier}`] : [];
    }
    const target = posix.normalize(posix.join(posix.dirname(file), specifier));
    return [room, ...reaches].some((allowed) => isWithin(target, allowed))
      ? []
      : [`${file} imports ${target}`];
  });
}

describe("arrows between rooms", () => {
  for (const room of INHABITED) {
    it(`${room} has sources to check`, () => {
      expect([...sourcesOf(room, "ts"), ...sourcesOf(room, "sol")]).to.not.deep.equal([]);
    });
  }

  for (const rule of ROOMS.filter(({ room }) => existsSync(room))) {
    it(`${rule.room} imports nothing outside ${[rule.room, ...rule.reaches].join(", ")}`, () => {
      const wrong = sourcesOf(rule.room, "ts").flatMap((file) =>
        wrongArrows(file, readFileSync(file, "utf8"), rule),
      );
      expect(wrong).to.deep.equal([]);
    });
  }

  it("an example imports nothing of another example", () => {
    const examples = globSync("examples/*/main.ts").map((file) => posix.dirname(asPosix(file)));
    expect(examples).to.include.members(["examples/milestone-deal", "examples/contested-deal"]);
    const wrong = examples.flatMap((example) =>
      sourcesOf(example, "ts").flatMap((file) =>
        importsOf(readFileSync(file, "utf8"))
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => posix.normalize(posix.join(posix.dirname(file), specifier)))
          .filter((target) => examples.some((other) => other !== example && isWithin(target, other)))
          .map((target) => `${file} imports ${target}`),
      ),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("contracts import contracts and OpenZeppelin only", () => {
    const wrong = sourcesOf("contracts", "sol").flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/^\s*import\s[^;]*?"([^"]+)"\s*;/gm)].flatMap(
        ([, path = ""]) => {
          if (path.startsWith("@openzeppelin/contracts/")) return [];
          const target = posix.normalize(posix.join(posix.dirname(file), path));
          return path.startsWith(".") && isWithin(target, "contracts") ? [] : [`${file} imports ${path}`];
        },
      ),
    );
    expect(wrong).to.deep.equal([]);
  });

  describe("the rule itself", () => {
    const indexer: Room = { room: "indexer", reaches: ["sdk/abi"], refusesPackages: /^ethers\b/ };

    it("accepts its own room, what it reaches, and other packages", () => {
      const source = `import { a } from "./b.ts"; import type { c } from "../../sdk/abi/d.ts"; import { e } from "viem";`;
      expect(wrongArrows("indexer/src/x.ts", source, indexer)).to.deep.equal([]);
    });

    it("names a static, a dynamic and a re-exported import that go the wrong way", () => {
      const source = `import "../../sdk/index.ts"; await import("../../scripts/x.ts"); export * from "../../test/y.ts"; import "ethers";`;
      expect(wrongArrows("indexer/src/x.ts", source, indexer)).to.have.members([
        "indexer/src/x.ts imports sdk/index.ts",
        "indexer/src/x.ts imports scripts/x.ts",
        "indexer/src/x.ts imports test/y.ts",
        "indexer/src/x.ts imports the package ethers",
      ]);
    });

    it("is not fooled by a name that only begins like a room", () => {
      const source = `import "../../sdk/abi-old/z.ts";`;
      expect(wrongArrows("indexer/src/x.ts", source, indexer)).to.deep.equal([
        "indexer/src/x.ts imports sdk/abi-old/z.ts",
      ]);
    });
  });
});
