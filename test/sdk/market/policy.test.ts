import { expect } from "chai";
import { type BuyerPolicy, type PolicyCandidate, refusalsOf } from "../../../sdk/market/index.ts";
import { expectRefusedField } from "../support/refusal.ts";

const SELLER = "0x00000000000000000000000000000000000000b1";
const OTHER = "0x00000000000000000000000000000000000000b2";
const candidate: PolicyCandidate = {
  ...{ seller: SELLER, price: 20n, latency: 60, task: "translation@1", regions: ["DE"], trust: 3_000 },
  clauses: [{ kind: "language", weight: 5_000 }],
};
const policy: BuyerPolicy = {
  ...{ budget: 20n, latency: 60, regions: ["DE", "FR"], tasks: ["translation@1"], leastTrust: 3_000 },
  ...{ clauses: [{ kind: "language", weight: 5_000 }], allow: [SELLER], deny: [OTHER] },
};

describe("a buyer's policy", () => {
  it("takes what fits, up to each limit", () => {
    expect(refusalsOf({ policy, candidate })).to.deep.equal([]);
    expect(refusalsOf({ policy: {}, candidate })).to.deep.equal([]);
  });

  it("names every rule that is broken, with value and limit", () => {
    const broken: PolicyCandidate = {
      ...{ seller: OTHER, price: 21n, latency: 61, task: "translation@2", regions: ["US"], trust: 2_999 },
      clauses: [{ kind: "language", weight: 4_999 }],
    };
    const refusals = refusalsOf({ policy, candidate: broken });
    expect(refusals.map(({ field, value, limit }) => [field, value, limit])).to.deep.equal([
      ["seller", OTHER, "one of 1 allowed sellers"],
      ["seller", OTHER, "none of 1 denied sellers"],
      ["trust", "2999", "3000"],
      ["price", "21", "20"],
      ["latency", "61", "60"],
      ["task", "translation@2", "translation@1"],
      ["regions", "US", "DE, FR"],
      ["clauses", "language 4999", "language 5000"],
    ]);
    const bare = refusalsOf({ policy, candidate: { ...candidate, clauses: [] } });
    expect(bare).to.deep.equal([
      { field: "clauses", value: "none", limit: "language 5000", problem: "lack a clause" },
    ]);
  });

  it("refuses unknown trust where trust counts", () => {
    const { trust: _, ...unknown } = candidate;
    expect(refusalsOf({ policy, candidate: unknown })).to.deep.equal([
      { field: "trust", value: "unknown", limit: "3000", problem: "is not known" },
    ]);
    expect(refusalsOf({ policy: { leastTrust: 0 }, candidate: unknown })).to.deep.equal([]);
  });

  it("refuses work that may be done elsewhere", () => {
    for (const [regions, value] of [
      [["DE", "US"], "DE, US"],
      [[], "everywhere"],
    ] as const) {
      const [refusal] = refusalsOf({ policy: { regions: ["DE"] }, candidate: { ...candidate, regions } });
      expect([refusal?.field, refusal?.value]).to.deep.equal(["regions", value]);
    }
  });

  it("refuses a policy or a candidate that is none", async () => {
    await expectRefusedField("policy.budget", "20", () =>
      refusalsOf({ policy: { budget: 20 as never }, candidate }),
    );
    const strange = { ...candidate, price: 0n };
    await expectRefusedField("candidate.price", "0", () => refusalsOf({ policy, candidate: strange }));
    const misspelt = { leasttrust: 1 } as never;
    await expectRefusedField("policy.leasttrust", "(not shown)", () =>
      refusalsOf({ policy: misspelt, candidate }),
    );
  });
});
