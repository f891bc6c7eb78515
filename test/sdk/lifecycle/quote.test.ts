import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type LocalAccount, zeroAddress } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  ContractMissingError,
  contest,
  type DealQuote,
  dealIdOf,
  deliver,
  drawPanel,
  getEligibleJurors,
  hashEvidence,
  hashReasons,
  openDeal,
  quoteDeal,
  readTokenDomain,
  recordBallots,
  rule,
  type Step,
  settle,
  signBallot,
  signDelivery,
  signPayment,
  signRuling,
  signTerms,
  submitVerdict,
  type Terms,
  type TermsDraft,
  type Way,
} from "../../../sdk/index.ts";
import { measuredGas } from "../../../sdk/lifecycle/gas-use.ts";
import { exampleTerms, openContestedDeal } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const DAY = 86_400;
const URI = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
const evidence = hashEvidence("text");
const GWEI = 1_000_000_000n;

const panelOf = (size: number) =>
  Array.from({ length: size }, () => privateKeyToAccount(generatePrivateKey())).sort((a, b) =>
    BigInt(a.address) < BigInt(b.address) ? -1 : 1,
  );

describe("what a deal costs", () => {
  const setup = useStack();

  const ONE_OR_BOTH = [{ payoutStep: 0, silencePayout: 0 }, {}];
  const asked = { etherPrice: "3000", gasPrice: GWEI };
  const quoted = (terms: Terms): Promise<DealQuote> =>
    quoteDeal(setup().publicClient, { address: setup().address, terms, ...asked });

  /** Opens a deal of so many milestones, and gives the gas of it. */
  async function opened(size: number, jurors: readonly LocalAccount[], changes: Partial<TermsDraft>) {
    const stack = setup();
    const { address, domain, buyer, seller, walletClient } = stack;
    const token = await readTokenDomain(stack.publicClient, { token: stack.token });
    const now = await stack.now();
    const terms = await exampleTerms(stack, {
      panel: jurors.map((juror) => juror.address),
      milestones: Array.from({ length: size }, (_, i) => ({
        amount: 1_000_000n,
        deadline: now + DAY * (i + 1),
      })),
      ...changes,
    });
    const { receipt } = await openDeal(walletClient, {
      ...{ address, terms },
      buyerSignature: await signPayment({ domain, token, terms, account: buyer }),
      sellerSignature: await signTerms({ domain, terms, account: seller }),
    });
    return { terms, gas: receipt.gasUsed };
  }

  /** The gas of what follows, on evidence that is delivered by signature. */
  async function judged(terms: Terms, jurors: readonly LocalAccount[], milestone: number) {
    const { address, domain, seller, walletClient } = setup();
    const deal = dealIdOf({ domain, terms });
    const claim = { deal, milestone, evidence };
    const delivery = await signDelivery({ domain, account: seller, ...claim, evidenceUri: URI });
    const score = { score: 9_000, reasons: hashReasons("r") };
    const ballots = await Promise.all(
      jurors.map((account) => signBallot({ domain, account, ...claim, ...score })),
    );
    return {
      deliver: async () => (await deliver(walletClient, { address, terms, delivery })).receipt.gasUsed,
      verdict: async () =>
        (await submitVerdict(walletClient, { address, terms, ballots, delivery })).receipt.gasUsed,
      settle: async () => (await settle(walletClient, { address, terms, milestone })).receipt.gasUsed,
    };
  }

  const gasOf = (quote: DealQuote, way: Way, action: Step["action"]): bigint => {
    const step = quote.ways.find((one) => one.way === way)?.steps.findLast((one) => one.action === action);
    if (step === undefined) throw new Error(`${way} has no ${action}`);
    return step.gas;
  };

  /** In percent. */
  function expectClose(quote: bigint, measured: bigint, percent: number, what: string) {
    const off = (Number(quote - measured) / Number(measured)) * 100;
    expect(Math.abs(off), `${what}: quoted ${quote}, measured ${measured}`).to.be.at.most(percent);
  }

  it("is measured by the benchmark", () => {
    const snapshot: Record<string, { readonly gas?: number }> = JSON.parse(
      readFileSync("scripts/bench/gas-snapshot.json", "utf8"),
    );
    const figures = {
      openFromWallet: "open_wallet",
      openFromLedger: "open_ledger",
      verdictToWallet: "settle_wallet_2of3",
      verdictToLedger: "settle_ledger_2of3",
      reclaim: "reclaim_wallet",
      contest: "contest",
      drawOfSeven: "draw_7",
      ballotsOfFour: "verdict_7",
    } as const satisfies Record<keyof typeof measuredGas, string>;
    for (const [name, figure] of Object.entries(figures)) {
      const gas = measuredGas[name as keyof typeof measuredGas];
      expect(Number(gas), `${name}: run npm run bench:gas, and copy ${figure}`).to.equal(
        snapshot[figure]?.gas,
      );
    }
  });

  it("is within 3 % of what transactions use, for deals of other shapes", async () => {
    const stack = setup();
    // The first deal writes new storage.
    await opened(3, panelOf(3), { salt: 1n });
    for (const [size, jurors] of [
      [2, 1],
      [3, 3],
      [8, 5],
      [32, 15],
    ] as const) {
      const panel = panelOf(jurors);
      const shape = `${size} milestones, ${jurors} jurors`;
      for (const changes of ONE_OR_BOTH) {
        const plain = await opened(size, panel, changes);
        const quote = await quoted(plain.terms);
        expectClose(quote.opening.gas, plain.gas, 3, `open, ${shape}`);
        const first = await judged(plain.terms, panel, 0);
        expectClose(gasOf(quote, "verdict", "submitVerdict"), await first.verdict(), 3, `verdict, ${shape}`);
        const last = await judged(plain.terms, panel, size - 1);
        expectClose(gasOf(quote, "silence", "deliver"), await last.deliver(), 3, `deliver, ${shape}`);
        await stack.increaseTime(plain.terms.verdictWindow);
        expectClose(gasOf(quote, "silence", "settle"), await last.settle(), 3, `settle, ${shape}`);
        const windowed = await opened(size, panel, { contestWindow: DAY, ...changes });
        const dearer = await quoted(windowed.terms);
        expectClose(dearer.opening.gas, windowed.gas, 3, `open with a contest window, ${shape}`);
        const contestable = await judged(windowed.terms, panel, 0);
        const verdict = await contestable.verdict();
        expectClose(gasOf(dearer, "verdict", "submitVerdict"), verdict, 3, `contestable verdict, ${shape}`);
        await stack.increaseTime(DAY);
        expectClose(gasOf(dearer, "verdict", "settle"), await contestable.settle(), 3, `settle it, ${shape}`);
      }
    }
  });

  it("is within 10 % of what a contest uses, up to the arbiter", async () => {
    const stack = setup();
    const { address, domain, buyer, walletClient } = stack;
    const {
      terms,
      dealId: deal,
      evidence: delivered,
      poolJurors,
      contest: made,
    } = await openContestedDeal(stack);
    // Who is paid for draws and rulings has a balance, as it has after its first one.
    await stack.fundLedger(stack.relayer.address, 1n);
    await stack.fundLedger(stack.arbiter.address, 1n);
    const quote = await quoted(terms);
    expect(made.round).to.equal(2);
    const { panel, receipt: drawn } = await drawPanel(walletClient, { address, terms, milestone: 0 });
    expectClose(gasOf(quote, "contest", "drawPanel"), drawn.gasUsed, 10, "draw");
    const voters = poolJurors.filter((one) => panel.includes(one.address)).slice(0, 4);
    const vote = { deal, milestone: 0, round: 2, evidence: delivered, score: 7_000, reasons: evidence };
    const ballots = await Promise.all(voters.map((account) => signBallot({ domain, account, ...vote })));
    const voted = await recordBallots(walletClient, { address, terms, panel, ballots });
    expectClose(gasOf(quote, "contest", "recordBallots"), voted.receipt.gasUsed, 10, "ballots");
    await stack.fundLedger(buyer.address, terms.disputes?.bond ?? 0n);
    const objection = { terms, milestone: 0, contester: buyer.address, payout: 7_000 };
    const again = await contest(walletClient, { address, ...objection, account: buyer });
    expectClose(gasOf(quote, "ruling", "contest"), again.receipt.gasUsed, 10, "contest");
    const ruling = { milestone: 0, payout: 0 };
    const signature = await signRuling({
      domain,
      deal,
      evidence: delivered,
      ...ruling,
      account: stack.arbiter,
    });
    const ruled = await rule(walletClient, { address, terms, ...ruling, signature });
    expectClose(gasOf(quote, "ruling", "rule"), ruled.receipt.gasUsed, 10, "ruling");
  });

  it("is in dollars, with what Ethereum takes on chains that post to it", async () => {
    const stack = setup();
    const terms = await exampleTerms(stack);
    const quote = await quoted(terms);
    // 1 gwei and 3000 dollars: 0.000003 dollars for a unit of gas.
    expect(quote.opening.cost).to.equal(quote.opening.gas * 3n);
    expect(quote.prices).to.deep.equal({ gas: GWEI, ether: 3_000_000_000n });
    for (const { steps, cost } of quote.ways) {
      expect(steps.reduce((sum, step) => sum + step.cost, 0n)).to.equal(cost);
    }
    // Answers 10^12 wei to everything.
    const code = "0x64e8d4a5100060005260206000f3";
    const oracle = "0x420000000000000000000000000000000000000F";
    await stack.publicClient.request({ method: "hardhat_setCode", params: [oracle, code] } as never);
    const posted = await quoted(terms);
    expect(posted.opening.cost - quote.opening.cost).to.equal(3_000n);
    const { address } = stack;
    const own = await quoteDeal(stack.publicClient, { address, terms, etherPrice: "2,987.50" });
    expect(own.prices).to.deep.equal({ gas: await stack.publicClient.getGasPrice(), ether: 2_987_500_000n });
  });

  it("comes with amounts, bonds, the worst case, the exits, advice and who could be drawn", async () => {
    const stack = setup();
    const { pool, arbiter, publicClient } = stack;
    const [seated] = await stack.seatJurors(5);
    await stack.increaseTime(10);
    const disputes = { pool, bond: 8_000_000n, arbiter: arbiter.address };
    const fees = { verificationFee: 500_000n, panelAccount: pool, marketplaceFee: 250, marketplace: pool };
    const terms = await exampleTerms(stack, { contestWindow: DAY, disputes, ...fees });
    const quote = await quoted(terms);
    expect(quote).to.deep.include({
      due: 181_500_000n,
      milestones: 180_000_000n,
      verificationFees: 1_500_000n,
      marketplaceFee: 4_500_000n,
      bond: 8_000_000n,
    });
    expect(quote.worstCase.buyer).to.include({ loss: 181_500_000n + 6n * 8_000_000n, unpaid: 0n });
    expect(quote.worstCase.seller).to.include({ loss: 6n * 8_000_000n, unpaid: 180_000_000n });
    expect(quote.ways.map(({ way }) => way)).to.deep.equal([
      ...["verdict", "silence", "reclaim", "contest", "ruling"],
    ]);
    expect(quote.exits.buyer).to.be.greaterThan(terms.milestones[2]?.deadline ?? 0);
    expect(quote.warnings.map(({ code }) => code)).to.include("cheap-panel");
    expect(quote.eligible?.jurors).to.have.lengthOf(5);
    expect([quote.eligible?.needed, quote.eligible?.most]).to.deep.equal([3, 7]);
    expect(quote.asOf.block).to.equal(await publicClient.getBlockNumber());
    const named = [...terms.panel.slice(0, 2), seated?.address ?? zeroAddress].sort() as Terms["panel"];
    const without = await getEligibleJurors(publicClient, { terms: { ...terms, panel: named } });
    expect(without.jurors).to.have.lengthOf(4);
    const plain = await quoted(await exampleTerms(stack));
    expect([plain.bond, plain.eligible]).to.deep.equal([undefined, undefined]);
    expect(plain.worstCase.buyer.loss).to.equal(plain.due);
    expect(plain.ways.map(({ way }) => way)).to.deep.equal(["verdict", "silence", "reclaim"]);
  });

  it("is not quoted for what is no price and no terms, or a pool that is none", async () => {
    const { address, publicClient, arbiter } = setup();
    const terms = await exampleTerms(setup());
    const quote = (changes: object) => () =>
      quoteDeal(publicClient, { address, terms, ...asked, ...changes });
    await expectRefusedField("etherPrice", '"dear"', quote({ etherPrice: "dear" }));
    await expectRefusedField("etherPrice", "3000", quote({ etherPrice: 3_000 }));
    await expectRefusedField("gasPrice", "-1", quote({ gasPrice: -1n }));
    await expectRefusedField("terms.seller", /0x/, quote({ terms: { ...terms, seller: terms.buyer } }));
    await expectRefusedField("terms.disputes", "undefined", () => getEligibleJurors(publicClient, { terms }));
    const disputes = { pool: arbiter.address, bond: 8_000_000n, arbiter: zeroAddress, rulingWindow: 0 };
    await refusalOf(ContractMissingError, async () =>
      quoted({ ...(await exampleTerms(setup(), { contestWindow: DAY })), disputes } as Terms),
    );
  });
});
