import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { jurorPoolAbi } from "../../sdk/abi/juror-pool.ts";
import { quittanceAbi } from "../../sdk/abi/quittance.ts";

/** Of ERC-5267; neither contract's domain can change. */
const NEVER_EMITTED = ["EIP712DomainChanged"];

const sources = globSync("indexer/src/**/*.ts").map((path) => readFileSync(path, "utf8"));

/** Events of a contract that the indexer listens to, ascending. */
function heard(contract: string): string[] {
  const registered = new RegExp(`ponder\\.on\\("${contract}:(\\w+)"`, "g");
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

  it("call no contract", () => {
    for (const source of sources) {
      expect(source).to.not.match(/context\.client|readContract|multicall|getBalance/);
    }
  });
});
