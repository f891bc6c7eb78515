import { expect } from "chai";
import fc from "fast-check";
import hre from "hardhat";
import { parseAbi } from "viem";
import { latestExits } from "../../sdk/index.ts";
import { goodTerms } from "../sdk/support/arbitraries.ts";

const NOW = 1_800_000_000;
const abi = parseAbi(["function latestEnd(uint256, uint256, uint256, uint256) pure returns (uint256)"]);

describe("the bound of every exit", () => {
  it("is what the SDK computes from the terms, as the enumeration of all states is held to it", async () => {
    const connection = await hre.network.create();
    const client = await connection.viem.getPublicClient();
    const { address } = await connection.viem.deployContract("LatestEnd");
    await fc.assert(
      fc.asyncProperty(goodTerms(NOW), async (terms) => {
        const { milestones } = latestExits({ terms });
        const verdict = BigInt(terms.verdictWindow);
        const contest = BigInt(terms.contestWindow);
        const ruling = BigInt(terms.disputes?.rulingWindow ?? 0);
        for (const [index, { deadline }] of terms.milestones.entries()) {
          const latest = await client.readContract({
            address,
            abi,
            functionName: "latestEnd",
            args: [BigInt(deadline), verdict, contest, ruling],
          });
          expect(milestones[index]?.buyer).to.equal(Number(latest));
          expect(milestones[index]?.seller).to.equal(Number(latest));
        }
      }),
      { numRuns: 60 },
    );
    await connection.close();
  });
});
