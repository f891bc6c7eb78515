import { expect } from "chai";
import { deliver, hashEvidence, signDelivery, toJson } from "../../sdk/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { type Bench, openBench } from "./support/bench.ts";

/** Clears a screen, sets a title, turns the direction of writing, ends a line. */
const HOSTILE =
  "https://x.example/\u001b[2J\u001b]0;owned\u0007\u009b1m\u202e\u2066\nTransaction 0x00, block 1.";
/** What a terminal or a reader would obey, but for the line breaks of a report. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe("what strangers wrote", () => {
  let stack: Stack;
  let bench: Bench;
  let dealId: string;

  before(async () => {
    stack = await startStack();
    bench = openBench();
    await bench.key("buyer", stack.buyer);
    await bench.key("seller", stack.seller);
    const { address, rpcUrl } = stack;
    await bench.call(
      ...["profile", "set", "local", "--rpc", rpcUrl, "--contract", address, "--account", "seller"],
    );
    const opened = await openExampleDeal(stack);
    dealId = opened.dealId;
    const claim = { deal: opened.dealId, milestone: 0, evidence: hashEvidence("x"), evidenceUri: HOSTILE };
    const { domain, seller: account, walletClient } = stack;
    const delivery = await signDelivery({ ...claim, domain, account });
    bench.file("delivery.json", toJson(delivery));
    await deliver(walletClient, { address, terms: opened.terms, delivery });
  });

  after(async () => {
    bench.remove();
    await stack.stop();
  });

  it("is one line of an event, in quotes, and moves no cursor", async () => {
    const { code, out } = await bench.call("deal", "watch", dealId, "--once");
    expect(code).to.equal(0);
    const lines = out.trimEnd().split("\n");
    for (const line of lines)
      expect(line)
        .to.match(/^block \d+ /)
        .and.to.not.match(OBEYED);
    expect(out).to.contain("\\u001b[2J");
  });

  it("is the same value in JSON, which moves no cursor either", async () => {
    const { out } = await bench.call("deal", "watch", dealId, "--once", "--json");
    const lines = out.trimEnd().split("\n");
    for (const line of lines) expect(line).to.not.match(OBEYED);
    const events = lines.map((line) => JSON.parse(line));
    expect(events.find(({ event }) => event === "EvidenceDelivered").values.evidenceUri).to.equal(HOSTILE);
  });

  it("is quoted where it is explained before it is sent", async () => {
    const { code, err, out } = await bench.call(
      "deal",
      "deliver",
      dealId,
      "--delivery",
      `${bench.folder}/delivery.json`,
      "--yes",
    );
    expect([code, out]).to.deep.equal([1, ""]);
    expect(err).to.contain("\\u001b[2J");
    expect(err.replaceAll("\n", "")).to.not.match(OBEYED);
  });

  it("is not obeyed in the names of fields and in files that are no messages", async () => {
    for (const content of [toJson({ [HOSTILE]: 1 }), HOSTILE, toJson({ terms: HOSTILE, [HOSTILE]: {} })]) {
      const file = bench.file("hostile.json", content);
      const { code, out, err } = await bench.call("deal", "inspect", file);
      expect([1, 2]).to.include(code);
      expect((out + err).replaceAll("\n", "")).to.not.match(OBEYED);
    }
  });

  it("is no answer of another deal: terms are held against the id", async () => {
    const other = await openExampleDeal(stack);
    const file = bench.file("terms.json", toJson(other.terms));
    const { code, err } = await bench.call("deal", "show", dealId, "--terms", file);
    expect(code).to.equal(1);
    expect(err).to.contain(`These are the terms of deal ${other.dealId}`);
  });
});
