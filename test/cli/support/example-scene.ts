import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeErrorResult, type HDAccount } from "viem";
import {
  deliver,
  hashEvidence,
  parseOffer,
  parseTerms,
  quittanceAbi,
  readTokenDomain,
  release,
  signRelease,
  toJson,
  tokenTypes,
  transferAuthorizationOf,
  typedDataTypes,
} from "../../../sdk/index.ts";
import { openExampleAccount, openExampleDeal, openProvisionalDeal } from "../../../sdk/testing/index.ts";
import type { IndexedStack } from "../../support/indexed-stack.ts";
import { type Bench, sealed } from "./bench.ts";

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
  bench.file("pact.json", toJson({ task: "summarise the corpus", criteria: ["complete", "verbatim"] }));
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
  const { account } = await openExampleAccount(stack, {});
  const claim = { terms: judged.terms, milestone: 1 };
  const signature = await signRelease({ domain, account: buyer, ...claim });
  const message = { deal: judged.dealId, milestone: 1, seller: seller.address, amount: 54n * USDC };
  bench.file("request.json", toJson({ domain, types: typedDataTypes, primaryType: "Release", message }));
  bench.file("mistaken.json", "{}");
  Object.assign(bench.variables, {
    ...{ RPC: stack.rpcUrl, CONTRACT: address, POOL: stack.pool, INDEXER: stack.indexer.url },
    ...{ CHAIN: String(domain.chainId), TOKEN: stack.token, SELLER: seller.address },
    ...{ LATE_DEAL: late.dealId, JUDGED_DEAL: judged.dealId, CONTESTABLE_DEAL: contestable.dealId },
    ...{ MANAGED_ACCOUNT: account.address, SIGNATURE: signature, JUROR: first.address },
    CALLDATA: release.call({ address, ...claim, signature }).data,
    REVERT_DATA: encodeErrorResult({
      abi: quittanceAbi,
      errorName: "Quittance_MilestoneAlreadySettled",
      args: [judged.dealId, 1n],
    }),
  });
  await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
}

/** What comes of an example that later ones name. */
export async function afterExample(stack: IndexedStack, bench: Bench, example: string): Promise<void> {
  if (example.startsWith("quittance book add @research-01")) {
    await bench.shell('quittance book add @juror-1 "$JUROR"');
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
