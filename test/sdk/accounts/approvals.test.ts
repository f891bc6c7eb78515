import { expect } from "chai";
import type { Hex } from "viem";
import {
  type AgentAccount,
  ApprovalMissingError,
  type ApprovalRequest,
  acceptPrincipal,
  agree,
  buildOrder,
  buildPolicy,
  cancel,
  checkCommitment,
  dealCommitment,
  decodeEnvelope,
  encodeEnvelope,
  InvalidFieldError,
  InvalidSignatureError,
  offerPrincipal,
  openDeal,
  orderCommitment,
  pay,
  release,
  type SigningAccount,
  signAgreement,
  signApproval,
  signCancellation,
  signOrder,
  signRelease,
  signTerms,
  type Terms,
  verifyAgreement,
  verifyApproval,
  verifyCancellation,
  verifyRelease,
  verifyTerms,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleAccount, type Stack } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const USDC = 1_000_000n;
const THRESHOLD = 60n * USDC;
/** Seconds of an approval that outlives every test. */
const validUntil = 4_000_000_000;
const DESTINATIONS = { fundedFromLedger: true, buyerToLedger: true };

/** An account whose controller approves, and remembers what it was asked. */
async function openWatched(stack: Stack) {
  const asked: ApprovalRequest[] = [];
  const { buyer: controller, domain } = stack;
  const approve = (request: ApprovalRequest) => {
    asked.push(request);
    return signApproval({ ...request, validUntil, domain, account: controller });
  };
  const policy = buildPolicy({ approvalAbove: THRESHOLD });
  const opened = await openExampleAccount(stack, { policy, principal: controller, approve });
  return { ...opened, asked };
}

async function openBought(stack: Stack, account: AgentAccount): Promise<{ terms: Terms; deal: Hex }> {
  const { address, domain, walletClient } = stack;
  const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address });
  const { dealId: deal } = await openDeal(walletClient, {
    address,
    terms,
    buyerSignature: await signTerms({ domain, terms, account }),
    sellerSignature: await signTerms({ domain, terms, account: stack.seller }),
  });
  return { terms, deal };
}

describe("approvals", () => {
  const setup = useStack();

  it("are asked for above the threshold, told of amount and digest, and open the deal", async () => {
    const stack = setup();
    const { domain, publicClient: client } = stack;
    const { account, asked, principal } = await openWatched(stack);
    const { terms, deal } = await openBought(stack, account);
    const commitment = dealCommitment({ domain, terms });
    expect(commitment).to.include({ account: account.address, digest: deal, amount: 180n * USDC });
    expect(asked).to.deep.equal([{ commitment, threshold: THRESHOLD }]);
    const checking = { address: stack.address, account, commitment };
    expect((await checkCommitment(client, checking)).needsApproval).to.equal(true);
    const signed = { domain, commitment, validUntil };
    const signature = await signApproval({ ...signed, shown: commitment, account: stack.buyer });
    const approval = { ...signed, signature };
    expect(await verifyApproval({ ...approval, signer: principal.address as Hex })).to.equal(true);
    expect(await verifyApproval({ ...approval, signer: stack.seller.address })).to.equal(false);
    const signer = principal.address as Hex;
    expect(await verifyApproval({ ...approval, signer, validUntil: validUntil + 1 })).to.equal(false);
    expect(await verifyApproval({ ...approval, signer, signature: "0x" })).to.equal(false);
  });

  it("name every payee with the most that it can receive", async () => {
    const stack = setup();
    const { domain } = stack;
    const fees = { marketplaceFee: 333, marketplace: stack.arbiter.address, verificationFee: 1_000_001n };
    const terms = await exampleTerms(stack, {
      ...DESTINATIONS,
      ...fees,
      panelAccount: stack.relayer.address,
    });
    const { payees, amount } = dealCommitment({ domain, terms });
    const amounts = amount - 3n * 1_000_001n;
    expect(payees).to.deep.equal([
      { payee: terms.seller, most: amounts },
      { payee: terms.marketplace, most: (amounts * 333n) / 10_000n },
      { payee: terms.panelAccount, most: 3n * 1_000_001n },
    ]);
  });

  it("cannot be got by a lie: a service that is told 12 and signs has 400 paid by nobody", async () => {
    const stack = setup();
    const { domain, address, walletClient, seller, buyer: controller } = stack;
    const { account } = await openWatched(stack);
    const orderOf = (amount: bigint) =>
      buildOrder({
        account: account.address,
        nonce: 7n,
        validUntil,
        payments: [{ payee: seller.address, amount }],
      });
    const [told, paid] = [orderOf(12n * USDC), orderOf(400n * USDC)];
    // The service signs what it is told, for the digest that the agent commits to.
    const lie = {
      ...orderCommitment({ domain, order: told }),
      digest: orderCommitment({ domain, order: paid }).digest,
    };
    const approve = () => signApproval({ domain, commitment: lie, validUntil, account: controller });
    const signature = await signOrder({ domain, order: paid, account: { ...account, approve } });
    await refusalOf(InvalidSignatureError, () =>
      pay(walletClient, { address, orders: [{ order: paid, signature }] }),
    );
    // A service that is shown the order finds out before it signs.
    const shown = orderCommitment({ domain, order: told });
    const signing = { domain, validUntil, account: controller, shown };
    for (const [field, commitment] of Object.entries({
      digest: lie,
      amount: { ...shown, amount: 400n * USDC },
      payees: { ...shown, payees: [{ payee: controller.address, most: 12n * USDC }] },
      purpose: { ...shown, purpose: "pay a bond" as const },
      account: { ...shown, account: seller.address },
    })) {
      const refusal = await signApproval({ ...signing, commitment }).catch((error) => error);
      expect(refusal, field).to.be.instanceOf(InvalidFieldError);
      expect(refusal.message, field).to.contain(`commitment.${field}`);
    }
    expect(await signApproval({ ...signing, commitment: { ...shown } })).to.match(/^0x/);
  });

  it("are not asked for up to the threshold", async () => {
    const stack = setup();
    const { domain, address, walletClient } = stack;
    const { account, asked } = await openWatched(stack);
    const { terms } = await openBought(stack, account);
    asked.length = 0;
    const on = { domain, terms, milestone: 0 };
    const signature = await signRelease({ ...on, account });
    expect(asked).to.deep.equal([]);
    expect(decodeEnvelope({ envelope: signature, proofs: 0 }).approval).to.equal("0x");
    await release(walletClient, { address, terms, milestone: 0, signature });
  });

  it("are needed to give up more than the threshold, too", async () => {
    const stack = setup();
    const { domain, address, walletClient, publicClient: client } = stack;
    const { account, asked } = await openWatched(stack);
    const { terms } = await openBought(stack, account);
    asked.length = 0;
    const on = { domain, terms, milestone: 2 };
    const { approve: _approve, ...alone } = account;
    await refusalOf(ApprovalMissingError, () => signRelease({ ...on, account: alone }));
    await expectRefusedField("terms", "undefined", () =>
      signRelease({ domain, milestone: 2, account } as never),
    );
    const signature = await signRelease({ ...on, account });
    const unapproved = encodeEnvelope({
      ...decodeEnvelope({ envelope: signature, proofs: 0 }),
      approval: "0x",
    });
    const accepting = { address, terms, milestone: 2 };
    const missing = await refusalOf(ApprovalMissingError, () =>
      release(walletClient, { ...accepting, signature: unapproved }),
    );
    expect(missing.values).to.deep.equal({
      account: account.address,
      threshold: THRESHOLD,
      requested: 72n * USDC,
    });
    const judged = { ...on, signer: account.address, client };
    expect(await verifyRelease({ ...judged, signature: unapproved })).to.equal(false);
    expect(asked.map(({ commitment: { amount } }) => amount)).to.deep.equal([72n * USDC]);
    expect(await verifyRelease({ ...judged, signature })).to.equal(true);
    expect((await release(walletClient, { ...accepting, signature })).toSeller).to.equal(72n * USDC);
  });

  it("depend on which side gives up how much", async () => {
    const stack = setup();
    const { domain, address, walletClient, publicClient: client } = stack;
    const { account, asked } = await openWatched(stack);
    const { terms } = await openBought(stack, account);
    asked.length = 0;
    const split = { milestone: 2, terms, toSeller: THRESHOLD, validUntil };
    const buyerSignature = await signAgreement({ domain, ...split, account });
    const agreed = { domain, ...split, signer: account.address, client };
    expect(await verifyAgreement({ ...agreed, signature: buyerSignature })).to.equal(true);
    const sellerSignature = await signAgreement({ domain, ...split, account: stack.seller });
    await agree(walletClient, { address, ...split, buyerSignature, sellerSignature });

    const end = { terms, remainder: 108n * USDC, validUntil };
    const ended = await signCancellation({ domain, ...end, account });
    expect(asked).to.deep.equal([]);
    const cancelled = { domain, ...end, signer: account.address, client };
    expect(await verifyCancellation({ ...cancelled, signature: ended })).to.equal(true);
    const other = await signCancellation({ domain, ...end, account: stack.seller });
    await cancel(walletClient, { address, ...end, buyerSignature: ended, sellerSignature: other });
  });

  it("are refused when they are not the controller's, or when the terms are another deal's", async () => {
    const stack = setup();
    const { domain, address, walletClient, publicClient: client } = stack;
    const { account } = await openWatched(stack);
    const { terms } = await openBought(stack, account);
    const approve = (request: ApprovalRequest) =>
      signApproval({ ...request, validUntil, domain, account: stack.seller });
    const on = { domain, terms, milestone: 2 };
    const signature = await signRelease({ ...on, account: { ...account, approve } });
    expect(await verifyRelease({ ...on, signer: account.address, signature, client })).to.equal(false);
    const refused = await refusalOf(InvalidSignatureError, () =>
      release(walletClient, { address, terms, milestone: 2, signature }),
    );
    expect(refused.values.signer).to.equal(stack.buyer.address);
    const others = { ...terms, salt: terms.salt ^ 1n };
    const elsewhere = await signRelease({ ...on, terms: others, account });
    await refusalOf(InvalidSignatureError, () =>
      release(walletClient, { address, terms, milestone: 2, signature: elsewhere }),
    );
  });

  it("are held against what was asked before the key signs, by the chain where there is a client", async () => {
    const stack = setup();
    const { domain, publicClient: client, buyer: controller, seller: stranger } = stack;
    const { account } = await openWatched(stack);
    const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address });
    const signs = { count: 0 };
    const key = {
      ...(account.key as SigningAccount),
      signTypedData: (definition: never) => {
        signs.count += 1;
        return (account.key as SigningAccount).signTypedData(definition);
      },
    };
    const on = { domain, terms, milestone: 2 };
    const by =
      (changes: Partial<Parameters<typeof signApproval>[0]>) =>
      ({ commitment }: ApprovalRequest) =>
        signApproval({ domain, commitment, validUntil, account: controller, ...changes });
    const signWith = (approve: (request: ApprovalRequest) => Promise<unknown>, more: object = {}) =>
      signRelease({
        ...on,
        account: { ...account, key, ...more, approve: approve as AgentAccount["approve"] },
      });
    const nothing: readonly unknown[] = [undefined, null, "0x", "0x1122334455", "yes", {}, controller];
    for (const answer of nothing) {
      const shown = answer === undefined ? "undefined" : "(not shown)";
      await expectRefusedField("account.approve", shown, () => signWith(async () => answer));
    }
    const past = (await stack.now()) - 1;
    const elsewhere = { ...domain, chainId: 1 };
    const others = { account: stranger };
    for (const changes of [others, { validUntil: past }, { domain: elsewhere }]) {
      const error = await refusalOf(InvalidFieldError, () => signWith(by(changes), { client }));
      expect(error.field).to.equal("account.approve");
      expect(error.message).to.include(`an approval by ${controller.address}`).and.to.include("signApproval");
    }
    const ofLess = ({ commitment }: ApprovalRequest) =>
      by({})({ commitment: { ...commitment, amount: 1n }, threshold: THRESHOLD });
    await expectRefusedField("account.approve", "(not shown)", () => signWith(ofLess, { client }));
    expect(signs.count).to.equal(0);
    await signWith(by({}), { client });
    expect(signs.count).to.equal(1);
  });

  it("are whoever controls the principal now: its old controller's no longer count", async () => {
    const stack = setup();
    const { domain, address, walletClient, publicClient: client, arbiter, buyer } = stack;
    const { account } = await openWatched(stack);
    const principal = buyer.address;
    await offerPrincipal(walletClient, { address, principal, to: arbiter.address, account: buyer });
    await acceptPrincipal(walletClient, { address, principal, account: arbiter });
    const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address });
    const old = await signTerms({ domain, terms, account });
    const signed = { domain, terms, signer: account.address, client };
    expect(await verifyTerms({ ...signed, signature: old })).to.equal(false);
    const approve = (request: ApprovalRequest) =>
      signApproval({ ...request, validUntil, domain, account: arbiter });
    const fresh = await signTerms({ domain, terms, account: { ...account, approve, client } });
    expect(await verifyTerms({ ...signed, signature: fresh })).to.equal(true);
  });

  it("are not asked of a controller that signs itself", async () => {
    const stack = setup();
    const { domain, publicClient: client, buyer } = stack;
    const { account, asked } = await openWatched(stack);
    const { approve: _approve, ...alone } = account;
    const terms = await exampleTerms(stack, { ...DESTINATIONS, buyer: account.address });
    const own = { ...alone, key: buyer };
    for (const signer of [own, { ...own, client }, { ...own, client, approve: account.approve }]) {
      const signature = await signTerms({ domain, terms, account: signer });
      expect(await verifyTerms({ domain, terms, signer: account.address, signature, client })).to.equal(true);
    }
    expect(asked).to.deep.equal([]);
  });
});
