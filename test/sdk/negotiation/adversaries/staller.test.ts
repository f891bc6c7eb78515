import { expect } from "chai";
import { privateKeyToAccount } from "viem/accounts";
import { NegotiationLimitError, toJson } from "../../../../sdk/index.ts";
import {
  converse,
  type Negotiator,
  negotiationHandler,
  openNegotiator,
  type Strategy,
} from "../../../../sdk/negotiation/index.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  buyer,
  buysUpTo,
  domain,
  HOUR,
  openSide,
  priced,
  START,
  seller,
  sellsFrom,
  termsFor,
  twoSides,
} from "../support/sides.ts";

const waits: Strategy = () => ({ kind: "wait" });

describe("a counterparty that stalls", () => {
  it("ends when nothing comes before its offer expires", async () => {
    const { bought, sold, clock } = await twoSides({ buys: buysUpTo(150n), sells: waits });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: 60 });
    let asked = 0;
    const channel: Negotiator["receive"] = async (envelope) => {
      asked += 1;
      clock.now += 20;
      return sold.receive(envelope);
    };
    const { status, state } = await converse({ negotiator: bought, negotiation, channel, everyMs: 1 });
    expect([status, state.ended?.reason]).to.deep.equal(["ended", "stalled"]);
    expect(asked).to.be.lessThan(10);
  });

  it("takes an answer in the last second, and none after it", async () => {
    for (const [second, phase] of [
      [HOUR - 1, "accepted"],
      [HOUR, "expired"],
    ] as const) {
      const { bought, sold, clock } = await twoSides({ buys: waits, sells: sellsFrom(1n) });
      const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
      const yes = await sold.receive(await bought.envelope(negotiation));
      clock.now += second;
      await bought.receive(yes);
      expect((await bought.status(negotiation)).status, String(second)).to.equal(phase);
    }
  });

  const opener = (account: typeof buyer) =>
    openNegotiator({
      domain,
      account,
      strategy: waits,
      now: () => START,
      limits: { perCounterparty: 10_000 },
    });

  it("lets one counterparty open as many as it may, and others still theirs", async () => {
    const sold = await openSide({
      ...{ account: seller, strategy: waits, now: () => START },
      limits: { perCounterparty: 3, open: 5 },
    });
    const staller = await opener(buyer);
    const open = async (by: Negotiator, salt: bigint) => {
      const terms = termsFor(100n, { salt, buyer: by.address });
      const { negotiation } = await by.begin({ terms, validFor: HOUR });
      return sold.receive(await by.envelope(negotiation));
    };
    for (const salt of [1n, 2n, 3n]) await open(staller, salt);
    for (const salt of [4n, 5n, 6n]) await refusalOf(NegotiationLimitError, () => open(staller, salt));
    const honest = await opener(privateKeyToAccount(`0x${"0d".repeat(32)}`));
    await open(honest, 1n);
    await open(honest, 2n);
    const { most } = await refusalOf(NegotiationLimitError, () => open(honest, 3n));
    expect(most, "in all").to.equal(5);
    expect(sold.list()).to.have.length(5);
  });

  it("has room again when negotiations have expired", async () => {
    const clock = { now: START };
    const now = () => clock.now;
    const limits = { perCounterparty: 1, kept: 3 };
    const sold = await openSide({ account: seller, strategy: waits, now, limits });
    const bought = await openSide({ account: buyer, strategy: waits, now });
    const open = async (salt: bigint) => {
      const terms = priced(termsFor(100n, { salt }), 100n);
      const { negotiation } = await bought.begin({ terms, validFor: 60 });
      return sold.receive(await bought.envelope(negotiation));
    };
    await open(1n);
    await refusalOf(NegotiationLimitError, () => open(2n));
    clock.now += 60;
    await open(3n);
    clock.now += 60;
    await open(4n);
    clock.now += 60;
    const { most } = await refusalOf(NegotiationLimitError, () => open(5n));
    expect(most, "kept").to.equal(3);
    await sold.forget(sold.list()[0] ?? "0x");
    await open(5n);
  });

  it("answers others while one sends slowly", async () => {
    const { bought, sold } = await twoSides({ buys: waits, sells: sellsFrom(1n) });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const respond = negotiationHandler({ negotiator: sold, atOnce: 1, bodyMs: 50 });
    const post = (body: ReadableStream | string) =>
      respond(
        new Request("http://seller.example/", {
          ...{ method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" },
        } as RequestInit),
      );
    const slow = Array.from({ length: 5 }, () =>
      post(new ReadableStream({ pull: () => new Promise(() => {}) })),
    );
    const { status } = await post(toJson(await bought.envelope(negotiation)));
    expect(status).to.equal(200);
    const late = await Promise.all(slow);
    expect(late.map((response) => response.status)).to.deep.equal([408, 408, 408, 408, 408]);
  });
});
