import { expect } from "chai";
import { type Address, getAddress, type Hex, type LocalAccount } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { type AuditReport, auditDeal, type DealRecord } from "../../../sdk/audit/index.ts";
import {
  contest,
  dealIdOf,
  deliver,
  encodeTerms,
  hashDelivery,
  hashEvidence,
  hashReasons,
  openDeal,
  quittanceAbi,
  readTokenDomain,
  rule,
  signBallot,
  signBond,
  signBondPayment,
  signContest,
  signDelivery,
  signOffer,
  signPayment,
  signRuling,
  signTerms,
  submitVerdict,
  type Terms,
  type TermsDraft,
  toJson,
} from "../../../sdk/index.ts";
import { exampleTerms, openProvisionalDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";
import { counterfactualWallet } from "../../support/wallets/counterfactual-wallet.ts";
import { deployTestContract } from "../support/artifacts.ts";
import { DELIVERED, failing, itemOf, recordOf, spoilt, withCalldata } from "./support/reports.ts";

const DAY = 86_400;
const USDC = 1_000_000n;
const BOND = 8n * USDC;
const BONDS = "The payer of the bond agreed to pay it";
const OBJECTS = "The contester signed the objection";
const RULES = "The arbiter signed the ruling, or made it itself";
const HANDED_IN = "The seller signed the delivery of the evidence that was judged";

describe("the audit of what wallets that are contracts signed", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
    await stack.seatJurors();
  });

  after(() => stack.stop());

  /** A wallet that says what its owner signed, until it is flipped. */
  async function fickle() {
    const owner = privateKeyToAccount(generatePrivateKey());
    const { address, abi } = await deployTestContract(stack, "FickleWallet", [owner.address]);
    const account: LocalAccount = { ...owner, address };
    const flip = () => stack.walletClient.writeContract({ address, abi, functionName: "flip" } as never);
    return { address, account, flip };
  }

  /** How an item ends with a node that keeps old states, and without one. */
  async function ends(record: DealRecord, subject: string) {
    const asked = await auditDeal({ record, client: stack.publicClient });
    const alone = await auditDeal({ record });
    return { asked: itemOf(asked, subject), alone: itemOf(alone, subject), report: asked };
  }

  /**
   * Holds that an item holds as of its block, is not checked without a node, and is not checked, and never holds, when the
   * signature in the call is another.
   */
  async function expectAsked(
    deal: Hex,
    subject: string,
    wallet: Address,
    signature: Hex,
  ): Promise<AuditReport> {
    const record = await recordOf(stack, deal);
    const { asked, alone, report } = await ends(record, subject);
    expect(failing(report)).to.deep.equal([]);
    expect(asked.status).to.equal("holds");
    expect(alone.status).to.equal("not checked");
    expect(alone.why).to.equal(`${getAddress(wallet)} is a contract, and no node was named to ask it`);
    const forged = await ends(withCalldata(record, signature, spoilt(signature)), subject);
    expect(forged.asked.status).to.equal("not checked");
    expect(forged.asked.why).to.contain("does not confirm the signature at block");
    expect(forged.alone.status).to.equal("not checked");
    return report;
  }

  const termsOf = (changes: Partial<TermsDraft>, arbiter: Address = stack.arbiter.address) => ({
    ...{ contestWindow: DAY, verdictWindow: DAY },
    disputes: { bond: BOND, pool: stack.pool, arbiter, rulingWindow: DAY },
    ...changes,
  });

  describe("the payer of a bond", () => {
    for (const fromWallet of [false, true]) {
      it(`from its ${fromWallet ? "own USDC, which the token judged" : "ledger balance"}`, async () => {
        const { address, domain, walletClient, buyer, publicClient } = stack;
        const { address: payer, account, flip } = await fickle();
        const { terms, dealId: deal } = await openProvisionalDeal(stack, termsOf({}));
        if (fromWallet) await stack.fund(payer, BOND);
        else await stack.fundLedger(payer, BOND);
        const contester = buyer.address;
        const objection = { deal, milestone: 0, round: 2, payout: 6_000, bond: BOND, payer, fromWallet };
        const signature = await signContest({ domain, ...objection, account: buyer });
        const validBefore = (await stack.now()) + DAY;
        const token = await readTokenDomain(publicClient, { token: stack.token });
        const of = { domain, terms, milestone: 0, round: 2, contester };
        const agreed = fromWallet
          ? await signBondPayment({ ...of, token, validBefore, account })
          : await signBond({
              ...{ domain, payer, deal, milestone: 0, round: 2, contester, amount: BOND },
              account,
            });
        const bond = { payer, fromWallet, validBefore: fromWallet ? validBefore : 0, signature: agreed };
        await contest(walletClient, {
          ...{ address, terms, milestone: 0, contester, payout: 6_000, signature, bond },
        });
        await flip();
        if (fromWallet) {
          // Whom the token asked, it logged itself.
          const { asked, alone, report } = await ends(await recordOf(stack, deal), BONDS);
          expect(failing(report)).to.deep.equal([]);
          expect([asked.status, alone.status]).to.deep.equal(["holds", "holds"]);
          return;
        }
        const report = await expectAsked(deal, BONDS, payer, agreed);
        expect(itemOf(report, OBJECTS).status).to.equal("holds");
      });
    }

    it("who is the contester, by the one signature of its contest", async () => {
      const { address, domain, walletClient, seller } = stack;
      const wallet = await fickle();
      const terms = await exampleTerms(stack, termsOf({ buyer: wallet.address, fundedFromLedger: true }));
      await stack.fundLedger(wallet.address, 200n * USDC);
      const deal = await judgedFor(terms, wallet.account);
      const payment = { payer: wallet.address, fromWallet: false };
      const objection = { deal, milestone: 0, round: 2, payout: 6_000, bond: BOND, ...payment };
      const signature = await signContest({ domain, ...objection, account: wallet.account });
      const contester = wallet.address;
      await contest(walletClient, {
        ...{ address, terms, milestone: 0, contester, payout: 6_000, signature, account: seller },
      });
      await wallet.flip();
      const report = await expectAsked(deal, OBJECTS, contester, signature);
      expect(report.items.some(({ subject }) => subject === BONDS)).to.equal(false);
    });
  });

  /** Opens a deal of a buyer, and has its panel judge 60 % of what the seller delivered. */
  async function judgedFor(terms: Terms, account: LocalAccount): Promise<Hex> {
    const { address, domain, walletClient, seller } = stack;
    const { dealId: deal } = await openDeal(walletClient, {
      ...{ address, terms, buyerSignature: await signTerms({ domain, terms, account }) },
      sellerSignature: await signTerms({ domain, terms, account: seller }),
    });
    await judgeIn(terms, deal, await signDelivery({ domain, account: seller, ...claimOf(deal) }));
    return deal;
  }

  const claimOf = (deal: Hex) => ({
    ...{ deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri: "https://seller.example/0" },
  });

  async function judgeIn(terms: Terms, deal: Hex, delivery: Awaited<ReturnType<typeof signDelivery>>) {
    const { address, domain, walletClient, jurors } = stack;
    const { evidence } = claimOf(deal);
    const reasons = hashReasons("as I see it");
    const judged = { domain, deal, milestone: 0, evidence, score: 6_000, reasons };
    const ballots = await Promise.all(jurors.map((juror) => signBallot({ ...judged, account: juror })));
    await submitVerdict(walletClient, { address, terms, ballots, delivery });
  }

  describe("the arbiter", () => {
    /** A deal whose first milestone is before the arbiter, as the panel of round 2 was silent. */
    async function beforeArbiter(arbiter: Address): Promise<{ readonly terms: Terms; readonly deal: Hex }> {
      const { address, walletClient, buyer, seller } = stack;
      const { terms, dealId: deal } = await openProvisionalDeal(stack, termsOf({}, arbiter));
      for (const account of [buyer, seller]) await stack.fundLedger(account.address, BOND);
      const objection = { address, terms, milestone: 0, payout: 6_000 };
      await contest(walletClient, { ...objection, contester: buyer.address, account: buyer });
      await stack.increaseTime(DAY + 1);
      await contest(walletClient, { ...objection, contester: seller.address, account: seller });
      return { terms, deal };
    }

    it("by its signature, as it was at the block of the ruling", async () => {
      const { address, domain, walletClient } = stack;
      const wallet = await fickle();
      const { terms, deal } = await beforeArbiter(wallet.address);
      const evidence = hashEvidence("the delivered text");
      const ruling = { deal, milestone: 0, evidence, payout: 7_000 };
      const signature = await signRuling({ domain, ...ruling, account: wallet.account });
      await rule(walletClient, { address, terms, milestone: 0, payout: 7_000, signature });
      await wallet.flip();
      await expectAsked(deal, RULES, wallet.address, signature);
    });

    it("that called by itself and signed nothing is not checked: its call is not in the record", async () => {
      const { address, walletClient, jurors } = stack;
      const [owner] = jurors;
      if (owner === undefined) throw new Error("the stack has jurors");
      const { address: arbiter, abi } = await deployTestContract(stack, "Erc1271Wallet", [owner.address]);
      const { terms, deal } = await beforeArbiter(arbiter);
      const { data } = rule.call({ address, terms, milestone: 0, payout: 7_000 });
      await walletClient.writeContract({
        ...{ address: arbiter, abi, functionName: "execute", args: [address, data], account: owner },
      } as never);
      const { asked, report } = await ends(await recordOf(stack, deal), RULES);
      expect(asked.status).to.equal("not checked");
      expect(failing(report)).to.deep.equal([]);
    });
  });

  describe("the seller", () => {
    /** A deal that a wallet sells. */
    async function soldBy(account: LocalAccount, changes: Partial<TermsDraft> = {}) {
      const { address, domain, walletClient, buyer, publicClient } = stack;
      const terms = await exampleTerms(stack, { seller: account.address, ...changes });
      const token = await readTokenDomain(publicClient, { token: stack.token });
      const { dealId: deal } = await openDeal(walletClient, {
        ...{ address, terms, buyerSignature: await signPayment({ domain, token, terms, account: buyer }) },
        sellerSignature: await signTerms({ domain, terms, account }),
      });
      return { terms, deal };
    }

    it("by its delivery on-chain", async () => {
      const { address, domain, walletClient } = stack;
      const wallet = await fickle();
      const { terms, deal } = await soldBy(wallet.account);
      const delivery = await signDelivery({ domain, account: wallet.account, ...claimOf(deal) });
      await deliver(walletClient, { address, terms, delivery });
      await wallet.flip();
      await expectAsked(deal, DELIVERED, wallet.address, delivery.signature);
    });

    it("by its delivery that came with the ballots", async () => {
      const { domain } = stack;
      const wallet = await fickle();
      const { terms, deal } = await soldBy(wallet.account, termsOf({}));
      const delivery = await signDelivery({ domain, account: wallet.account, ...claimOf(deal) });
      await judgeIn(terms, deal, delivery);
      await wallet.flip();
      await expectAsked(deal, HANDED_IN, wallet.address, delivery.signature);
    });

    it("by what it approved before, without any signature", async () => {
      const { address, domain, walletClient, jurors } = stack;
      const [owner] = jurors;
      if (owner === undefined) throw new Error("the stack has jurors");
      const { address: wallet, abi } = await deployTestContract(stack, "PresigningWallet", [owner.address]);
      const approve = (hash: Hex) =>
        walletClient.writeContract({
          ...{ address: wallet, abi, functionName: "sign", args: [hash], account: owner },
        } as never);
      const { buyer, publicClient } = stack;
      const terms = await exampleTerms(stack, { seller: wallet });
      const token = await readTokenDomain(publicClient, { token: stack.token });
      await approve(dealIdOf({ domain, terms }));
      const buyerSignature = await signPayment({ domain, token, terms, account: buyer });
      await walletClient.writeContract({
        ...{ address, abi: quittanceAbi, functionName: "open" },
        args: [encodeTerms(terms), buyerSignature, "0x"],
      });
      const claim = claimOf(dealIdOf({ domain, terms }));
      await approve(hashDelivery({ domain, ...claim }));
      await walletClient.writeContract({
        ...{ address, abi: quittanceAbi, functionName: "deliver" },
        args: [encodeTerms(terms), 0, claim.evidence, claim.evidenceUri, "0x"],
      });
      const { asked, alone, report } = await ends(await recordOf(stack, claim.deal), DELIVERED);
      expect(failing(report)).to.deep.equal([]);
      expect([asked.status, alone.status]).to.deep.equal(["holds", "not checked"]);
    });

    it("that wrapped its signatures by ERC-6492: on-chain without, in an offer with the wrapper", async () => {
      const { address, domain, walletClient, publicClient: client } = stack;
      const wallet = await counterfactualWallet(stack, privateKeyToAccount(generatePrivateKey()));
      const { account } = wallet;
      const early = await exampleTerms(stack, { seller: wallet.address });
      const validUntil = (await stack.now()) + 600;
      const offer = await signOffer({ domain, terms: early, validUntil, account });
      await wallet.deploy();
      const { buyer } = stack;
      const token = await readTokenDomain(client, { token: stack.token });
      const { dealId: deal } = await openDeal(walletClient, {
        ...{ address, terms: early },
        buyerSignature: await signPayment({ domain, token, terms: early, account: buyer }),
        sellerSignature: await signTerms({ domain, terms: early, account }),
      });
      const { signature, ...claim } = await signDelivery({ domain, account, ...claimOf(deal) });
      const delivery = { ...claim, signature: wallet.wrap(signature) };
      await deliver(walletClient, { address, terms: early, delivery });
      await expectAsked(deal, DELIVERED, wallet.address, signature);
      const record = await recordOf(stack, deal);
      const offered = (of: Hex) => [
        {
          name: "offer.json",
          bytes: new TextEncoder().encode(toJson({ ...offer, signature: wallet.wrap(of) })),
        },
      ];
      const about = `The offer offer.json is signed by ${wallet.address}, for this contract`;
      const report = await auditDeal({ record, documents: offered(offer.signature), client });
      expect(itemOf(report, about).status).to.equal("holds");
      const forged = await auditDeal({ record, documents: offered(spoilt(offer.signature)), client });
      expect(itemOf(forged, about).status).to.equal("not checked");
    });
  });
});
