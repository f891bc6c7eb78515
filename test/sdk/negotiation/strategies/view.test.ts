import { expect } from "chai";
import { zeroAddress, zeroHash } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { hashOffer, quittanceDomain, signOffer } from "../../../../sdk/index.ts";
import { openNegotiation, viewNegotiation, withdrawOffer } from "../../../../sdk/negotiation/index.ts";
import { START, TERMS } from "./support/views.ts";

describe("strategies: view", () => {
  const [buyer, seller] = [0, 1].map(() => privateKeyToAccount(generatePrivateKey())) as [Account, Account];
  const domain = quittanceDomain({ chainId: 8453, address: `0x${"aa".repeat(20)}` });
  const terms = { ...TERMS, buyer: buyer.address, seller: seller.address };
  const offer = (account: Account, answers = zeroHash as `0x${string}`, validUntil = START + 100) =>
    signOffer({ domain, terms: { ...terms, panelAccount: zeroAddress }, answers, validUntil, account });

  it("sees what was offered", async () => {
    const first = await offer(buyer);
    const negotiation = await openNegotiation({ domain, first });
    const second = await offer(seller, hashOffer(first), START + 50);
    await negotiation.take({ kind: "offer", offer: second });
    const view = viewNegotiation(negotiation, { side: "buyer", now: START });
    expect(view).to.include({ side: "buyer", now: START });
    expect(view.state).to.deep.equal(negotiation.state(START));
    expect(view.offers).to.deep.equal([
      { hash: hashOffer(first), by: "buyer", terms: first.terms, validUntil: START + 100 },
      { hash: hashOffer(second), by: "seller", terms: second.terms, validUntil: START + 50 },
    ]);
  });

  it("sees what was offered when nothing stands", async () => {
    const first = await offer(buyer);
    const negotiation = await openNegotiation({ domain, first });
    const second = await offer(seller, hashOffer(first), START + 50);
    await negotiation.take({ kind: "offer", offer: second });
    const late = viewNegotiation(negotiation, { side: "buyer", now: START + 200 });
    expect(late.state.phase).to.equal("expired");
    expect(late.offers.map(({ hash }) => hash)).to.deep.equal([hashOffer(first), hashOffer(second)]);
    const withdrawal = await withdrawOffer({ domain, offer: second, account: seller });
    await negotiation.take({ kind: "withdrawal", withdrawal });
    const after = viewNegotiation(negotiation, { side: "seller", now: START + 200 });
    expect(after.offers.map(({ hash }) => hash)).to.deep.equal([hashOffer(first)]);
  });
});

type Account = ReturnType<typeof privateKeyToAccount>;
