import { expect } from "chai";
import type { Address } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  AccountAlreadyOpenedError,
  AccountUnknownError,
  acceptPrincipal,
  accountAddressOf,
  buildPolicy,
  freeze,
  freezeAll,
  getAccount,
  getAccountAddress,
  getKey,
  getLedgerBalance,
  getPrincipal,
  getRemainingLimits,
  hashPolicy,
  InsufficientBalanceError,
  KeyExpiredError,
  KeyRefusedError,
  moveFunds,
  NotControllerError,
  NothingOfferedError,
  offerPrincipal,
  openAccounts,
  PolicyMismatchError,
  setKeys,
  setPolicy,
  unfreeze,
  unfreezeAll,
  withdrawFrom,
} from "../../../sdk/index.ts";
import { openExampleAccount } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const fresh = () => privateKeyToAccount(generatePrivateKey());

describe("principals", () => {
  const setup = useStack();

  it("open many accounts at once, at addresses that follow from their index", async () => {
    const { address, domain, buyer, publicClient, walletClient, now } = setup();
    const principal = buyer.address;
    const expiry = (await now()) + 86_400;
    const key = fresh().address;
    const policy = buildPolicy({ perPeriod: 50_000_000n });
    const accounts = [0, 7, 2 ** 32 - 1].map((index) => ({
      index,
      policy,
      keys: [{ key, expiry, capabilities: ["commit", "tabs"] as const }],
    }));
    const opened = await openAccounts(walletClient, { address, principal, accounts, account: buyer });
    expect(opened.principal).to.equal(principal);
    expect(opened.accounts).to.deep.equal(
      accounts.map((draft) => ({
        ...draft,
        account: accountAddressOf({ domain, principal, index: draft.index }),
      })),
    );
    const [, second] = opened.accounts;
    const account = second?.account ?? principal;
    expect(await getAccountAddress(publicClient, { address, principal, index: 7 })).to.equal(account);
    expect(await getAccount(publicClient, { address, account })).to.deep.include({
      account,
      balance: 0n,
      spent: 0n,
      principal,
      index: 7,
      policyHash: hashPolicy({ principal, policy }),
      frozen: false,
    });
    const granted = { key, expiry, capabilities: ["commit", "tabs"] };
    expect(await getKey(publicClient, { address, account, key })).to.deep.equal(granted);
  });

  it("open each index once, and only what they control", async () => {
    const { address, buyer, seller, walletClient } = setup();
    const accounts = [{ index: 1, policy: buildPolicy({}) }];
    const opening = { address, principal: buyer.address, accounts };
    await openAccounts(walletClient, { ...opening, account: buyer });
    const again = await refusalOf(AccountAlreadyOpenedError, () =>
      openAccounts.simulate(walletClient, { ...opening, account: buyer }),
    );
    expect(again.values.index).to.equal(1);
    const other = await refusalOf(NotControllerError, () =>
      openAccounts(walletClient, { ...opening, account: seller }),
    );
    expect(other.values).to.deep.equal({
      principal: buyer.address,
      controller: buyer.address,
      caller: seller.address,
    });
  });

  it("grant, change and revoke keys, and see who may do what", async () => {
    const stack = setup();
    const { address, publicClient, walletClient } = stack;
    const { account, key, principal } = await openExampleAccount(stack);
    const next = fresh().address;
    const expiry = (await stack.now()) + 60;
    const changed = await setKeys(walletClient, {
      address,
      of: account.address,
      grants: [{ key: next, expiry, capabilities: ["settle"] }],
      revoke: [key.address],
      account: principal,
    });
    expect(changed).to.deep.include({
      account: account.address,
      keys: [
        { key: next, expiry, capabilities: ["settle"] },
        { key: key.address, expiry: 0, capabilities: [] },
      ],
    });
    const read = { address, account: account.address };
    expect(await getKey(publicClient, { ...read, key: key.address })).to.equal(undefined);
    expect((await getKey(publicClient, { ...read, key: next }))?.capabilities).to.deep.equal(["settle"]);
  });

  it("are refused keys that nobody could use", async () => {
    const stack = setup();
    const { address, walletClient } = stack;
    const { account, principal } = await openExampleAccount(stack);
    const of = account.address;
    const now = await stack.now();
    const granting = (key: Address, expiry: number) =>
      setKeys(walletClient, {
        address,
        of,
        grants: [{ key, expiry, capabilities: ["commit"] }],
        account: principal,
      });
    await refusalOf(KeyRefusedError, () => granting(of, now + 60));
    await refusalOf(KeyExpiredError, () => granting(fresh().address, now - 1));
    await expectRefusedField("grants[0].expiry", "0", () => granting(fresh().address, 0));
    await expectRefusedField("grants", "an array of 0", () => setKeys(walletClient, { address, of }));
    await expectRefusedField("grants[0].capabilities", "an array of 0", () =>
      setKeys(walletClient, {
        address,
        of,
        grants: [{ key: fresh().address, expiry: now + 60, capabilities: [] }],
      }),
    );
  });

  it("replace the policy in force, and no other", async () => {
    const stack = setup();
    const { address, publicClient, walletClient } = stack;
    const { account, principal } = await openExampleAccount(stack);
    const policy = buildPolicy({ perPeriod: 9n });
    const change = { address, of: account.address, policy, account: principal };
    const changed = await setPolicy(walletClient, { ...change, current: account.policy });
    expect(changed).to.deep.include({ account: account.address, policy });
    const remainingLimits = { address, account: account.address };
    expect((await getRemainingLimits(publicClient, { ...remainingLimits, policy })).available).to.equal(9n);
    const stale = await refusalOf(PolicyMismatchError, () =>
      setPolicy(walletClient, { ...change, current: account.policy }),
    );
    expect(stale.values.inForce).to.equal(hashPolicy({ principal: account.principal, policy }));
    await refusalOf(PolicyMismatchError, () =>
      getRemainingLimits(publicClient, { ...remainingLimits, policy: account.policy }),
    );
  });

  it("freeze and unfreeze single accounts, and all of them in one call", async () => {
    const stack = setup();
    const { address, publicClient, walletClient } = stack;
    const { account, principal } = await openExampleAccount(stack);
    const accounts = [account.address];
    const sent = { address, accounts, account: principal };
    const isFrozen = async () =>
      (await getAccount(publicClient, { address, account: account.address }))?.frozen;
    const all = { address, principal: account.principal, account: principal };

    expect((await freeze(walletClient, sent)).accounts).to.deep.equal(accounts);
    expect((await freezeAll(walletClient, all)).principal).to.equal(account.principal);
    expect(await isFrozen()).to.equal(true);
    expect((await unfreeze(walletClient, sent)).accounts).to.deep.equal(accounts);
    expect(await isFrozen()).to.equal(true);
    expect((await unfreezeAll(walletClient, all)).principal).to.equal(account.principal);
    expect(await isFrozen()).to.equal(false);
    await expectRefusedField("accounts", "an array of 0", () =>
      freeze(walletClient, { ...sent, accounts: [] }),
    );
  });

  it("move money between their own rows, and withdraw it; keys and strangers do not", async () => {
    const stack = setup();
    const { address, publicClient, walletClient, buyer, seller } = stack;
    const one = await openExampleAccount(stack, { principal: buyer, balance: 100n });
    const two = await openExampleAccount(stack, { principal: buyer, balance: 0n });
    const other = await openExampleAccount(stack, { principal: seller, balance: 100n });
    const moves = [
      { from: one.account.address, to: two.account.address, amount: 60n },
      { from: two.account.address, to: buyer.address, amount: 20n },
    ];
    expect((await moveFunds(walletClient, { address, moves, account: buyer })).moves).to.deep.equal(moves);
    const balanceOf = (owner: Address) => getLedgerBalance(publicClient, { address, owner });
    expect(await balanceOf(two.account.address)).to.equal(40n);
    expect(await balanceOf(buyer.address)).to.equal(20n);

    const foreign = [{ from: other.account.address, to: buyer.address, amount: 1n }];
    await refusalOf(NotControllerError, () =>
      moveFunds(walletClient, { address, moves: foreign, account: buyer }),
    );
    const stray = [{ from: one.account.address, to: seller.address, amount: 1n }];
    await refusalOf(AccountUnknownError, () =>
      moveFunds(walletClient, { address, moves: stray, account: buyer }),
    );

    const taking = { address, from: two.account.address, to: seller.address, amount: 40n };
    await refusalOf(InsufficientBalanceError, () =>
      withdrawFrom(walletClient, { ...taking, amount: 41n, account: buyer }),
    );
    await refusalOf(NotControllerError, () => withdrawFrom(walletClient, { ...taking, account: seller }));
    const withdrawn = await withdrawFrom(walletClient, { ...taking, account: buyer });
    expect(withdrawn).to.deep.include({ account: taking.from, to: seller.address, amount: 40n });
  });

  it("are handed over in two steps, with all their accounts", async () => {
    const stack = setup();
    const { address, publicClient, walletClient, buyer, seller, arbiter } = stack;
    const { account } = await openExampleAccount(stack, { principal: buyer, balance: 5n });
    const principal = buyer.address;
    const facts = () => getPrincipal(publicClient, { address, principal });
    const offering = { address, principal, account: buyer };

    const offered = await offerPrincipal(walletClient, { ...offering, to: arbiter.address });
    expect(offered).to.deep.include({ principal, controller: principal, to: arbiter.address });
    expect(await facts()).to.deep.equal({
      principal,
      controller: principal,
      offered: arbiter.address,
      frozen: false,
    });
    expect((await offerPrincipal(walletClient, offering)).to).to.equal(undefined);
    expect((await facts()).offered).to.equal(undefined);
    const accepting = { address, principal, account: arbiter };
    await refusalOf(NothingOfferedError, () => acceptPrincipal(walletClient, accepting));

    await offerPrincipal(walletClient, { ...offering, to: arbiter.address });
    const taken = await acceptPrincipal(walletClient, accepting);
    expect(taken).to.deep.include({ principal, controller: arbiter.address });
    const taking = { address, from: account.address, to: seller.address, amount: 5n };
    await refusalOf(NotControllerError, () => withdrawFrom(walletClient, { ...taking, account: buyer }));
    await withdrawFrom(walletClient, { ...taking, account: arbiter });
  });

  it("are not needed by wallets, which are no accounts of anybody", async () => {
    const { address, publicClient, buyer, seller } = setup();
    const account = buyer.address;
    expect(await getAccount(publicClient, { address, account })).to.equal(undefined);
    expect(await getKey(publicClient, { address, account, key: seller.address })).to.equal(undefined);
    await refusalOf(AccountUnknownError, () =>
      getRemainingLimits(publicClient, { address, account, policy: buildPolicy({}) }),
    );
  });

  it("check what they are given before they send it", async () => {
    const { address, walletClient, buyer } = setup();
    const principal = buyer.address;
    const opening = { address, principal, account: buyer };
    await expectRefusedField("accounts", "an array of 0", () =>
      openAccounts(walletClient, { ...opening, accounts: [] }),
    );
    await expectRefusedField("accounts[0].index", "4294967296", () =>
      openAccounts(walletClient, { ...opening, accounts: [{ index: 2 ** 32, policy: buildPolicy({}) }] }),
    );
    await expectRefusedField("moves[0].amount", "0", () =>
      moveFunds(walletClient, { address, moves: [{ from: principal, to: principal, amount: 0n }] }),
    );
    await expectRefusedField("of", '"0x12"', () =>
      setPolicy(walletClient, {
        address,
        of: "0x12",
        current: buildPolicy({}),
        policy: buildPolicy({}),
      }),
    );
  });
});
