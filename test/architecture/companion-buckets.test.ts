import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type Abi, type AbiFunction, toFunctionSelector } from "viem";

const COMPANIONS = ["Disputes", "Accounts", "Agreements"] as const;

const functionsOf = (contract: string) =>
  (JSON.parse(readFileSync(`artifacts/contracts/${contract}.sol/${contract}.json`, "utf8")).abi as Abi)
    .filter((item): item is AbiFunction => item.type === "function")
    // Of the code itself, at its own address.
    .filter(({ name }) => name !== "builtFor");

/** The functions that `Quittance` hands on, by the companion that has them. */
function handedOn() {
  const own = new Set(functionsOf("Quittance").map((each) => toFunctionSelector(each)));
  return COMPANIONS.flatMap((companion) =>
    functionsOf(companion)
      .map((each) => ({ companion, name: each.name, selector: toFunctionSelector(each) }))
      .filter(({ selector }) => !own.has(selector)),
  );
}

/** `Quittance` finds a companion by the bucket that a selector falls into, instead of comparing it with each. */
describe("the buckets of companions", () => {
  const source = readFileSync("contracts/Quittance.sol", "utf8");
  const buckets = Number(/BUCKETS = (\d+);/.exec(source)?.[1]);

  it("are at most as many as a word has bits", () => {
    expect(buckets).to.be.within(1, 256);
  });

  it("have functions of one companion each; if not, choose another number of them", () => {
    const companionOf = new Map<number, string>();
    for (const { companion, name, selector } of handedOn()) {
      const bucket = Number(selector) % buckets;
      expect(companionOf.get(bucket) ?? companion, name).to.equal(companion);
      companionOf.set(bucket, companion);
    }
  });

  for (const companion of ["Disputes", "Agreements"] as const) {
    it(`of ${companion} are those of all its functions`, () => {
      const [, list = ""] = new RegExp(`function _of${companion}\\(\\)[^{]*\\{([^}]*)\\}`).exec(source) ?? [];
      const named = [...list.matchAll(/_bucketOf\(\w+\.(\w+)\.selector\)/g)].map(([, name]) => name);
      const had = handedOn().filter((each) => each.companion === companion);
      expect(named).to.have.members(had.map(({ name }) => name));
    });
  }
});
