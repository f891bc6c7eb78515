import { expect } from "chai";
import fc from "fast-check";
import { formatUsdc, usdc } from "../../../sdk/index.ts";
import { expectRefusedField } from "../support/refusal.ts";

const MOST = (1n << 96n) - 1n;

describe("an amount that a person writes", () => {
  it("is read as base units", () => {
    const read = ["0", "25", "0.1", "0.000001", "1,234.50", "1234.5", "1,000,000", "007"].map(usdc);
    expect(read).to.deep.equal([
      0n,
      25_000_000n,
      100_000n,
      1n,
      1_234_500_000n,
      1_234_500_000n,
      1_000_000_000_000n,
      7_000_000n,
    ]);
  });

  it("is what formatUsdc wrote", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MOST }), (amount) => usdc(formatUsdc(amount)) === amount),
    );
  });

  it("is refused where it could be something else", async () => {
    const texts = [
      "",
      "-1",
      "+1",
      "1.",
      ".5",
      "1,5",
      "12,34",
      "1.0000001",
      "1e6",
      "0x19",
      " 25",
      "25 USDC",
      "٢٥",
    ];
    for (const text of [...texts, 25, 25n, null, undefined, {}]) {
      await expectRefusedField("amount", /./, () => usdc(text as string));
    }
    expect(usdc(formatUsdc(MOST))).to.equal(MOST);
    await expectRefusedField("amount", /./, () => usdc(formatUsdc(MOST + 1n)));
  });
});
