import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { encodeErrorResult, type HDAccount, type Hex } from "viem";
import {
  buildOrder,
  buildPolicy,
  deliver,
  hashEvidence,
  hashReasons,
  orderCommitment,
  parseOffer,
  parseTerms,
  type QuittanceDomain,
  quittanceAbi,
  readTokenDomain,
  release,
  signBallot,
  signRelease,
  toJson,
  tokenTypes,
  transferAuthorizationOf,
  typedDataTypes,
} from "../../../sdk/index.ts";
import { negotiationHandler, openNegotiator } from "../../../sdk/negotiation/index.ts";
import { hashPact } from "../../../sdk/pact/index.ts";
import { researchSummaryExample } from "../../../sdk/pact/library/index.ts";
import {
  exampleTerms,
  openExampleAccount,
  openExampleDeal,
  openProvisionalDeal,
} from "../../../sdk/testing/index.ts";
import { serve } from "../../sdk/negotiation/support/serve.ts";
import type { IndexedStack } from "../../support/indexed-stack.ts";
import { prepareApprovals } from "./approvals-scene.ts";
import { type Bench, PASSPHRASE, sealed } from "./bench.ts";
import { prepareEvidence } from "./evidence-scene.ts";
import { prepareMarket } from "./market-scene.ts";

const USDC = 1_000_000n;

/** Makes all that the examples of the command's help name. */
export async function prepareExamples(stack: IndexedStack, bench: Bench): Promise<void> {
  const { buyer, seller, address, domain, walletClient } = stack;
  const [, , , first, second] = stack.accounts as readonly HDAccount[];
  if (first === undefined || second === undefined) throw new Error("the stack has twenty accounts");
  bench.file("buyer.keystore.json", await sealed(buyer));
  bench.file("seller.keystore.json", await sealed(seller));
  await bench.key("juror-1", first);
  await bench.key("juror-2", second);
  bench.file("reasons.json", toJson({ reasons: "two faults" }));
  bench.file("work.txt", "the delivered text");
  const now = await stack.now();
  const late = await openExampleDeal(stack, { milestones: [{ amount: 2n * USDC, deadline: now + 500 }] });
  const judged = await openExampleDeal(stack, { verdictWindow: 600 });
  const delivery = {
    ...{ deal: judged.dealId, milestone: 0, evidence: hashEvidence("text") },
    evidenceUri: "https://seller.example/1",
  };
  await deliver(walletClient, { address, terms: judged.terms, delivery, account: seller });
  await stack.increaseTime(700);
  const contestable = await openProvisionalDeal(stack);
  const paid = await openExampleDeal(stack);
  await release(walletClient, { address, terms: paid.terms, milestone: 0, account: buyer });
  bench.file("parties.json", toJson({ seller: { name: "Example Ltd", country: "IE" }, note: "Thank you." }));
  const { account } = await openExampleAccount(stack, {
    principal: buyer,
    policy: buildPolicy({ perTransaction: 60n * USDC, perPeriod: 100n * USDC }),
    balance: 20n * USDC,
  });
  await stack.fundLedger(buyer.address, 50n * USDC);
  const order = buildOrder({
    account: account.address,
    payments: [{ payee: seller.address, amount: 30n * USDC }],
    validUntil: (await stack.now()) + 86_400,
  });
  bench.file("large-order.json", toJson(order));
  const asked = {
    chainId: domain.chainId,
    contract: address,
    controller: buyer.address,
    threshold: 15n * USDC,
  };
  bench.file("approval-request.json", toJson({ ...asked, commitment: orderCommitment({ domain, order }) }));
  bench.file("relayer-key.txt", "an-api-key\n");
  bench.file("juror.keystore.json", await sealed(first));
  bench.file("juror-passphrase", `${PASSPHRASE}\n`);
  const jurorSettings = {
    ...{ RPC_URL: stack.rpcUrl, QUITTANCE: address, BOARDS: "https://board.example", FOLDER: "juror" },
    ...{ KEY_FILE: "juror.keystore.json", PASSPHRASE_FILE: "juror-passphrase" },
  };
  const lines = Object.entries(jurorSettings).map(([name, value]) => `JUROR_${name}=${value}\n`);
  bench.file("juror.env", lines.join(""));
  const claim = { terms: judged.terms, milestone: 1 };
  const signature = await signRelease({ domain, account: buyer, ...claim });
  const message = { deal: judged.dealId, milestone: 1, seller: seller.address, amount: 54n * USDC };
  bench.file("request.json", toJson({ domain, types: typedDataTypes, primaryType: "Release", message }));
  bench.file("mistaken.json", "{}");
  const { pact } = researchSummaryExample();
  bench.file("pact.json", toJson(pact));
  bench.file("next.json", toJson({ ...pact, version: "1.1.0", supersedes: hashPact(pact) }));
  Object.assign(bench.variables, {
    ...{ RPC: stack.rpcUrl, CONTRACT: address, POOL: stack.pool, INDEXER: stack.indexer.url },
    ...{ CHAIN: String(domain.chainId), TOKEN: stack.token, SELLER: seller.address },
    ...{ LATE_DEAL: late.dealId, JUDGED_DEAL: judged.dealId, CONTESTABLE_DEAL: contestable.dealId },
    ...{ PAID_DEAL: paid.dealId, SELLER_DESK: await prepareNegotiations(stack, bench) },
    JUROR_URL: await startPage(statusOf(first.address, domain.chainId)),
    BOARD_URL: await startPage(await postedBy(first, domain, judged.dealId)),
    ...{ BUYER: buyer.address, MANAGED_ACCOUNT: account.address, SIGNATURE: signature, JUROR: first.address },
    CALLDATA: release.call({ address, ...claim, signature }).data,
    REVERT_DATA: encodeErrorResult({
      abi: quittanceAbi,
      errorName: "Quittance_MilestoneAlreadySettled",
      args: [judged.dealId, 1n],
    }),
  });
  const { answer, rfq, closedRfq } = await prepareMarket(stack, bench);
  Object.assign(bench.variables, {
    ...{ RFQ: rfq, CLOSED_RFQ: closedRfq, EXCHANGE_URL: await startPages(answer) },
  });
  await prepareEvidence(bench, judged.dealId);
  const [APPROVAL, OTHER_APPROVAL] = await prepareApprovals(bench.folder);
  Object.assign(bench.variables, { APPROVAL, OTHER_APPROVAL });
  await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
}

/** A seller that takes any offer, and the strategies of both sides. */
async function prepareNegotiations(stack: IndexedStack, bench: Bench): Promise<string> {
  const { domain, seller: account, publicClient } = stack;
  const ahead = (await stack.now()) - Math.floor(Date.now() / 1_000);
  const negotiator = await openNegotiator({
    ...{ domain, account, strategy: () => ({ kind: "accept" }) },
    token: await readTokenDomain(publicClient, { token: stack.token }),
    now: () => Math.floor(Date.now() / 1_000) + ahead,
  });
  const { url, server } = await serve(negotiationHandler({ negotiator }));
  server.unref();
  const terms = JSON.parse(toJson(await exampleTerms(stack))) as Record<string, unknown>;
  bench.file("buys.json", toJson({ price: "150", aspiration: "180", rounds: 3, terms }));
  const { pact, panel, passingScore, payoutStep, silencePayout, verdictWindow } = terms;
  const asked = { pact, panel, passingScore, payoutStep, silencePayout, verdictWindow };
  bench.file("sells.json", toJson({ price: "180", aspiration: "165", limit: "160", terms: asked }));
  return url;
}

/** What a juror's daemon says of itself. */
const statusOf = (juror: string, chainId: number) => ({
  ...{ juror, chainId, dryRun: false, ok: true, states: { judge: 0, shown: 2 }, next: [] },
});

/** What a ballot board has of a juror: a ballot without a commitment. */
async function postedBy(account: HDAccount, domain: QuittanceDomain, deal: Hex) {
  const judged = { deal, milestone: 0, evidence: hashEvidence("text"), score: 8_000 };
  return {
    entries: [{ ballot: await signBallot({ domain, account, ...judged, reasons: hashReasons("seen") }) }],
    next: 0,
  };
}

/** An answer on loopback, the same to all requests; it ends with the process. */
const startPage = (answer: object) => startPages(() => answer);

async function startPages(answer: (path: string) => object): Promise<string> {
  const server = createServer(({ url = "" }, response) => response.end(toJson(answer(url)))).listen(
    ...([0, "127.0.0.1"] as const),
  );
  await once(server, "listening");
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What comes of an example that later ones name. */
export async function afterExample(stack: IndexedStack, bench: Bench, example: string): Promise<void> {
  if (example.startsWith("quittance book add @research-01")) {
    await bench.shell('quittance book add @juror-1 "$JUROR"');
  }
  if (example.startsWith("quittance deal open")) {
    // Examples after it ask the indexer about the deal.
    await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
  }
  if (!example.startsWith("quittance deal accept")) return;
  const read = (name: string): unknown => JSON.parse(readFileSync(join(bench.folder, name), "utf8"));
  const { dealId } = read("acceptance.json") as { readonly dealId: string };
  const { domain, publicClient } = stack;
  const terms = parseTerms(parseOffer(read("offer.json")).terms);
  const token = await readTokenDomain(publicClient, { token: stack.token });
  const payment = {
    ...{ domain: token, types: tokenTypes, primaryType: "ReceiveWithAuthorization" },
    message: transferAuthorizationOf({ domain, terms }),
  };
  bench.file("payment.json", toJson(payment));
  bench.variables.DEAL = dealId;
}
