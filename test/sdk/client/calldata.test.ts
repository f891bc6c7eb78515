import { expect } from "chai";
import { Interface } from "ethers";
import { type Abi, decodeFunctionData, encodeFunctionData, size } from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import { encodeCall } from "../../../sdk/client/calldata.ts";

const WORD = `0x${"ab".repeat(32)}` as const;
const bytes = (length: number): `0x${string}` => `0x${"c7".repeat(length)}`;

describe("calldata", () => {
  for (const [first, last] of [
    [0, 0],
    [1, 1],
    [31, 33],
    [32, 32],
    [208, 203],
  ] as const) {
    const call = {
      abi: quittanceAbi as Abi,
      functionName: "submitVerdict",
      args: [bytes(first), 3, WORD, bytes(last)],
    };

    it(`says the same as padded calldata to viem and to ethers: ${first} and ${last} bytes`, () => {
      const data = encodeCall(call);
      const decoded = decodeFunctionData({ abi: call.abi, data });
      expect(decoded.functionName).to.equal("submitVerdict");
      expect(decoded.args).to.deep.equal(call.args);
      const [terms, milestone, evidence, ballots] = new Interface(
        JSON.stringify(quittanceAbi),
      ).decodeFunctionData("submitVerdict", data);
      expect([terms, Number(milestone), evidence, ballots]).to.deep.equal(call.args);
    });

    it(`is shorter by the zeros between, never longer: ${first} and ${last} bytes`, () => {
      const padded = size(encodeFunctionData(call));
      const between = (32 - (first % 32)) % 32;
      // The end of the last string may move within its word; words are still whole from the start of the string on.
      expect(size(encodeCall(call))).to.equal(padded - between);
    });
  }

  it("leaves calls without byte strings, and those with structs, as they are", () => {
    for (const call of [
      { abi: quittanceAbi as Abi, functionName: "usdc", args: [] },
      {
        abi: quittanceAbi as Abi,
        functionName: "contest",
        args: [
          bytes(5),
          0,
          `0x${"11".repeat(20)}`,
          10_000,
          "0x",
          { payer: `0x${"22".repeat(20)}`, fromWallet: false, validBefore: 0, signature: "0x" },
        ],
      },
    ]) {
      expect(encodeCall(call)).to.equal(encodeFunctionData(call));
    }
  });

  it("refuses arguments that are not what the ABI says", () => {
    const call = { abi: quittanceAbi as Abi, functionName: "dealIdOf", args: [] };
    expect(() => encodeCall(call)).to.throw();
    const other = { ...call, functionName: "balanceOf", args: ["0x12"] };
    expect(() => encodeCall(other)).to.throw();
  });
});
