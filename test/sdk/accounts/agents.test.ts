import { expect } from "chai";
import { createPublicClient, type Hex, http, parseEventLogs } from "viem";
import { generatePrivateKey, privateKeyToAccount, toAccount } from "viem/accounts";
import {
  type AgentAccount,
  acceptOffer,
  agree,
  buildPolicy,
  CapabilityMissingError,
  cancel,
  checkOffer,
  checkOfferAcceptance,
  contest,
  counterOffer,
  dealIdOf,
  deliver,
  FrozenAccountError,
  freeze,
  getAccount,
  hashEvidence,
  hashReasons,
  KeyExpiredError,
  KeyUnknownError,
  NodeUnreachableError,
  openDeal,
  PolicyMismatchError,
  parseOffer,
  parseOfferAcceptance,
  quittanceAbi,
  rate,
  reclaim,
  refund,
  release,
  SignatureMismatchError,
  setKeys,
  setPolicy,
  signAgreement,
  signBallot,
  signBond,
  signCancellation,
  signContest,
  signDelivery,
  signOffer,
  signRating,
  signReclaim,
  signRefund,
  signRelease,
  signTerms,
  submitVerdict,
  type Terms,
  toJson,
  verifyBond,
  verifyContest,
  verifyDelivery,
  verifyReclaim,
  verifyTerms,
} from "../../../sdk/index.ts";
import {
  type ExampleAccount,
  exampleTerms,
  openExampleAccount,
  type Stack,
} from "../../../sdk/testing/index.ts";
import { deployTestContract } from "../support/artifacts.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

/** Two agents of two principals, with a deal between them that both signed by their keys. */
interface Trade {
  readonly terms: Terms;
  readonly deal: Hex;
  readonly buyer: ExampleAccount;
  readonly seller: ExampleAccount;
}

const DESTINATIONS = { fundedFromLedger: true, buyerToLedger: true, sellerToLedger: true };

async function openTrade(stack: Stack, changes: Partial<Terms> = {}): Promise<Trade> {
  const { address, domain, walletClient } = stack;
  const buyer = await openExampleAccount(stack, { principal: stack.buyer });
  const seller = await openExampleAccount(stack, { principal: stack.seller, balance: 0n });
  const parties = { buyer: buyer.account.address, seller: seller.account.address };
  const terms = await exampleTerms(stack, { ...parties, ...DESTINATIONS, ...changes });
  const buyerSignature = await signTerms({ domain, terms, account: buyer.account });
  const sellerSignature = await signTerms({ domain, terms, account: seller.account });
  const { dealId: deal } = await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
  return { terms, deal, buyer, seller };
}

describe("agents with accounts", () => {
  const setup = useStack();

  const factsOf = async ({ address }: AgentAccount) => {
    const stack = setup();
    const facts = await getAccount(stack.publicClient, { address: stack.address, account: address });
    if (facts === undefined) throw new Error("the account was opened");
    return facts;
  };

  it("open a deal by their keys; the buyer's balance pays, and the log says by which key", async () => {
    const stack = setup();
    const { address, domain, walletClient } = stack;
    const buyer = await openExampleAccount(stack);
    const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: buyer.account.address, category: 7 });
    const opened = await openDeal(walletClient, {
      address,
      terms,
      buyerSignature: await signTerms({ domain, terms, account: buyer.account }),
      sellerSignature: await signTerms({ domain, terms, account: stack.seller }),
    });
    const [committed] = parseEventLogs({
      abi: quittanceAbi,
      eventName: "FundsCommitted",
      logs: opened.receipt.logs,
    });
    expect(committed?.args).to.deep.equal({
      account: buyer.account.address,
      digest: opened.dealId,
      key: buyer.key.address,
      amount: 180_000_000n,
    });
    expect(opened.terms.category).to.equal(7);
    const { balance, spent, periodSpent } = await factsOf(buyer.account);
    expect([balance, spent, periodSpent]).to.deep.equal([320_000_000n, 180_000_000n, 180_000_000n]);
  });

  it("deliver and are judged; what comes back is budget again", async () => {
    const stack = setup();
    const { address, domain, walletClient, publicClient: client } = stack;
    const { terms, deal, buyer, seller } = await openTrade(stack);
    const evidence = hashEvidence("the delivered text");
    const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
    const delivery = await signDelivery({ domain, ...claim, account: seller.account });
    const shown = { domain, delivery, seller: seller.account.address };
    expect(await verifyDelivery({ ...shown, client })).to.equal(true);
    expect(await verifyDelivery(shown)).to.equal(false);
    await deliver(walletClient, { address, terms, delivery });

    const judged = { domain, deal, milestone: 0, evidence, score: 5_000, reasons: hashReasons("half of it") };
    const ballots = await Promise.all(stack.jurors.map((account) => signBallot({ ...judged, account })));
    await submitVerdict(walletClient, { address, terms, ballots, delivery });
    expect(await factsOf(buyer.account)).to.deep.include({ balance: 347_000_000n, spent: 153_000_000n });
    expect(await factsOf(seller.account)).to.deep.include({ balance: 27_000_000n, spent: 0n });
  });

  it("release, refund, agree and reclaim", async () => {
    const stack = setup();
    const { address, domain, walletClient } = stack;
    const { terms, buyer, seller } = await openTrade(stack);
    const on = (milestone: number) => ({ domain, terms, milestone });
    const of = (milestone: number) => ({ address, terms, milestone });

    const acceptance = await signRelease({ ...on(0), account: buyer.account });
    expect((await release(walletClient, { ...of(0), signature: acceptance })).toSeller).to.equal(54_000_000n);

    const split = { toSeller: 10_000_000n, validUntil: (await stack.now()) + 600 };
    const settled = await agree(walletClient, {
      ...of(1),
      ...split,
      buyerSignature: await signAgreement({ ...on(1), ...split, account: buyer.account }),
      sellerSignature: await signAgreement({ ...on(1), ...split, account: seller.account }),
    });
    expect(settled.toBuyer).to.equal(44_000_000n);

    await stack.setTime((terms.milestones[2]?.deadline ?? 0) + 1);
    const signature = await signReclaim({ ...on(2), account: buyer.account });
    expect((await reclaim(walletClient, { ...of(2), signature })).toBuyer).to.equal(72_000_000n);
    expect((await factsOf(buyer.account)).spent).to.equal(64_000_000n);

    const other = await openTrade(stack);
    const refunding = { domain, terms: other.terms, milestone: 0, account: other.seller.account };
    const refunded = await refund(walletClient, {
      address,
      terms: other.terms,
      milestone: 0,
      signature: await signRefund(refunding),
    });
    expect(refunded.toBuyer).to.equal(54_000_000n);
  });

  it("cancel, and rate", async () => {
    const stack = setup();
    const { address, domain, walletClient } = stack;
    const { terms, deal, buyer, seller } = await openTrade(stack);
    const acceptance = await signRelease({ domain, terms, milestone: 0, account: buyer.account });
    await release(walletClient, { address, terms, milestone: 0, signature: acceptance });
    const end = { remainder: 126_000_000n, validUntil: (await stack.now()) + 600 };
    const buyerSignature = await signCancellation({ domain, terms, ...end, account: buyer.account });
    const sellerSignature = await signCancellation({ domain, terms, ...end, account: seller.account });
    const ended = await cancel(walletClient, { address, terms, ...end, buyerSignature, sellerSignature });
    expect(ended.toBuyer).to.equal(126_000_000n);
    expect((await factsOf(buyer.account)).spent).to.equal(54_000_000n);

    const rating = { score: 90, reasons: hashReasons("swift") };
    const signature = await signRating({
      domain,
      deal,
      rated: terms.buyer,
      ...rating,
      account: seller.account,
    });
    const rater = seller.account.address;
    expect((await rate(walletClient, { address, terms, rater, ...rating, signature })).rated).to.equal(
      terms.buyer,
    );
  });

  it("contest, and bond their contest", async () => {
    const stack = setup();
    const { address, domain, walletClient, publicClient: client } = stack;
    const { terms, deal, buyer, seller } = await openTrade(stack, { contestWindow: 3_600 });
    const evidence = hashEvidence("the delivered text");
    const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
    const delivery = await signDelivery({ domain, ...claim, account: seller.account });
    const judged = { domain, deal, milestone: 0, evidence, score: 6_000, reasons: hashReasons("some") };
    const ballots = await Promise.all(stack.jurors.map((account) => signBallot({ ...judged, account })));
    await submitVerdict(walletClient, { address, terms, ballots, delivery });

    const contester = buyer.account.address;
    const round = { domain, deal, milestone: 0, round: 2 };
    const amount = terms.disputes?.bond ?? 0n;
    const objection = { ...round, payout: 6_000, bond: amount, payer: contester, fromWallet: false };
    const signature = await signContest({ ...objection, account: buyer.account });
    expect(await verifyContest({ ...objection, signer: contester, signature, client })).to.equal(true);
    const commitment = { ...round, payer: contester, contester, amount, terms };
    const bond = await signBond({ ...commitment, account: buyer.account });
    const bonded = { ...commitment, signer: contester, signature: bond, client };
    expect(await verifyBond(bonded)).to.equal(true);
    expect(await verifyBond({ ...bonded, round: 3 })).to.equal(false);
    const opened = await contest(walletClient, {
      address,
      terms,
      milestone: 0,
      contester,
      payout: 6_000,
      signature,
      bond: { signature: bond },
    });
    expect(opened).to.deep.include({ payer: contester, bond: 8_000_000n });
    expect((await factsOf(buyer.account)).spent).to.equal(188_000_000n);
  });

  it("negotiate: their offers and acceptances are judged by the chain", async () => {
    const stack = setup();
    const { address, domain, walletClient, publicClient: client } = stack;
    const buyer = await openExampleAccount(stack);
    const seller = await openExampleAccount(stack, { balance: 0n });
    const now = await stack.now();
    const parties = { buyer: buyer.account.address, seller: seller.account.address };
    const first = await exampleTerms(stack, { ...parties, ...DESTINATIONS, category: 3 });
    const validUntil = now + 600;
    const offer = await signOffer({ domain, terms: first, validUntil, account: buyer.account });
    const changes = { silencePayout: 10_000, category: 4 };
    const answer = await counterOffer({ domain, offer, changes, validUntil, account: seller.account, now });
    const received = parseOffer(toJson(answer));
    await checkOffer(received, { domain, answered: offer, now, client });
    await refusalOf(SignatureMismatchError, () => checkOffer(received, { domain, answered: offer, now }));

    const { terms } = received;
    expect(terms.category).to.equal(4);
    const yes = parseOfferAcceptance(
      toJson(await acceptOffer({ domain, offer: received, account: buyer.account })),
    );
    await checkOfferAcceptance({ domain, offer: received, acceptance: yes, client });
    const own = await acceptOffer({ domain, offer: received, account: seller.account });
    await checkOfferAcceptance({ domain, offer: received, acceptance: own, client });
    const opened = await openDeal(walletClient, {
      address,
      terms,
      buyerSignature: yes.signature,
      sellerSignature: own.signature,
    });
    expect(opened.dealId).to.equal(yes.dealId);
  });

  it("may have a contract for a key, and their controller may sign in a key's place", async () => {
    const stack = setup();
    const { address, domain, walletClient } = stack;
    const owner = privateKeyToAccount(generatePrivateKey());
    const wallet = await deployTestContract(stack, "Erc1271Wallet", [owner.address]);
    const { account, principal } = await openExampleAccount(stack);
    const expiry = (await stack.now()) + 600;
    await setKeys(walletClient, {
      address,
      of: account.address,
      grants: [{ key: wallet.address, expiry, capabilities: ["commit"] }],
      account: principal,
    });
    const asContract = toAccount({ ...owner, address: wallet.address });
    const asController = stack.accounts.find((one) => one.address === principal.address);
    if (asController === undefined) throw new Error("the stack has the principal's key");
    for (const key of [asContract, asController]) {
      const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address });
      const opened = await openDeal(walletClient, {
        address,
        terms,
        buyerSignature: await signTerms({ domain, terms, account: { ...account, key } }),
        sellerSignature: await signTerms({ domain, terms, account: stack.seller }),
      });
      expect(opened.dealId).to.equal(dealIdOf({ domain, terms }));
    }
  });

  it("open nothing by a key that was revoked after it signed", async () => {
    const stack = setup();
    const { address, domain, walletClient, publicClient: client } = stack;
    const { account, key, principal } = await openExampleAccount(stack);
    const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address });
    const buyerSignature = await signTerms({ domain, terms, account });
    const sellerSignature = await signTerms({ domain, terms, account: stack.seller });
    const signed = { domain, terms, signer: account.address, signature: buyerSignature, client };
    expect(await verifyTerms(signed)).to.equal(true);
    await setKeys(walletClient, { address, of: account.address, revoke: [key.address], account: principal });
    expect(await verifyTerms(signed)).to.equal(false);
    const opening = { address, terms, buyerSignature, sellerSignature };
    const refused = await refusalOf(KeyUnknownError, () => openDeal(walletClient, opening));
    expect(refused.values).to.deep.equal({ account: account.address, key: key.address });
  });

  it("with a client are told first what the chain would say of speaking and giving up", async () => {
    const stack = setup();
    const { address, domain, walletClient, publicClient: client } = stack;
    const { terms, deal, buyer, seller } = await openTrade(stack);
    const selling = { ...seller.account, client };
    const buying = { ...buyer.account, client };
    const claim = { deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri: "ipfs://bafy" };
    const next = await exampleTerms(stack, {
      ...DESTINATIONS,
      buyer: buyer.account.address,
      seller: selling.address,
    });
    const on = { domain, terms, milestone: 0 };
    const { principal: sellers } = seller;
    await freeze(walletClient, { address, accounts: [selling.address], account: sellers });
    await refusalOf(FrozenAccountError, () => signTerms({ domain, terms: next, account: selling }));
    const delivery = await signDelivery({ domain, ...claim, account: selling });
    await deliver(walletClient, { address, terms, delivery });
    const signature = await signRefund({ ...on, account: selling });
    await refund(walletClient, { address, terms, milestone: 0, signature });

    const narrow = { key: seller.key.address, expiry: (await stack.now()) + 600 };
    const grants = [{ ...narrow, capabilities: ["commit"] as const }];
    await setKeys(walletClient, { address, of: selling.address, grants, account: sellers });
    const unable = await refusalOf(CapabilityMissingError, () =>
      signDelivery({ domain, ...claim, milestone: 1, account: selling }),
    );
    expect(unable.values).to.deep.include({ required: 2n, granted: 1n });
    await refusalOf(CapabilityMissingError, () => signRefund({ ...on, account: selling }));
    const exchanged = { ...terms, buyer: selling.address, seller: buying.address };
    await signReclaim({ ...on, terms: exchanged, account: selling });

    await setPolicy(walletClient, {
      address,
      of: buying.address,
      current: buying.policy,
      policy: buildPolicy({ period: 1 }),
      account: buyer.principal,
    });
    await refusalOf(PolicyMismatchError, () => signRelease({ ...on, milestone: 1, account: buying }));
    await signDelivery({ domain, ...claim, account: buying });
    await stack.increaseTime(366 * 86_400);
    await refusalOf(KeyExpiredError, () => signReclaim({ ...on, account: buying }));
  });

  it("cannot be judged by a node that does not answer", async () => {
    const stack = setup();
    const { domain } = stack;
    const { account } = await openExampleAccount(stack);
    const client = createPublicClient({ transport: http("http://127.0.0.1:9", { retryCount: 0 }) });
    const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address });
    const claim = { domain, terms, milestone: 0 };
    const signature = await signReclaim({ ...claim, account });
    const judging = { ...claim, signer: account.address, signature, client };
    await refusalOf(NodeUnreachableError, () => verifyReclaim(judging));
    await refusalOf(NodeUnreachableError, () => signReclaim({ ...claim, account: { ...account, client } }));
  });

  it("are not limited by a policy when they work", async () => {
    const stack = setup();
    const { address, domain, walletClient } = stack;
    const policy = buildPolicy({ perTransaction: 0n });
    const seller = await openExampleAccount(stack, { policy, balance: 0n, capabilities: ["deliver"] });
    await stack.fundLedger(stack.buyer.address, 180_000_000n);
    const terms = await exampleTerms(stack, { ...DESTINATIONS, seller: seller.account.address });
    const { dealId } = await openDeal(walletClient, {
      address,
      terms,
      buyerSignature: await signTerms({ domain, terms, account: stack.buyer }),
      sellerSignature: await signTerms({ domain, terms, account: seller.account }),
    });
    expect(dealId).to.equal(dealIdOf({ domain, terms }));
  });
});
