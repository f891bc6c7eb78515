import { expect } from "chai";
import fc from "fast-check";
import { concatHex, type Hex, keccak256, size, zeroHash } from "viem";
import {
  allowCategories,
  allowCounterparties,
  buildPolicy,
  checkPolicy,
  decodeCapabilities,
  decodePolicy,
  encodeCapabilities,
  encodePolicy,
  hashPolicy,
  PolicyLengthInvalidError,
  toJson,
  unlimited,
} from "../../../sdk/index.ts";
import { anyPolicy } from "../support/arbitraries.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";

const PRINCIPAL = "0x00000000000000000000000000000000000000b1";

describe("policies", () => {
  it("limit nothing but what was named", () => {
    expect(buildPolicy({})).to.deep.equal({
      perTransaction: unlimited,
      perPeriod: unlimited,
      lifetime: unlimited,
      approvalAbove: unlimited,
      period: 24,
      activeFrom: 0,
      activeUntil: 2 ** 40 - 1,
      counterparties: zeroHash,
      categories: zeroHash,
    });
    expect(buildPolicy({ perPeriod: 0n, activeFrom: undefined }).perPeriod).to.equal(0n);
  });

  it("take lists, or their roots", () => {
    const counterparties = allowCounterparties([PRINCIPAL]);
    const categories = allowCategories([1, 2]);
    const policy = buildPolicy({ counterparties, categories });
    expect(policy.counterparties).to.equal(counterparties.root);
    expect(buildPolicy({ counterparties: counterparties.root, categories: categories.root })).to.deep.equal(
      policy,
    );
  });

  it("come back from 108 bytes as they were", () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        const packed = encodePolicy(policy);
        expect(size(packed)).to.equal(108);
        expect(decodePolicy(packed)).to.deep.equal(policy);
      }),
    );
  });

  it("have their fields where the contract reads them", () => {
    const policy = {
      perTransaction: 1n,
      perPeriod: 2n,
      lifetime: 3n,
      approvalAbove: 4n,
      period: 5,
      activeFrom: 6,
      activeUntil: 7,
      counterparties: `0x${"88".repeat(32)}`,
      categories: `0x${"99".repeat(32)}`,
    } as const;
    const amounts = [1, 2, 3, 4].map((digit) => digit.toString().padStart(16, "0")).join("");
    const packed: Hex = `0x${amounts}00050000000006${"0000000007"}${"88".repeat(32)}${"99".repeat(32)}`;
    expect(encodePolicy(policy)).to.equal(packed);
    expect(hashPolicy({ principal: PRINCIPAL, policy })).to.equal(keccak256(concatHex([PRINCIPAL, packed])));
  });

  it("are not read from bytes of another length", async () => {
    const packed = encodePolicy(buildPolicy({}));
    const { values } = await refusalOf(PolicyLengthInvalidError, () => decodePolicy(`${packed}00`));
    expect(values).to.deep.equal({ length: 109n, expected: 108n });
    await refusalOf(PolicyLengthInvalidError, () => decodePolicy("0x"));
  });

  it("come back from JSON", () => {
    const policy = buildPolicy({ perPeriod: 50_000_000n, categories: allowCategories([4]) });
    expect(checkPolicy(toJson(policy))).to.deep.equal(policy);
  });

  it("are refused by field, value and remedy, as the contract would", async () => {
    const policy = buildPolicy({ activeFrom: 10, activeUntil: 20 });
    await expectRefusedField("policy.period", "0", () => buildPolicy({ period: 0 }));
    await expectRefusedField("policy.period", "8785", () => buildPolicy({ period: 8_785 }));
    expect(buildPolicy({ period: 8_784 }).period).to.equal(8_784);
    await expectRefusedField("policy.activeUntil", "10", () => checkPolicy({ ...policy, activeUntil: 10 }));
    expect(checkPolicy({ ...policy, activeUntil: 11 }).activeUntil).to.equal(11);
    await expectRefusedField("policy.perPeriod", (2n ** 64n).toString(), () =>
      buildPolicy({ perPeriod: 2n ** 64n }),
    );
    await expectRefusedField("policy.lifetime", "-1", () => buildPolicy({ lifetime: -1n }));
    await expectRefusedField("policy.categories", '"0x12"', () => buildPolicy({ categories: "0x12" }));
    await expectRefusedField("policy.perDay", "(not shown)", () => checkPolicy({ ...policy, perDay: 1n }));
  });
});

describe("capabilities", () => {
  it("are the contract's bits", () => {
    expect(encodeCapabilities(["commit"])).to.equal(1);
    expect(encodeCapabilities(["deliver"])).to.equal(2);
    expect(encodeCapabilities(["settle"])).to.equal(4);
    expect(encodeCapabilities(["tabs"])).to.equal(8);
    expect(encodeCapabilities(["freeze"])).to.equal(16);
    expect(encodeCapabilities([])).to.equal(0);
    expect(encodeCapabilities(["tabs", "tabs"])).to.equal(8);
    for (let bits = 0; bits < 32; bits++) expect(encodeCapabilities(decodeCapabilities(bits))).to.equal(bits);
  });

  it("are refused when they mean nothing", async () => {
    await expectRefusedField("capabilities", '"withdraw"', () => encodeCapabilities(["withdraw" as never]));
    for (const bits of [-1, 32, 1.5, Number.NaN]) {
      expect(() => decodeCapabilities(bits)).to.throw(RangeError, "unknown");
    }
  });
});
