import { readFileSync } from "node:fs";
import { expect } from "chai";
import hre from "hardhat";
import { type AbiFunction, toFunctionSelector } from "viem";

const COMPANIONS = ["Disputes", "Accounts", "Agreements", "Panels"] as const;

/** Runs in `Quittance` itself, which hands it on with its calldata. */
const HANDED_ON = ["submitVerdict"];

async function selectorsOf(piece: string): Promise<Map<string, bigint>> {
  const { abi } = await hre.artifacts.readArtifact(piece);
  const functions = (abi as readonly AbiFunction[]).filter(({ type }) => type === "function");
  const own = functions.filter(({ name }) => name !== "builtFor" && !HANDED_ON.includes(name));
  return new Map(own.map((each) => [each.name, BigInt(toFunctionSelector(each))]));
}

describe("the buckets by which Quittance finds a companion", () => {
  it("hold functions of one companion each", async () => {
    const source = readFileSync("contracts/Quittance.sol", "utf8");
    const buckets = BigInt(/BUCKETS = (\d+);/.exec(source)?.[1] ?? 0);
    expect(Number(buckets)).to.be.within(1, 256);
    const holders = new Map<bigint, Set<string>>();
    for (const companion of COMPANIONS) {
      for (const selector of (await selectorsOf(companion)).values()) {
        const bucket = selector % buckets;
        holders.set(bucket, (holders.get(bucket) ?? new Set()).add(companion));
      }
    }
    const shared = [...holders].filter(([, companions]) => companions.size > 1);
    expect(shared.map(([bucket, companions]) => `${bucket}: ${[...companions].join(", ")}`)).to.deep.equal(
      [],
    );
  });
});
