import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Address, erc20Abi, type Hex } from "viem";
import {
  cancel,
  deliver,
  getLedgerBalance,
  hashEvidence,
  hashReasons,
  refund,
  release,
  signBallot,
  signCancellation,
  signDelivery,
  submitVerdict,
  type Terms,
} from "../../sdk/index.ts";
import { checkSettlementDocument, type Parted } from "../../sdk/receipts/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import type { IndexedStack } from "../support/indexed-stack.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";
import { type Bench, openBench } from "./support/bench.ts";

const USDC = 1_000_000n;
const EVIDENCE_URI = "https://seller.example/<script>alert(1)</script>";

describe("quittance deal receipt and invoice", () => {
  const running = useIndexedStack();
  let stack: IndexedStack;
  let bench: Bench;
  let terms: Terms;
  let dealId: Hex;
  /** What each address had before the deal, and when it was over. */
  let gained: Record<"buyer" | "seller" | "marketplace" | "panelAccount", bigint>;

  /** Wallet and ledger balance of an address, from the chain. */
  const worthOf = async (owner: Address) => {
    const { publicClient, address, token } = stack;
    const wallet = { address: token, abi: erc20Abi, functionName: "balanceOf", args: [owner] } as const;
    return (
      (await publicClient.readContract(wallet)) + (await getLedgerBalance(publicClient, { address, owner }))
    );
  };

  before(async () => {
    stack = running();
    const { address, domain, buyer, seller, jurors, walletClient, accounts } = stack;
    const [marketplace, panelAccount] = [accounts[18]?.address, accounts[19]?.address];
    if (marketplace === undefined || panelAccount === undefined)
      throw new Error("the stack has twenty accounts");
    const parties = { buyer: buyer.address, seller: seller.address, marketplace, panelAccount };
    const worths = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(parties).map(async ([name, one]) => [name, await worthOf(one)] as const),
        ),
      );
    const fees = { marketplaceFee: 250, marketplace, panelAccount, verificationFee: 1_500_000n };
    const first = await worths();
    ({ terms, dealId } = await openExampleDeal(stack, fees));
    const evidence = hashEvidence("the delivered text");
    const claim = { deal: dealId, milestone: 0, evidence, evidenceUri: EVIDENCE_URI };
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    const judged = {
      domain,
      deal: dealId,
      milestone: 0,
      evidence,
      score: 7_000,
      reasons: hashReasons("two faults"),
    };
    const ballots = await Promise.all(jurors.map((account) => signBallot({ ...judged, account })));
    await deliver(walletClient, { address, terms, delivery });
    await submitVerdict(walletClient, { address, terms, ballots });
    await release(walletClient, { address, terms, milestone: 1, account: buyer });
    await refund(walletClient, { address, terms, milestone: 2, account: seller });
    const last = await worths();
    gained = Object.fromEntries(
      Object.keys(parties).map((name) => [name, (last[name] ?? 0n) - (first[name] ?? 0n)]),
    ) as typeof gained;
    await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
    bench = openBench();
  });

  after(() => bench.remove());

  const deal = (...args: string[]) => {
    const { rpcUrl, address, indexer } = stack;
    return bench.call("deal", ...args, "--rpc", rpcUrl, "--contract", address, "--url", indexer.url);
  };

  const documentOf = async (kind: string, ...more: string[]) => {
    const { code, out, err } = await deal(kind, dealId, "--json", ...more);
    expect(code, err + out).to.equal(0);
    return checkSettlementDocument(out);
  };

  const units = (part: Parted, name: keyof Parted) => BigInt(part[name].units);

  it("say what came to each wallet and ledger balance", async () => {
    const { totals, items, paid } = await documentOf("receipt");
    expect(items.map(({ milestone, cause }) => [milestone, cause])).to.deep.equal([
      [0, "verdict"],
      [1, "release"],
      [2, "refund"],
    ]);
    expect(units(totals, "sellerNet")).to.equal(gained.seller);
    expect(units(totals, "marketplaceFee")).to.equal(gained.marketplace);
    expect(units(totals, "panelEarned")).to.equal(gained.panelAccount);
    expect(units(totals, "cost")).to.equal(-gained.buyer);
    expect(BigInt(paid.units)).to.equal(-gained.buyer);
    // By the terms alone: 70 % of 54 USDC, all of 54, nothing of 72; and one verdict's fee.
    expect(units(totals, "toSeller")).to.equal((54n * USDC * 7n) / 10n + 54n * USDC);
    expect(units(totals, "panelEarned")).to.equal(terms.verificationFee);
  });

  it("name transactions in which the contract settled that milestone", async () => {
    const { items, deal: named } = await documentOf("receipt");
    for (const { transaction, block } of items) {
      const receipt = await stack.publicClient.getTransactionReceipt({ hash: transaction });
      expect(receipt.blockNumber).to.equal(BigInt(block));
      expect(receipt.logs.some(({ topics }) => topics.some((topic) => topic === dealId))).to.equal(true);
    }
    expect(named).to.include({ id: dealId, chainId: stack.chain.id, pact: terms.pact });
    expect(items[0]?.evidence).to.deep.equal({ hash: hashEvidence("the delivered text"), uri: EVIDENCE_URI });
  });

  it("are of some milestones, with the parties' details, and print", async () => {
    const details = bench.file(
      "details.json",
      JSON.stringify({
        seller: { name: "Ünal & Söhne", country: "DE", taxId: "DE123" },
        tax: { label: "VAT", rate: 1_900 },
      }),
    );
    const page = join(bench.folder, "invoice.html");
    const more = ["--only", "0,1", "--details", details, "--html", page];
    const invoice = await documentOf("invoice", ...more);
    expect(invoice.seller).to.deep.include({ name: "Ünal & Söhne", account: stack.seller.address });
    expect(invoice.items.map(({ milestone }) => milestone)).to.deep.equal([0, 1]);
    expect(await documentOf("invoice", ...more)).to.deep.equal(invoice);
    const html = readFileSync(page, "utf8");
    expect(html).to.contain("Ünal &amp; Söhne").and.to.contain(invoice.number).and.to.not.contain("<script");
    const { out } = await deal("invoice", dealId);
    expect(out).to.contain("Paid: 91.800000 USDC");
  });

  it("count what a cancellation returned", async () => {
    const { address, domain, buyer, seller, walletClient } = stack;
    const opened = await openExampleDeal(stack, { verificationFee: USDC });
    const validUntil = (await stack.now()) + 3_600;
    const given = { domain, terms: opened.terms, remainder: 183n * USDC, validUntil };
    const buyerSignature = await signCancellation({ ...given, account: buyer });
    const sellerSignature = await signCancellation({ ...given, account: seller });
    await cancel(walletClient, {
      address,
      terms: opened.terms,
      validUntil,
      remainder: given.remainder,
      buyerSignature,
      sellerSignature,
    });
    await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
    const { out } = await deal("receipt", opened.dealId, "--json");
    const { totals, paid } = checkSettlementDocument(out);
    expect([totals.refund.usdc, paid.usdc]).to.deep.equal(["183.000000", "0.000000"]);
  });

  it("refuse a deal of which nothing settled, one that no one opened, and wrong details", async () => {
    const { dealId: young } = await openExampleDeal(stack);
    await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
    const codes = [
      await deal("receipt", young),
      await deal("receipt", `0x${"77".repeat(32)}`),
      await deal("receipt", dealId, "--only", "9"),
      await deal("receipt", dealId, "--only", "x"),
      await deal("receipt", dealId, "--details", bench.file("wrong.json", '{"sellr": {}}')),
    ];
    expect(codes.map(({ code }) => code)).to.deep.equal([1, 1, 1, 2, 2]);
  });
});
