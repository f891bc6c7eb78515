import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import { type Hex, toHex } from "viem";
import {
  allowCounterparties,
  buildOrder,
  buildPolicy,
  CounterpartyNotAllowedError,
  getLedgerBalance,
  getOrderId,
  InsufficientBalanceError,
  InvalidSignatureError,
  isOrderUsed,
  NotControllerError,
  nonceSeries,
  type OrderDraft,
  OrderUsedError,
  orderIdOf,
  PeriodLimitExceededError,
  pay,
  quittanceActions,
  revokeOrder,
  SignatureExpiredError,
  signOrder,
  typedDataTypes,
  verifyOrder,
} from "../../../sdk/index.ts";
import { openExampleAccount } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const USDC = 1_000_000n;

describe("orders", () => {
  const setup = useStack();
  const target = () => ({ address: setup().address });
  const balanceOf = (owner: Hex) => getLedgerBalance(setup().publicClient, { ...target(), owner });
  const orderOf = async (draft: Partial<OrderDraft> = {}) => {
    const { buyer, seller, address: contract, token } = setup();
    const payments = [{ payee: seller.address, amount: 2n * USDC }];
    const now = await setup().now();
    return buildOrder({ account: buyer.address, payments, ...draft }, { contract, token, now });
  };

  it("have the ids that Solidity, viem and ethers compute", async () => {
    const { domain, publicClient, relayer } = setup();
    const types = { Order: [...typedDataTypes.Order], Payment: [...typedDataTypes.Payment] };
    const most = { payee: relayer.address, amount: 2n ** 88n - 1n };
    const wide = { nonce: 2n ** 64n - 1n, category: 2 ** 32 - 1, memo: toHex(9, { size: 32 }) };
    for (const draft of [{}, { ...wide, payments: Array.from({ length: 256 }, () => most) }]) {
      const order = await orderOf(draft);
      const orderId = orderIdOf({ domain, order });
      expect(await getOrderId(publicClient, { ...target(), order })).to.equal(orderId);
      expect(TypedDataEncoder.hash(domain, types, order)).to.equal(orderId);
    }
  });

  it("are paid from row to row, many at once, all or none", async () => {
    const stack = setup();
    const { domain, buyer, seller, relayer, walletClient } = stack;
    await stack.fundLedger(buyer.address, 10n * USDC);
    const nonces = nonceSeries();
    const both = [
      { payee: seller.address, amount: USDC },
      { payee: relayer.address, amount: 2n * USDC },
    ];
    const signed = await Promise.all(
      [{}, { payments: both, category: 7, memo: toHex(5, { size: 32 }) }].map(async (draft) => {
        const order = await orderOf({ ...draft, nonce: nonces.next() });
        return { order, signature: await signOrder({ domain, order, account: buyer }) };
      }),
    );
    const paid = await pay(walletClient, { ...target(), orders: signed });
    expect(paid.paid).to.equal(5n * USDC);
    expect(paid.orders).to.deep.equal(
      signed.map(({ order }) => {
        const { validUntil: _validUntil, ...told } = order;
        return { ...told, orderId: orderIdOf({ domain, order }) };
      }),
    );
    expect(await balanceOf(buyer.address)).to.equal(5n * USDC);
    expect([await balanceOf(seller.address), await balanceOf(relayer.address)]).to.deep.equal([
      3n * USDC,
      2n * USDC,
    ]);

    const fresh = await orderOf();
    const again = [{ order: fresh, signature: await signOrder({ domain, order: fresh, account: buyer }) }];
    const refused = () => pay(walletClient, { ...target(), orders: [...again, ...signed] });
    expect((await refusalOf(OrderUsedError, refused)).values.nonce).to.equal(signed[0]?.order.nonce);
    const dear = await orderOf({ payments: [{ payee: seller.address, amount: 6n * USDC }] });
    await refusalOf(InsufficientBalanceError, () =>
      pay(walletClient, { ...target(), orders: [{ order: dear }], account: buyer }),
    );
  });

  it("need no signature from a wallet that sends, and no other's will do", async () => {
    const stack = setup();
    const { domain, buyer, seller, walletClient } = stack;
    await stack.fundLedger(buyer.address, 4n * USDC);
    const order = await orderOf();
    await refusalOf(InvalidSignatureError, () => pay(walletClient, { ...target(), orders: [{ order }] }));
    const payments = [{ payee: buyer.address, amount: 1n }];
    const theirs = await orderOf({ account: seller.address, payments });
    const forged = { order, signature: await signOrder({ domain, order: theirs, account: seller }) };
    await refusalOf(InvalidSignatureError, () => pay(walletClient, { ...target(), orders: [forged] }));
    await pay(walletClient, { ...target(), orders: [{ order }], account: buyer });
    await expectRefusedField("account", /0x/, () => signOrder({ domain, order, account: seller }));
    await expectRefusedField("orders", "an array of 0", () => pay(walletClient, { ...target(), orders: [] }));
    const late = await orderOf();
    await stack.setTime(late.validUntil);
    await refusalOf(SignatureExpiredError, () =>
      pay(walletClient, { ...target(), orders: [{ order: late }], account: buyer }),
    );
  });

  it("are verified by their account's signature alone", async () => {
    const { domain, buyer } = setup();
    const order = await orderOf();
    const signature = await signOrder({ domain, order, account: buyer });
    expect(await verifyOrder({ domain, order, signature })).to.equal(true);
    expect(await verifyOrder({ domain, order: { ...order, category: 1 }, signature })).to.equal(false);
  });

  it("are never paid once they are revoked", async () => {
    const stack = setup();
    const { buyer, seller, publicClient, walletClient } = stack;
    await stack.fundLedger(buyer.address, 4n * USDC);
    const order = await orderOf({ nonce: 255n });
    const of = buyer.address;
    await refusalOf(NotControllerError, () =>
      revokeOrder(walletClient, { ...target(), of, orderNonce: 255n, account: seller }),
    );
    const revoked = await revokeOrder(walletClient, { ...target(), of, orderNonce: 255n, account: buyer });
    expect(revoked).to.include({ account: of, nonce: 255n });
    const used = (nonce: bigint) => isOrderUsed(publicClient, { ...target(), owner: of, nonce });
    expect([await used(254n), await used(255n), await used(256n)]).to.deep.equal([false, true, false]);
    await refusalOf(OrderUsedError, () =>
      pay(walletClient, { ...target(), orders: [{ order }], account: buyer }),
    );
    await expectRefusedField("of", '"0x"', () =>
      revokeOrder(walletClient, { ...target(), of: "0x", orderNonce: 1n }),
    );
    await expectRefusedField("revokeOrder.orderNonce", "-1", () =>
      revokeOrder(walletClient, { ...target(), of, orderNonce: -1n }),
    );
  });

  it("of a managed account take its envelope, under its policy", async () => {
    const stack = setup();
    const { domain, seller, relayer, buyer, publicClient: client, walletClient } = stack;
    const counterparties = allowCounterparties([seller.address, buyer.address, stack.token]);
    const policy = buildPolicy({ perPeriod: 5n * USDC, counterparties });
    const opened = await openExampleAccount(stack, {
      policy,
      counterparties,
      client,
      capabilities: ["commit"],
    });
    const { account, principal } = opened;
    const toBoth = [
      { payee: seller.address, amount: 3n * USDC },
      { payee: buyer.address, amount: USDC },
    ];
    const order = await orderOf({ account: account.address, payments: toBoth });
    const signature = await signOrder({ domain, order, account });
    expect(await verifyOrder({ domain, order, signature })).to.equal(false);
    expect(await verifyOrder({ domain, order, signature, client })).to.equal(true);
    await pay(walletClient, { ...target(), orders: [{ order, signature }] });
    expect(await balanceOf(account.address)).to.equal(496n * USDC);

    const more = await orderOf({ account: account.address, payments: toBoth });
    const refused = await refusalOf(PeriodLimitExceededError, () =>
      signOrder({ domain, order: more, account }),
    );
    expect(refused.values).to.include({ limit: 5n * USDC, requested: 4n * USDC, remaining: USDC });
    const stranger = [{ payee: relayer.address, amount: 1n }];
    const astray = await orderOf({ account: account.address, payments: stranger });
    await refusalOf(CounterpartyNotAllowedError, () => signOrder({ domain, order: astray, account }));

    const of = account.address;
    await revokeOrder(walletClient, { ...target(), of, orderNonce: 9n, account: principal });
    expect(await isOrderUsed(client, { ...target(), owner: of, nonce: 9n })).to.equal(true);
  });

  it("are on a client, too", async () => {
    const stack = setup();
    const client = stack.walletClient.extend(quittanceActions(target()));
    await stack.fundLedger(stack.buyer.address, 4n * USDC);
    const order = await orderOf();
    const { orders } = await client.pay({ orders: [{ order }], account: stack.buyer });
    expect(orders[0]?.orderId).to.equal(await client.getOrderId({ order }));
    const owner = stack.buyer.address;
    expect(await client.isOrderUsed({ owner, nonce: order.nonce })).to.equal(true);
    await client.revokeOrder({ of: owner, orderNonce: 3n, account: stack.buyer });
    expect(await client.isOrderUsed({ owner, nonce: 3n })).to.equal(true);
  });
});
