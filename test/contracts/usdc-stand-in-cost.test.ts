import { expect } from "chai";
import hre from "hardhat";
import { measureUsdc, measureUsdcBeyond } from "../../scripts/bench/usdc.ts";

describe("what the USDC stand-in costs", () => {
  it("is within 1 % of the real token, in all nine calls and inside contracts", async () => {
    const connection = await hre.network.create();
    const chain = { provider: connection.provider, artifacts: hre.artifacts };
    const nine = await measureUsdc(chain);
    expect(nine).to.have.length(9);
    for (const { name, measured, real, ratio } of [...nine, ...(await measureUsdcBeyond(chain))]) {
      expect(ratio, `${name}: ${measured} gas, the real one takes ${real}`).to.be.within(0.99, 1.01);
    }
    await connection.close();
  });
});
