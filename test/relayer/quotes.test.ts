import { expect } from "chai";
import { toHex } from "viem";
import { defaultSettings } from "../../apps/relayer/engine/settings.ts";
import { openArrivals } from "../../apps/relayer/http/arrivals.ts";
import type { AskedIntent } from "../../apps/relayer/http/body.ts";
import { type Front, openFront } from "../../apps/relayer/http/front.ts";
import { openSimulator } from "../../apps/relayer/simulation/simulator.ts";
import { openSqliteStore } from "../../apps/relayer/store/sqlite.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import { buildOrder, pay } from "../../sdk/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { payeeOf } from "../support/relayer/relayer.ts";
import { burningWallet } from "../support/wallets/burning-wallet.ts";

const ACCOUNT = { name: "paying", perDay: 1_000, isFree: false };
const MINUTE = 60_000;
const WALLET = toHex(0xb0b, { size: 20 });

describe("quotes of the relayer", () => {
  const setup = useStack();
  let store: Store;
  let front: Front;
  let time: number;

  beforeEach(() => {
    const { address, chain, publicClient: node } = setup();
    const settings = { ...defaultSettings, address, chainId: chain.id };
    const rates = { usdcPerEth: 3_000_000_000n, margin: 0, least: 1n, redeemEvery: MINUTE };
    time = 1_900_000_000_000;
    store = openSqliteStore(":memory:");
    front = openFront({
      ...{ node, store, settings, simulator: openSimulator({ node, ...settings }), mostQueued: 10 },
      fees: { payee: payeeOf(setup()), ...rates },
      arrivals: openArrivals(store),
      now: () => time,
      wake: () => undefined,
    });
  });
  afterEach(() => store.close());

  const request = (method: string, ...params: readonly unknown[]) =>
    setup().publicClient.request({ method, params } as never);
  /** An order of a wallet that uses about so much gas to say that it signed. */
  const orderOf = async (gas: number): Promise<AskedIntent> => {
    await request("hardhat_setCode", WALLET, burningWallet(gas));
    const { address, seller, fundLedger, now } = setup();
    await fundLedger(WALLET, 1_000n);
    const payments = [{ payee: seller.address, amount: 1_000n }];
    const order = buildOrder({ account: WALLET, payments, validUntil: (await now()) + 3_600 });
    const { data } = pay.call({ address, orders: [{ order, signature: "0x11" }] });
    return { data, deployments: [], payment: undefined, voucher: undefined };
  };
  const quoteOf = async (asked: AskedIntent) => {
    const { body } = await front.quote(ACCOUNT, asked);
    return { fee: BigInt(String(body.fee)), validUntil: Number(body.validUntil) };
  };
  /** What the relayer asks for where nothing pays. */
  const askedFor = async (asked: AskedIntent) => {
    const { status, body } = await front.take(ACCOUNT, asked);
    expect(status).to.equal(402);
    return BigInt(String(body.fee));
  };

  it("hold for a minute while gas costs more, and no longer when they are asked for again", async () => {
    const order = await orderOf(0);
    const first = await quoteOf(order);
    await request("hardhat_setNextBlockBaseFeePerGas", toHex(1_000_000_000n));
    await request("hardhat_mine", "0x1");
    time += MINUTE - 1_000;
    expect(await quoteOf(order)).to.deep.equal(first);
    expect(await askedFor(order)).to.equal(first.fee);
    time += 2_000;
    const later = (await quoteOf(order)).fee;
    expect(later > first.fee, `${first.fee}, then ${later}`).to.equal(true);
  });

  it("hold where a wallet uses a little more gas, and not where it uses much more", async () => {
    const order = await orderOf(0);
    const { fee } = await quoteOf(order);
    await request("hardhat_setCode", WALLET, burningWallet(20_000));
    expect(await askedFor(order)).to.equal(fee);
    await request("hardhat_setCode", WALLET, burningWallet(150_000));
    const asked = await askedFor(order);
    expect(asked > fee, `${fee}, then ${asked}`).to.equal(true);
  });
});
