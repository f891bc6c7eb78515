import { expect } from "chai";
import { TooFewSeatsError } from "../../../sdk/errors/index.ts";
import { acceptOffer, checkOffer, checkSeats, quoteDeal, signOffer } from "../../../sdk/index.ts";
import { exampleTerms } from "../../../sdk/testing/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

describe("seats for a contest, before terms are signed", () => {
  const setup = useStack();
  const contestable = () => exampleTerms(setup(), { contestWindow: 86_400 });

  it("are counted, and refused while there are fewer than the panel has", async () => {
    const { publicClient, seatJurors, increaseTime } = setup();
    const terms = await contestable();
    await seatJurors(2);
    await increaseTime(60);
    const refused = await refusalOf(TooFewSeatsError, () => checkSeats(publicClient, { terms }));
    expect([refused.eligible, refused.needed]).to.deep.equal([2, 3]);
    const found = await checkSeats(publicClient, { terms, fewSeats: true });
    expect(found?.jurors).to.have.length(2);
  });

  it("are enough at as many as the panel has", async () => {
    const { publicClient, seatJurors, increaseTime } = setup();
    await seatJurors(3);
    await increaseTime(60);
    const found = await checkSeats(publicClient, { terms: await contestable() });
    expect(found?.jurors).to.have.length(3);
  });

  it("are not asked for without a contest window", async () => {
    const terms = await exampleTerms(setup());
    expect(await checkSeats(setup().publicClient, { terms })).to.equal(undefined);
  });

  it("are part of checking and accepting an offer by a client, unless told to go on", async () => {
    const { domain, publicClient: client, buyer, seller, now: time } = setup();
    const now = await time();
    const terms = await contestable();
    const offer = await signOffer({ domain, terms, validUntil: now + 600, account: buyer });
    await checkOffer(offer, { domain, now });
    await refusalOf(TooFewSeatsError, () => checkOffer(offer, { domain, now, client }));
    await checkOffer(offer, { domain, now, client, fewSeats: true });
    await refusalOf(TooFewSeatsError, () => acceptOffer({ domain, offer, account: seller, client }));
    const yes = await acceptOffer({ domain, offer, account: seller, client, fewSeats: true });
    expect(yes.party).to.equal("seller");
  });

  it("are part of a quote", async () => {
    const { publicClient, address, seatJurors, increaseTime } = setup();
    const asked = { address, terms: await contestable(), etherPrice: "3000" };
    const codes = async () => (await quoteDeal(publicClient, asked)).warnings.map(({ code }) => code);
    expect(await codes()).to.include("few-seats");
    await seatJurors(3);
    await increaseTime(60);
    expect(await codes()).not.to.include("few-seats");
  });
});
