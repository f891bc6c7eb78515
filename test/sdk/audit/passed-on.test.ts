import { expect } from "chai";
import { encodeFunctionData, type Hex, multicall3Abi } from "viem";
import { auditDeal } from "../../../sdk/audit/index.ts";
import {
  deliver,
  hashEvidence,
  openDeal,
  readTokenDomain,
  signDelivery,
  signPayment,
  signTerms,
  type Terms,
} from "../../../sdk/index.ts";
import { MULTICALL3 } from "../../../sdk/relayer/deployments.ts";
import { exampleTerms, openExampleDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";
import { deployTestContract } from "../support/artifacts.ts";
import { DELIVERED, failing, itemOf, recordOf, SELLS, spoilt, withCalldata } from "./support/reports.ts";

describe("the audit of calls that another contract passed on", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });

  after(() => stack.stop());

  const claimOf = (deal: Hex) => ({
    ...{ deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri: "https://seller.example/0" },
  });

  async function throughMulticall(calls: readonly Hex[]): Promise<void> {
    const { address: target, walletClient, publicClient, relayer: account } = stack;
    const data = encodeFunctionData({
      ...{ abi: multicall3Abi, functionName: "aggregate3" },
      args: [calls.map((callData) => ({ target, callData, allowFailure: true }))],
    });
    const hash = await walletClient.sendTransaction({ account, to: MULTICALL3, data });
    const { status } = await publicClient.waitForTransactionReceipt({ hash });
    expect(status).to.equal("success");
  }

  const delivery = async (terms: Terms, deal: Hex) => {
    const { address, domain, seller } = stack;
    const signed = await signDelivery({ domain, account: seller, ...claimOf(deal) });
    return { signed, call: deliver.call({ address, terms, delivery: signed }).data };
  };

  it("holds where the party's signature is in what the contract was given, among other things", async () => {
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const { signed, call } = await delivery(terms, deal);
    const bad = call.replace(signed.signature.slice(2), spoilt(signed.signature).slice(2)) as Hex;
    await throughMulticall([bad, "0x", call]);
    const report = await auditDeal({ record: await recordOf(stack, deal) });
    expect(failing(report)).to.deep.equal([]);
    expect(itemOf(report, DELIVERED).status).to.equal("holds");
  });

  it("is not checked where no signature shows it, and never fails: the contract may have passed on another", async () => {
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const { signed, call } = await delivery(terms, deal);
    await throughMulticall([call]);
    const forged = withCalldata(await recordOf(stack, deal), signed.signature, spoilt(signed.signature));
    const { status, why } = itemOf(await auditDeal({ record: forged }), DELIVERED);
    expect(status).to.equal("not checked");
    expect(why).to.contain("no signature that shows it");
  });

  it("does not take who sent the transaction for who called", async () => {
    const { address, domain, walletClient, jurors } = stack;
    const [owner] = jurors;
    if (owner === undefined) throw new Error("the stack has jurors");
    const { address: wallet, abi } = await deployTestContract(stack, "Erc1271Wallet", [owner.address]);
    const asWallet = { ...owner, address: wallet, source: "custom" as const };
    const terms = await exampleTerms(stack, { seller: wallet });
    const { buyer, publicClient: client } = stack;
    const token = await readTokenDomain(client, { token: stack.token });
    const buyerSignature = await signPayment({ domain, token, terms, account: buyer });
    const sellerSignature = await signTerms({ domain, terms, account: asWallet });
    const { dealId: deal } = await openDeal(walletClient, {
      address,
      terms,
      buyerSignature,
      sellerSignature,
    });
    const { data } = deliver.call({
      address,
      terms,
      delivery: { ...claimOf(deal), signature: "0x" } as never,
    });
    await walletClient.writeContract({
      ...{ address: wallet, abi, functionName: "execute", args: [address, data], account: owner },
    } as never);
    const report = await auditDeal({ record: await recordOf(stack, deal), client });
    expect(itemOf(report, SELLS).status).to.equal("holds");
    expect(itemOf(report, DELIVERED).status).to.equal("not checked");
    expect(failing(report)).to.deep.equal([]);
  });
});
