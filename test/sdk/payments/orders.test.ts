import { expect } from "chai";
import fc from "fast-check";
import { type Address, concatHex, getAddress, numberToHex, toHex, zeroAddress, zeroHash } from "viem";
import {
  buildOrder,
  checkOrder,
  decodePayments,
  nonceSeries,
  type Order,
  orderIdOf,
  orderTotal,
  parseOrder,
  quittanceDomain,
  toJson,
} from "../../../sdk/index.ts";
import { expectRefusedField } from "../support/refusal.ts";

const someone = (last: string): Address => getAddress(`0x${last.padStart(40, "0")}`);
const [account, payee, contract, token] = ["b1", "c2", "aa", "ab"].map(someone) as [
  Address,
  Address,
  Address,
  Address,
];
const NOW = 1_800_000_000;
const payments = [{ payee, amount: 2_500_000n }];
const built = (changes: Partial<Order> = {}) =>
  buildOrder({ account, payments, ...changes }, { contract, token, now: NOW });

describe("orders, built", () => {
  it("have a random nonce, and are good for an hour", () => {
    const order = built();
    expect(order).to.deep.include({
      account,
      payments,
      validUntil: NOW + 3_600,
      category: 0,
      memo: zeroHash,
    });
    expect(built().nonce).to.not.equal(order.nonce);
    expect(built({ nonce: 7n }).nonce).to.equal(7n);
    const clock = Math.floor(Date.now() / 1000);
    expect(buildOrder({ account, payments }).validUntil).to.be.within(clock + 3_600, clock + 3_700);
  });

  it("are refused by the name of the field that the contract would refuse", async () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ payee, amount: 1n }));
    const paying = (to: Address) => ({ payments: [...payments, { payee: to, amount: 1n }] });
    const refused: readonly (readonly [string, Partial<Order>])[] = [
      ["order.account", { account: zeroAddress }],
      ["order.payments", { payments: [] }],
      ["order.payments", { payments: many(257) }],
      ["order.payments[1].payee", paying(zeroAddress)],
      ["order.payments[1].payee", paying(contract)],
      ["order.payments[1].payee", paying(token)],
      ["order.payments[1].payee", paying(account)],
      ["order.payments[0].amount", { payments: [{ payee, amount: 0n }] }],
      [
        "order.payments",
        {
          payments: [
            { payee, amount: 2n ** 95n },
            { payee, amount: 2n ** 95n },
          ],
        },
      ],
      ["order.validUntil", { validUntil: NOW }],
      ["order.nonce", { nonce: 2n ** 64n }],
      ["order.category", { category: -1 }],
      ["order.memo", { memo: "0x11" }],
    ];
    for (const [field, changes] of refused) await expectRefusedField(field, /./, () => built(changes));
    expect(built({ payments: many(256) }).payments).to.have.length(256);
    expect(orderTotal(built({ payments: many(256) }))).to.equal(256n);
  });

  it("travel as JSON, in their proper form", async () => {
    const order = built();
    expect(parseOrder(toJson(order))).to.deep.equal(order);
    expect(checkOrder({ ...order, account: account.toLowerCase() })).to.deep.equal(order);
    await expectRefusedField("order.tip", "(not shown)", () => parseOrder({ ...order, tip: 1 }));
    await expectRefusedField("order.payments[0].tip", "(not shown)", () =>
      parseOrder({ ...order, payments: [{ ...payments[0], tip: 1 }] }),
    );
  });

  it("have an id of their own for every field, chain and contract", () => {
    const domain = quittanceDomain({ chainId: 8_453, address: contract });
    const order = built({ nonce: 1n });
    const changes: readonly Partial<Order>[] = [
      { account: token },
      { nonce: 2n },
      { validUntil: NOW + 1 },
      { category: 1 },
      { memo: toHex(1, { size: 32 }) },
      { payments: [{ payee: token, amount: 2_500_000n }] },
      { payments: [{ payee, amount: 1n }] },
      { payments: [...payments, ...payments] },
    ];
    const ids = [
      ...changes.map((change) => orderIdOf({ domain, order: { ...order, ...change } })),
      orderIdOf({ domain, order }),
      orderIdOf({ domain: { ...domain, chainId: 1 }, order }),
      orderIdOf({ domain: { ...domain, verifyingContract: token }, order }),
    ];
    expect(new Set(ids).size).to.equal(changes.length + 3);
  });
});

describe("nonces in series", () => {
  it("follow each other, from the beginning of a word unless said otherwise", () => {
    const nonces = nonceSeries();
    const first = nonces.next();
    expect(first % 256n).to.equal(0n);
    expect([nonces.next(), nonces.next()]).to.deep.equal([first + 1n, first + 2n]);
    expect(nonceSeries().next()).to.not.equal(first);
    expect(nonceSeries(5n).next()).to.equal(5n);
  });

  it("stay within 64 bits", async () => {
    const last = nonceSeries(2n ** 64n - 1n);
    expect([last.next(), last.next()]).to.deep.equal([2n ** 64n - 1n, 0n]);
    await expectRefusedField("from", String(2n ** 64n), () => nonceSeries(2n ** 64n));
    await expectRefusedField("from", "-1", () => nonceSeries(-1n));
    await expectRefusedField("from", "5", () => nonceSeries(5 as unknown as bigint));
  });
});

describe("what an order paid", () => {
  it("is read from the event's bytes", async () => {
    const anyPayments = fc.array(
      fc.record({
        payee: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => getAddress(toHex(bytes))),
        amount: fc.bigInt({ min: 0n, max: 2n ** 96n - 1n }),
      }),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(anyPayments, (list) => {
        const packed = list.flatMap((paid) => [paid.payee, numberToHex(paid.amount, { size: 12 })]);
        expect(decodePayments(concatHex(["0x", ...packed]))).to.deep.equal(list);
      }),
    );
    await expectRefusedField("payments", /0x/, () => decodePayments("0x11"));
  });
});
