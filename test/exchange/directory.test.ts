import { expect } from "chai";
import { getSeats } from "../../sdk/disputes/index.ts";
import { toJson } from "../../sdk/index.ts";
import { type JurorProfile, parseJurorProfile, signJurorProfile } from "../../sdk/jury/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exchangeSettings, startTestExchange } from "../support/exchange/exchange.ts";

const YEAR = 365 * 86_400;

describe("the directory of an exchange", () => {
  const setup = useStack();

  it("takes profiles of jurors with a seat alone, and has them when it starts again", async () => {
    const { pool, poolDomain: domain, publicClient, buyer, now } = setup();
    const [seated = buyer] = await setup().seatJurors();
    const settings = exchangeSettings(setup(), { pool });
    const profileOf = async (account: typeof buyer) => {
      const profile: JurorProfile = {
        ...{ format: "quittance/juror/1", juror: account.address, pool, measures: ["coverage"] },
        ...{ languages: [], models: [], fee: "0", endpoint: "https://juror.example/", sequence: 1 },
        validUntil: (await now()) + YEAR,
      };
      return signJurorProfile({ domain, profile, account });
    };
    const first = await startTestExchange(settings);
    const post = async (account: typeof buyer) => {
      const body = toJson(await profileOf(account));
      return (await fetch(`${first.url}/directory/profiles`, { method: "POST", body })).status;
    };
    expect(await getSeats(publicClient, { address: pool, key: buyer.address })).to.deep.equal([]);
    expect([await post(seated), await post(seated)]).to.deep.equal([201, 200]);
    expect(await post(buyer)).to.be.within(400, 499);
    await first.end();
    const second = await startTestExchange(settings);
    const { profiles } = (await (await fetch(`${second.url}/directory/profiles`)).json()) as {
      readonly profiles: readonly unknown[];
    };
    await second.stop();
    expect(profiles.map((each) => parseJurorProfile(each).profile.juror)).to.deep.equal([seated.address]);
  });

  it("is not there where no pool is named", async () => {
    const exchange = await startTestExchange(exchangeSettings(setup()));
    const { status } = await fetch(`${exchange.url}/directory/profiles`);
    await exchange.stop();
    expect(status).to.equal(404);
  });
});
