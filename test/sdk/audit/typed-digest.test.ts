import { expect } from "chai";
import { domainSeparator, type Hex } from "viem";
import { digestUnder } from "../../../sdk/audit/checks/typed-digest.ts";
import { hashTyped, quittanceDomain } from "../../../sdk/index.ts";

const address = "0x00000000000000000000000000000000000000aa";
const other = "0x00000000000000000000000000000000000000bb";
const deal = `0x${"11".repeat(32)}` as Hex;
const word = `0x${"22".repeat(32)}` as Hex;

describe("the digests of an audit", () => {
  const domain = quittanceDomain({ chainId: 8453, address });
  const separator = domainSeparator({ domain });
  const of = { deal, milestone: 3 };
  const messages = {
    Contest: { ...of, round: 2, payout: 6_000, bond: 7n, payer: other, fromWallet: true },
    Bond: { payer: other, ...of, round: 3, contester: address, amount: 2n ** 96n - 1n },
    Ruling: { ...of, evidence: word, payout: 10_000 },
    Release: { ...of, seller: other, amount: 5n },
    Refund: { ...of, buyer: other, amount: 5n },
    Reclaim: { ...of, buyer: other, amount: 5n },
    Agreement: { ...of, seller: other, toSeller: 1n, buyer: address, toBuyer: 2n, validUntil: 9 },
    Cancellation: { deal, buyer: other, remainder: 8n, validUntil: 2 ** 40 - 1 },
    Delivery: { ...of, evidence: word, evidenceUri: "https://seller.example/é" },
    Rating: { deal, rated: other, score: 100, reasons: word },
  } as const;

  for (const [type, message] of Object.entries(messages)) {
    it(`are those of ${type}`, () => {
      const asked = { domain, type, message } as Parameters<typeof hashTyped>[0];
      expect(digestUnder(separator, type as never, message as never)).to.equal(hashTyped(asked));
    });
  }

  it("are refused of a field that does not fit", () => {
    const wrong = { ...messages.Ruling, evidence: "0x" } as const;
    expect(() => digestUnder(separator, "Ruling", wrong)).to.throw("ruling.evidence");
  });
});
