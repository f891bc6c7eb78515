import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { jurorPoolAbi } from "../../sdk/abi/juror-pool.ts";
import { quittanceAbi } from "../../sdk/abi/quittance.ts";

/** Of ERC-5267; neither contract's domain can change. */
const NEVER_EMITTED = ["EIP712DomainChanged"];

/** What writes rows, by its path; the endpoints only read them. */
const files = globSync("indexer/src/**/*.ts", { exclude: ["indexer/src/api/**"] }).map((path) => ({
  path: path.replaceAll("\\", "/"),
  source: readFileSync(path, "utf8"),
}));
const sources = files.map(({ source }) => source);
/** The one place that registers handlers, and so writes their events; and the one that reaches Ponder's store. */
const REGISTERS = "indexer/src/records/on.ts";
const STORES = "indexer/src/records/db.ts";

/** The files that hold a pattern. */
const filesWith = (pattern: RegExp) =>
  files.filter(({ source }) => pattern.test(source)).map(({ path }) => path);

/** Events of a contract that the indexer listens to, ascending. */
function heard(contract: string): string[] {
  const registered = new RegExp(`^on\\("${contract}:(\\w+)"`, "gm");
  return sources.flatMap((source) => [...source.matchAll(registered)].map(([, event = ""]) => event)).sort();
}

describe("the indexer's handlers", () => {
  for (const [contract, abi] of [
    ["Quittance", quittanceAbi],
    ["JurorPool", jurorPoolAbi],
  ] as const) {
    it(`are one for each event of ${contract}`, () => {
      const events = abi.flatMap((item) => (item.type === "event" ? [item.name as string] : []));
      expect(events).to.not.deep.equal([]);
      expect(heard(contract)).to.deep.equal(events.filter((name) => !NEVER_EMITTED.includes(name)).sort());
    });
  }

  it("are registered in one place, which writes the event of each", () => {
    expect(filesWith(/\bponder\.on\(/)).to.deep.equal([REGISTERS]);
    expect(filesWith(/from "ponder:registry"/).sort()).to.deep.equal([STORES, REGISTERS]);
  });

  it("reach the database in one place, which says what wrote and what changed a row", () => {
    expect(filesWith(/\)\s*\.(set|values)\(|\.onConflictDo\w+\(/)).to.deep.equal([STORES]);
    expect(filesWith(/\bcontext\.db\b/)).to.deep.equal([REGISTERS]);
    expect(filesWith(/\b(updatedBlock|updatedLogIndex|updatedAt|updatedIn)\b/)).to.deep.equal([
      "indexer/src/records/stamps.ts",
    ]);
  });

  it("call no contract", () => {
    for (const source of sources) {
      expect(source).to.not.match(/context\.client|readContract|multicall|getBalance/);
    }
  });
});
