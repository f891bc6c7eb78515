import { expect } from "chai";
import { concatHex, encodeAbiParameters, getAddress, numberToHex, zeroHash } from "viem";
import { eventParts } from "../../indexer/accounting/event-parts.ts";
import { argumentsText, LONGEST_TEXT } from "../../indexer/accounting/event-text.ts";
import { settlementCauseOf } from "../../sdk/index.ts";

const DEAL = `0x${"ab".repeat(32)}` as const;
const ACCOUNT = getAddress(`0x${"ab".repeat(20)}`);

describe("the rows of an event", () => {
  it("have its arguments as JSON, whole numbers as text and hex in lower case", () => {
    const args = { dealId: DEAL, account: ACCOUNT, milestone: 3, amount: 2n ** 96n - 1n };
    const [row, ...others] = eventParts("FeeCredited", args);
    expect(others).to.deep.equal([]);
    expect(row).to.deep.include({ dealId: DEAL, milestone: 3, account: ACCOUNT.toLowerCase() });
    expect(row?.args).to.equal(
      `{"dealId":"${DEAL}","account":"${ACCOUNT.toLowerCase()}","milestone":"3","amount":"79228162514264337593543950335"}`,
    );
  });

  it("leave a stranger's text as it is, also one that looks like hex or breaks JSON", () => {
    for (const evidenceUri of ["0xABCDEF", '"}\\\n\u0000\ud800', "", "naïve ✓"]) {
      const args = { dealId: DEAL, milestone: 0, evidence: zeroHash, evidenceUri };
      const [row] = eventParts("EvidenceDelivered", args);
      expect(JSON.parse(row?.args ?? "").evidenceUri).to.equal(evidenceUri);
      expect(row?.args).to.not.include("\u0000");
    }
  });

  it("keep the beginning of a text that is too long, and say how long it was", () => {
    const longest = "x".repeat(LONGEST_TEXT);
    expect(JSON.parse(argumentsText({ longest }))).to.deep.equal({ longest });
    const cut = { cut: longest, length: String(LONGEST_TEXT + 1) };
    expect(JSON.parse(argumentsText({ long: `${longest}y` }))).to.deep.equal({ long: cut });
  });

  it("tell whose it is by the first account that it names, and null for none", () => {
    const of = (name: string, args: Record<string, unknown>) => eventParts(name, args)[0]?.account;
    const [a, b] = [`0x${"01".repeat(20)}`, `0x${"02".repeat(20)}`];
    expect(of("LedgerDeposited", { account: a, from: b, amount: 1n, salt: 2n })).to.equal(a);
    expect(of("FundsMoved", { from: a, to: b, controller: b, amount: 1n })).to.equal(a);
    expect(of("StakeForfeited", { dealId: DEAL, milestone: 1, amount: 1n })).to.equal(null);
  });

  it("are refused for an event that the contracts do not have", () => {
    expect(() => eventParts("Transfer", {})).to.throw("no event Transfer");
  });

  it("have what an event packs spelled out, in the place of the packed argument", () => {
    const reasons = `0x${"22".repeat(32)}` as const;
    const ballots = [{ position: "0", score: "9000", reasons }];
    const verdict = `0x01011770${"00"}${"2328"}${"22".repeat(32)}` as const;
    const [judged] = eventParts("VerdictReached", { dealId: DEAL, evidence: zeroHash, verdict });
    expect(judged?.milestone).to.equal(1);
    expect(JSON.parse(judged?.args ?? "")).to.deep.equal({
      ...{ dealId: DEAL, evidence: zeroHash, round: "1", payout: "6000", ballots },
    });
    const [recorded] = eventParts("BallotsRecorded", {
      dealId: DEAL,
      ballots: `0x0202${"00"}${"2328"}${"22".repeat(32)}`,
    });
    expect(recorded?.milestone).to.equal(2);
    expect(JSON.parse(recorded?.args ?? "")).to.deep.equal({ dealId: DEAL, round: "2", ballots });
    const parts = [
      numberToHex(3, { size: 1 }),
      numberToHex(0, { size: 1 }),
      numberToHex(5, { size: 12 }),
      numberToHex(7, { size: 12 }),
    ];
    const [settled] = eventParts("MilestoneSettled", { dealId: DEAL, settlement: concatHex(parts) });
    expect(settled?.milestone).to.equal(3);
    expect(JSON.parse(settled?.args ?? "")).to.deep.equal({
      ...{ dealId: DEAL, cause: settlementCauseOf(0), toSeller: "5", toBuyer: "7" },
    });
  });

  it("refuse packed arguments that are none", () => {
    const settlement = encodeAbiParameters([{ type: "uint256" }], [0n]).slice(0, 10);
    expect(() => eventParts("MilestoneSettled", { dealId: DEAL, settlement })).to.throw();
  });
});
