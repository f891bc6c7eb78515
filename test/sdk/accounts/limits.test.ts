import { expect } from "chai";
import { type Address, getAddress, type Hex, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  type AgentAccount,
  type AnyContractError,
  ApprovalMissingError,
  allowCategories,
  allowCounterparties,
  authorize,
  buildPolicy,
  CategoryNotAllowedError,
  CounterpartyNotAllowedError,
  checkCommitment,
  contractErrorClasses,
  dealCommitment,
  dealIdOf,
  encodeEnvelope,
  freeze,
  freezeAll,
  InsufficientBalanceError,
  LedgerDestinationNeededError,
  openDeal,
  PerTransactionLimitExceededError,
  setKeys,
  setPolicy,
  signTerms,
  type Terms,
} from "../../../sdk/index.ts";
import {
  type ExampleAccount,
  type ExampleAccountOptions,
  exampleTerms,
  openExampleAccount,
  type Stack,
} from "../../../sdk/testing/index.ts";
import { errorOf, expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const DESTINATIONS = { fundedFromLedger: true, buyerToLedger: true };
const USDC = 1_000_000n;
const DAY = 86_400;
const STRANGER = getAddress(toHex(0xdead, { size: 20 }));

/** Something that the contract refuses, and what the SDK has to say of it first. */
interface Refusal {
  readonly says: string;
  readonly options?: (stack: Stack) => ExampleAccountOptions;
  readonly terms?: Partial<Terms>;
  /** What happens between opening the account and spending. */
  readonly next?: (stack: Stack, opened: ExampleAccount) => Promise<unknown>;
  /** How the agent goes on; as it did when left out. */
  readonly as?: (account: AgentAccount) => AgentAccount;
}

const spend = async (stack: Stack, account: AgentAccount, amount: bigint) => {
  const { address, domain, walletClient } = stack;
  const milestones = [{ amount, deadline: (await stack.now()) + DAY }];
  const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address, milestones });
  await openDeal(walletClient, {
    address,
    terms,
    buyerSignature: await signTerms({ domain, terms, account }),
    sellerSignature: await signTerms({ domain, terms, account: stack.seller }),
  });
};

const limited = (limits: Parameters<typeof buildPolicy>[0]) => () => ({ policy: buildPolicy(limits) });

const REFUSALS: readonly Refusal[] = [
  {
    says: "FrozenAccountError",
    next: ({ address, walletClient }, { account, principal }) =>
      freeze(walletClient, { address, accounts: [account.address], account: principal }),
  },
  {
    says: "FrozenAccountError",
    next: ({ address, walletClient }, { account, principal }) =>
      freezeAll(walletClient, { address, principal: account.principal, account: principal }),
  },
  {
    says: "PolicyMismatchError",
    next: ({ address, walletClient }, { account, principal }) =>
      setPolicy(walletClient, {
        address,
        of: account.address,
        current: account.policy,
        policy: buildPolicy({ period: 1 }),
        account: principal,
      }),
  },
  { says: "PolicyMismatchError", as: (account) => ({ ...account, principal: STRANGER }) },
  {
    says: "KeyUnknownError",
    as: (account) => ({ ...account, key: privateKeyToAccount(generatePrivateKey()) }),
  },
  {
    says: "KeyUnknownError",
    next: ({ address, walletClient }, { account, key, principal }) =>
      setKeys(walletClient, {
        address,
        of: account.address,
        revoke: [key.address],
        account: principal,
      }),
  },
  { says: "KeyExpiredError", next: (stack) => stack.increaseTime(366 * DAY) },
  { says: "CapabilityMissingError", options: () => ({ capabilities: ["deliver", "settle", "tabs"] }) },
  { says: "OutsideActiveWindowError", options: limited({ activeFrom: 2 ** 39 }) },
  { says: "OutsideActiveWindowError", options: limited({ activeUntil: 1_000 }) },
  { says: "PerTransactionLimitExceededError", options: limited({ perTransaction: 180n * USDC - 1n }) },
  {
    says: "PeriodLimitExceededError",
    options: limited({ perPeriod: 200n * USDC }),
    next: (stack, { account }) => spend(stack, account, 21n * USDC),
  },
  {
    says: "LifetimeLimitExceededError",
    options: limited({ lifetime: 200n * USDC, perPeriod: 200n * USDC }),
    next: async (stack, { account }) => {
      await spend(stack, account, 21n * USDC);
      await stack.increaseTime(2 * DAY);
    },
  },
  {
    says: "CounterpartyNotAllowedError",
    options: () => {
      const counterparties = allowCounterparties([STRANGER]);
      return { counterparties, policy: buildPolicy({ counterparties }) };
    },
  },
  {
    says: "CounterpartyNotAllowedError",
    options: ({ seller }) => {
      const counterparties = allowCounterparties([seller.address, STRANGER]);
      return { counterparties, policy: buildPolicy({ counterparties }) };
    },
    terms: { marketplaceFee: 100, marketplace: getAddress(toHex(0xfee, { size: 20 })) },
  },
  {
    says: "CategoryNotAllowedError",
    options: () => {
      const categories = allowCategories([8, 9]);
      return { categories, policy: buildPolicy({ categories }) };
    },
    terms: { category: 7 },
  },
  { says: "ApprovalMissingError", options: limited({ approvalAbove: 180n * USDC - 1n }) },
];

/** An envelope as somebody would make it who does not ask the SDK: signed whatever the policy says, proofs missing. */
async function forge(domain: Stack["domain"], account: AgentAccount, terms: Terms): Promise<Hex> {
  const { key, principal, policy } = account;
  if (!("sign" in key) || typeof key.sign !== "function") throw new Error("the key is a local one");
  const signature: Hex = await key.sign({ hash: dealIdOf({ domain, terms }) });
  const listed = (list: "counterparties" | "categories") => !/^0x0+$/.test(policy[list]);
  const payees = [terms.seller, ...(terms.marketplaceFee === 0 ? [] : [terms.marketplace])];
  const proofs = [
    ...(listed("counterparties")
      ? payees.map((payee: Address) => account.counterparties?.proofOf(payee) ?? [])
      : []),
    ...(listed("categories") ? [account.categories?.proofOf(terms.category ?? 0) ?? []] : []),
  ];
  const { address: signer } = key as { readonly address: Address };
  return encodeEnvelope({ key: signer, principal, policy, proofs, signature, approval: "0x" });
}

/** What an error says, the time of the block aside. */
const told = (error: unknown) => {
  const { name, values } = error as AnyContractError;
  return { name, values: { ...values, timestamp: undefined } };
};

describe("limits", () => {
  const setup = useStack();

  for (const [index, refusal] of REFUSALS.entries()) {
    const { says, options, next, as } = refusal;
    it(`${index + 1}: the SDK says ${says} before anything is signed, as the contract does`, async () => {
      const stack = setup();
      const { address, domain, publicClient, walletClient } = stack;
      const opened = await openExampleAccount(stack, options?.(stack));
      await next?.(stack, opened);
      const account = as?.(opened.account) ?? opened.account;
      const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address, ...refusal.terms });
      const commitment = dealCommitment({ domain, terms });

      const first = await errorOf(() => checkCommitment(publicClient, { address, account, commitment }));
      expect(contractErrorClasses).to.include((first as object).constructor);
      expect(told(first).name).to.equal(says);

      const envelope = await forge(domain, account, terms);
      const asked = await errorOf(() => authorize(publicClient, { address, commitment, envelope }));
      expect(told(asked)).to.deep.equal(told(first));

      const sellerSignature = await signTerms({ domain, terms, account: stack.seller });
      const opening = { address, terms, buyerSignature: envelope, sellerSignature };
      expect(told(await errorOf(() => openDeal(walletClient, opening)))).to.deep.equal(told(first));

      const watched = { ...account, client: publicClient, key: unasked(account) };
      const last = await errorOf(() => signTerms({ domain, terms, account: watched }));
      expect(told(last)).to.deep.equal(told(first));
    });
  }

  it("include what the row holds, which the contract asks last", async () => {
    const stack = setup();
    const { address, domain, publicClient } = stack;
    const { account } = await openExampleAccount(stack, { balance: 179n * USDC });
    const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address });
    const commitment = dealCommitment({ domain, terms });
    const { values } = await refusalOf(InsufficientBalanceError, () =>
      checkCommitment(publicClient, { address, account, commitment }),
    );
    expect(values).to.deep.equal({
      account: account.address,
      available: 179n * USDC,
      required: 180n * USDC,
    });
  });

  it("leave what they leave: to the last unit, for each payee and the category", async () => {
    const stack = setup();
    const { address, domain, publicClient, walletClient, seller, relayer } = stack;
    const marketplace = getAddress(toHex(0xfee, { size: 20 }));
    const others = Array.from({ length: 200 }, (_, index) => getAddress(toHex(index + 1, { size: 20 })));
    const counterparties = allowCounterparties([...others, seller.address, marketplace, relayer.address]);
    const categories = allowCategories([1, 7, 9]);
    const total = 180n * USDC + 3n;
    const limits = { perTransaction: total, perPeriod: total, lifetime: total, approvalAbove: total };
    const policy = buildPolicy({ ...limits, counterparties, categories });
    const { account, key } = await openExampleAccount(stack, { policy, counterparties, categories });
    const terms = await exampleTerms(stack, {
      ...DESTINATIONS,
      buyer: account.address,
      category: 7,
      marketplaceFee: 100,
      marketplace,
      verificationFee: 1n,
      panelAccount: relayer.address,
    });
    const commitment = dealCommitment({ domain, terms });
    const { remainingLimits, needsApproval } = await checkCommitment(publicClient, {
      address,
      account,
      commitment,
    });
    expect([remainingLimits.available, needsApproval]).to.deep.equal([total, false]);
    const watched = { ...account, client: publicClient };
    const buyerSignature = await signTerms({ domain, terms, account: watched });
    const allowed = await authorize(publicClient, { address, commitment, envelope: buyerSignature });
    expect(allowed.key).to.equal(key.address);
    expect(allowed.periodStart).to.equal(remainingLimits.period.startsAt);
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
    const after = await errorOf(() => checkCommitment(publicClient, { address, account, commitment }));
    expect(told(after)).to.deep.include({ name: "PeriodLimitExceededError" });
    expect(told(after).values).to.deep.include({ limit: total, requested: total, remaining: 0n });
  });

  it("that need no chain hold without one", async () => {
    const stack = setup();
    const { domain } = stack;
    const account = { ...(await openExampleAccount(stack)).account };
    const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address, category: 7 });
    const sign = (limits: Partial<AgentAccount>) =>
      signTerms({ domain, terms, account: { ...account, key: unasked(account), ...limits } });
    const small = await refusalOf(PerTransactionLimitExceededError, () =>
      sign({ policy: buildPolicy({ perTransaction: 5n }) }),
    );
    expect(small.values).to.deep.equal({
      account: account.address,
      limit: 5n,
      requested: 180n * USDC,
      remaining: 5n,
    });
    for (const limit of ["perPeriod", "lifetime"] as const) {
      const error = await errorOf(() => sign({ policy: buildPolicy({ [limit]: 5n }) }));
      expect(told(error).values).to.deep.include({ limit: 5n, remaining: 5n });
    }
    const counterparties = allowCounterparties([STRANGER]);
    const listing = { policy: buildPolicy({ counterparties }) };
    await refusalOf(CounterpartyNotAllowedError, () => sign({ ...listing, counterparties }));
    await expectRefusedField("account.counterparties", "undefined", () => sign(listing));
    const categories = allowCategories([1]);
    const naming = { policy: buildPolicy({ categories }), categories };
    await refusalOf(CategoryNotAllowedError, () => sign(naming));
    await refusalOf(ApprovalMissingError, () => sign({ policy: buildPolicy({ approvalAbove: 5n }) }));
  });

  it("keep an account's money on the ledger", async () => {
    const stack = setup();
    const { domain } = stack;
    const { account } = await openExampleAccount(stack);
    const signing = async (changes: Partial<Terms>) =>
      signTerms({ domain, terms: await exampleTerms(stack, changes), account });
    const buying = { buyer: account.address, fundedFromLedger: true };
    await refusalOf(LedgerDestinationNeededError, () => signing(buying));
    await refusalOf(LedgerDestinationNeededError, () => signing({ seller: account.address }));
    await expectRefusedField("terms.fundedFromLedger", "false", () => signing({ buyer: account.address }));
    await expectRefusedField("account", `"${account.address}"`, () => signing({}));
  });
});

/** A key that fails the test when it is asked to sign. */
function unasked({ key }: AgentAccount): AgentAccount["key"] {
  const { address } = key as { readonly address: Address };
  return {
    address,
    signTypedData: () => Promise.reject(new Error("the key was asked to sign")),
  };
}
