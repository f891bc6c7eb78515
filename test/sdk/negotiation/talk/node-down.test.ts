import { expect } from "chai";
import { createPublicClient, http } from "viem";
import { base } from "viem/chains";
import { StrangerRefusedError, toJson } from "../../../../sdk/index.ts";
import { negotiationHandler, withdrawOffer } from "../../../../sdk/negotiation/index.ts";
import { buyer, domain, HOUR, openSide, START, seller, termsFor } from "../support/sides.ts";

const waits = () => ({ kind: "wait" }) as const;
/** No one listens there. */
const client = createPublicClient({ chain: base, transport: http("http://127.0.0.1:9", { retryCount: 0 }) });

describe("a side whose node is down", () => {
  const asked = async (more: object = {}) => {
    const sold = await openSide({ account: seller, strategy: waits, now: () => START, client, ...more });
    const bought = await openSide({ account: buyer, strategy: waits, now: () => START });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const sent = await bought.envelope(negotiation);
    const problems: unknown[] = [];
    const respond = negotiationHandler({ negotiator: sold, onError: (error) => problems.push(error) });
    const post = async (envelope: object) => {
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: toJson(envelope) };
      const response = await respond(new Request("http://seller.example/", init));
      return { status: response.status, said: await response.text() };
    };
    return { sent, post, problems };
  };

  it("refuses no message that it could not verify, so that it is sent again", async () => {
    const { sent, post, problems } = await asked();
    expect((await post(sent)).status).to.equal(200);
    const [opening] = sent.messages;
    if (opening?.kind !== "offer") throw new Error("no first offer");
    const withdrawal = await withdrawOffer({ domain, offer: opening.offer, account: buyer });
    const byContract = { ...withdrawal, signature: `0x${"5a".repeat(80)}` };
    const { status, said } = await post({
      ...sent,
      messages: [{ kind: "withdrawal", withdrawal: byContract }],
    });
    expect(status, "it is sent again").to.equal(500);
    expect(said).to.not.contain("127.0.0.1");
    expect(problems).to.have.length(1);
    const good = await post({ ...sent, messages: [{ kind: "withdrawal", withdrawal }] });
    expect(JSON.parse(good.said).refused).to.deep.equal([]);
  });

  it("says nothing of why it could not decide whom it admits", async () => {
    const admits = () => {
      throw new StrangerRefusedError("0x00000000000000000000000000000000000000c1");
    };
    const { sent, post, problems } = await asked({ admits });
    const { status, said } = await post(sent);
    expect(status).to.equal(500);
    expect(said).to.not.match(/c1/i);
    expect(problems).to.have.length(1);
  });
});
