import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import { concatHex, type Hex, hashTypedData, numberToHex, toHex, zeroHash } from "viem";
import { readContract } from "viem/actions";
import { hashBatchWith } from "../../../sdk/deals/ballots/batch-hash.ts";
import {
  accountAddressOf,
  agree,
  type BatchProof,
  buildPolicy,
  cancel,
  contest,
  dealCommitment,
  dealIdOf,
  deliver,
  depositNonce,
  encodeKeySignature,
  freezeWithSignature,
  getAccountAddress,
  getAccountNonce,
  getDealId,
  getDomain,
  hashAgreement,
  hashApproval,
  hashBallot,
  hashBallotBatch,
  hashBond,
  hashCancellation,
  hashContest,
  hashDelivery,
  hashEvidence,
  hashFreeze,
  hashKeyRevocation,
  hashOffer,
  hashRating,
  hashReclaim,
  hashRefund,
  hashRelease,
  hashRuling,
  hashSeatKey,
  hashTyped,
  InvalidFieldError,
  InvalidSignatureError,
  openDeal,
  PoolInvalidKeySignatureError,
  parseBallot,
  quittanceAbi,
  rate,
  readTokenDomain,
  reclaim,
  refund,
  release,
  revokeKey,
  rule,
  type SignedBallot,
  signBallot,
  signBallotBatch,
  signOffer,
  signPayment,
  signTerms,
  submitVerdict,
  takeSeats,
  toJson,
  tokenTypes,
  transferAuthorizationOf,
  typedDataTypes,
  verifyBallot,
} from "../../../sdk/index.ts";
import { termsMessage } from "../../../sdk/protocol/deal-id.ts";
import {
  exampleTerms,
  openContestedDeal,
  openExampleAccount,
  openExampleDeal,
} from "../../../sdk/testing/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";
import { signables } from "../support/signables.ts";

/** 65 bytes that are nobody's signature. */
const FORGED: Hex = `0x${"11".repeat(64)}1b`;

type Table = Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;

/** The digest as ethers computes it from the same table. */
function ethersDigest(domain: object, type: keyof typeof typedDataTypes, message: object): string {
  const table: Table = typedDataTypes;
  const nested: Readonly<Record<string, readonly string[]>> = {
    Terms: ["Adjudication", "Conditions", "DisputeRules", "Amendment"],
    TermsBatch: ["Terms", "Adjudication", "Conditions", "DisputeRules", "Amendment"],
    BallotBatch: ["Ballot"],
    Order: ["Payment"],
    Approval: ["Payee"],
  };
  const names = [type, ...(nested[type] ?? [])];
  const types = Object.fromEntries(names.map((name) => [name, [...(table[name] ?? [])]]));
  return TypedDataEncoder.hash(domain, types, message);
}

function requireProof({ batch }: SignedBallot): BatchProof {
  if (batch === undefined) throw new Error("the ballot was signed alone");
  return batch;
}

describe("digests: Solidity = viem = ethers", () => {
  const setup = useStack();

  it("of the domain", async () => {
    const { address, publicClient, domain } = setup();
    expect(await getDomain(publicClient, { address })).to.deep.equal(domain);
  });

  it("of the terms, which is the deal id", async () => {
    const stack = setup();
    const { address, domain, publicClient } = stack;
    const changes = [
      {},
      { fundedFromLedger: true, panel: [stack.relayer.address] },
      { buyerToLedger: true, sellerToLedger: true, verificationFee: 7n, panelAccount: stack.relayer.address },
      { marketplaceFee: 250, marketplace: stack.relayer.address, contestWindow: 600, silencePayout: 0 },
      { category: 1 },
      { reference: `0x${"ab".repeat(32)}`, category: 7 } as const,
      { amends: { deal: `0x${"cd".repeat(32)}`, remainder: 5n, delivered: [0, 31] } } as const,
      { category: 2 ** 32 - 1, contestWindow: 600 },
    ];
    for (const change of changes) {
      const terms = await exampleTerms(stack, change);
      const digest = dealIdOf({ domain, terms });
      expect(ethersDigest(domain, "Terms", termsMessage(terms))).to.equal(digest);
      expect(await getDealId(publicClient, { address, terms })).to.equal(digest);
    }
  });

  it("of a deposit, which is its authorisation's nonce", async () => {
    const { address, domain, publicClient, buyer } = setup();
    const message = { account: buyer.address, salt: 2n ** 64n - 1n };
    const nonce = depositNonce({ domain, ...message });
    expect(ethersDigest(domain, "Deposit", message)).to.equal(nonce);
    const args = [message.account, message.salt] as const;
    const told = await readContract(publicClient, {
      address,
      abi: quittanceAbi,
      functionName: "depositNonce",
      args,
    });
    expect(told).to.equal(nonce);
  });

  it("of release, refund, agreement, cancellation, delivery and reclaim", async () => {
    const stack = setup();
    const { address, domain, walletClient } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const milestone = 1;
    const about = { address, terms, milestone };
    const named = { domain, terms, milestone };
    const asked = async (action: () => Promise<unknown>) =>
      (await refusalOf(InvalidSignatureError, action)).values.digest;

    expect(await asked(() => release(walletClient, { ...about, signature: FORGED }))).to.equal(
      hashRelease(named),
    );
    expect(await asked(() => refund(walletClient, { ...about, signature: FORGED }))).to.equal(
      hashRefund(named),
    );

    const split = { toSeller: 123n, validUntil: (await stack.now()) + 600 };
    const forged = { buyerSignature: FORGED, sellerSignature: FORGED };
    const agreement = { ...named, ...split };
    expect(await asked(() => agree(walletClient, { ...about, ...split, ...forged }))).to.equal(
      hashAgreement(agreement),
    );

    const end = { remainder: 180_000_000n, validUntil: split.validUntil };
    const cancellation = { domain, terms, ...end };
    expect(await asked(() => cancel(walletClient, { address, terms, ...end, ...forged }))).to.equal(
      hashCancellation(cancellation),
    );

    const claim = { deal, milestone, evidence: hashEvidence("text"), evidenceUri: "ipfs://bafy/ü" };
    const delivery = { ...claim, signature: FORGED };
    expect(await asked(() => deliver(walletClient, { address, terms, delivery }))).to.equal(
      hashDelivery({ domain, ...claim }),
    );

    await stack.setTime((terms.milestones[milestone]?.deadline ?? 0) + 1);
    expect(await asked(() => reclaim(walletClient, { ...about, signature: FORGED }))).to.equal(
      hashReclaim(named),
    );

    const { buyer, seller } = terms;
    const amount = terms.milestones[milestone]?.amount ?? 0n;
    const toBuyer = amount - split.toSeller;
    expect(ethersDigest(domain, "Release", { deal, milestone, seller, amount })).to.equal(hashRelease(named));
    expect(ethersDigest(domain, "Refund", { deal, milestone, buyer, amount })).to.equal(hashRefund(named));
    expect(ethersDigest(domain, "Reclaim", { deal, milestone, buyer, amount })).to.equal(hashReclaim(named));
    expect(ethersDigest(domain, "Agreement", { deal, milestone, seller, buyer, toBuyer, ...split })).to.equal(
      hashAgreement(agreement),
    );
    expect(ethersDigest(domain, "Cancellation", { deal, buyer, ...end })).to.equal(
      hashCancellation(cancellation),
    );
    expect(ethersDigest(domain, "Delivery", claim)).to.equal(hashDelivery({ domain, ...claim }));
  });

  it("of accounts, which their addresses are made of, and of approvals", async () => {
    const stack = setup();
    const { address, domain, publicClient, walletClient, buyer: controller, seller } = stack;
    const named = { principal: controller.address, index: 2 ** 32 - 1 };
    const told = await getAccountAddress(publicClient, { address, ...named });
    expect(accountAddressOf({ domain, ...named })).to.equal(told);
    const digest = ethersDigest(domain, "Account", named);
    expect(told.toLowerCase()).to.equal(`0xacc00000${digest.slice(-32)}`);

    const policy = buildPolicy({ approvalAbove: 0n });
    const validUntil = 4_000_000_000;
    const approve = () => Promise.resolve(concatHex([numberToHex(validUntil, { size: 5 }), FORGED]));
    const { account } = await openExampleAccount(stack, { principal: controller, policy, approve });
    const terms = await exampleTerms(stack, {
      buyer: account.address,
      fundedFromLedger: true,
      buyerToLedger: true,
    });
    const opening = {
      address,
      terms,
      buyerSignature: await signTerms({ domain, terms, account }),
      sellerSignature: await signTerms({ domain, terms, account: seller }),
    };
    const { values } = await refusalOf(InvalidSignatureError, () => openDeal(walletClient, opening));
    const commitment = dealCommitment({ domain, terms });
    expect(values.digest).to.equal(hashApproval({ domain, commitment, validUntil }));
    const approval = {
      ...{ account: account.address, purpose: "open a deal", payees: commitment.payees },
      ...{ total: commitment.amount, validUntil, commitment: dealIdOf({ domain, terms }) },
    };
    expect(values.digest).to.equal(ethersDigest(domain, "Approval", approval));
  });

  it("of ballots, which the contract takes", async () => {
    const stack = setup();
    const { address, domain, jurors, walletClient } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const ballot = {
      deal,
      milestone: 2,
      evidence: hashEvidence("text"),
      score: 9_999,
      reasons: toHex(7, { size: 32 }),
    };
    const digest = hashBallot({ domain, round: 1, ...ballot });
    expect(ethersDigest(domain, "Ballot", { round: 1, ...ballot })).to.equal(digest);
    const scored = { ...ballot, score: 10_000 };
    const ballots = await Promise.all(jurors.map((account) => signBallot({ domain, account, ...scored })));
    expect((await submitVerdict(walletClient, { address, terms, ballots })).payout).to.equal(10_000);
  });

  it("of contests, bonds, rulings, ratings and seat keys", async () => {
    const stack = setup();
    const { address, domain, pool, poolDomain, buyer, walletClient: client, arbiter } = stack;
    const made = await openContestedDeal(stack);
    const { terms, dealId: deal, evidence, payout } = made;
    const asked = async (action: () => Promise<unknown>) =>
      (await refusalOf(InvalidSignatureError, action)).values.digest;
    const about = { address, terms, milestone: 0 };
    await stack.increaseTime(terms.verdictWindow);

    const round = { deal, milestone: 0, round: 3 };
    const amount = terms.disputes?.bond ?? 0n;
    const objection = { ...round, payout, bond: amount, payer: buyer.address, fromWallet: false };
    const contested = { ...about, contester: buyer.address, payout, signature: FORGED };
    expect(await asked(() => contest(client, contested))).to.equal(hashContest({ domain, ...objection }));
    expect(ethersDigest(domain, "Contest", objection)).to.equal(hashContest({ domain, ...objection }));

    const authorization = { ...round, payer: stack.seller.address, contester: buyer.address, amount };
    const bond = { payer: stack.seller.address, signature: FORGED };
    const bonded = { ...about, contester: buyer.address, payout, bond, account: buyer };
    expect(await asked(() => contest(client, bonded))).to.equal(hashBond({ domain, ...authorization }));
    expect(ethersDigest(domain, "Bond", authorization)).to.equal(hashBond({ domain, ...authorization }));

    await stack.fundLedger(buyer.address, 8_000_000n);
    await contest(client, { ...about, contester: buyer.address, payout, account: buyer });
    const ruling = { deal, milestone: 0, evidence, payout: 1 };
    expect(await asked(() => rule(client, { ...about, payout: 1, signature: FORGED }))).to.equal(
      hashRuling({ domain, ...ruling }),
    );
    expect(ethersDigest(domain, "Ruling", ruling)).to.equal(hashRuling({ domain, ...ruling }));

    await rule(client, { ...about, payout: 1, account: arbiter });
    const rating = { score: 100, reasons: toHex(8, { size: 32 }) };
    const rated = terms.seller;
    const request = { address, terms, rater: buyer.address, ...rating, signature: FORGED };
    expect(await asked(() => rate(client, request))).to.equal(hashRating({ domain, deal, rated, ...rating }));
    expect(ethersDigest(domain, "Rating", { deal, rated, ...rating })).to.equal(
      hashRating({ domain, deal, rated, ...rating }),
    );

    const owner = stack.relayer.address;
    const seatKey = { owner, nonce: 0n, validUntil: 2 ** 40 - 1 };
    const seat = { address: pool, key: buyer.address, keySignature: FORGED, validUntil: 2 ** 40 - 1 };
    const refused = await refusalOf(PoolInvalidKeySignatureError, () => takeSeats(client, seat));
    const digest = hashSeatKey({ domain: poolDomain, ...seatKey });
    expect(refused.values.digest).to.equal(digest);
    expect(ethersDigest(poolDomain, "SeatKey", seatKey)).to.equal(digest);
  });

  it("of batches of ballots", async () => {
    const { domain, buyer: account } = setup();
    const judged = {
      deal: toHex(1, { size: 32 }),
      evidence: toHex(2, { size: 32 }),
      reasons: toHex(3, { size: 32 }),
    };
    const ballots = [0, 5, 31].map((milestone) => ({
      ...judged,
      round: 2,
      milestone,
      score: 100 * milestone,
    }));
    const none = { deal: zeroHash, milestone: 0, round: 0, evidence: zeroHash, score: 0, reasons: zeroHash };
    const [one, two, three] = ballots;
    if (one === undefined || two === undefined || three === undefined) throw new Error("three were made");
    const nested = [
      [one, two],
      [three, none],
    ];
    const types = {
      Ballot: [...typedDataTypes.Ballot],
      BallotBatch: [{ name: "ballots", type: "Ballot[2][2]" }],
    };
    const digest = hashBallotBatch({ domain, ballots });
    expect(TypedDataEncoder.hash(domain, types, { ballots: nested })).to.equal(digest);
    expect(
      hashTypedData({ domain, types, primaryType: "BallotBatch", message: { ballots: nested } as never }),
    ).to.equal(digest);
    expect(ethersDigest(domain, "BallotBatch", { ballots: [one, two] })).to.equal(
      hashBallotBatch({ domain, ballots: [one, two] }),
    );
    expect(hashTyped({ domain, type: "BallotBatch", message: { ballots: [one, none] } })).to.equal(
      hashBallotBatch({ domain, ballots: [one] }),
    );
    const signed = await signBallotBatch({ domain, account, ballots });
    for (const ballot of signed) {
      expect(hashBatchWith({ domain, ballot, batch: requireProof(ballot) })).to.equal(digest);
      expect(await verifyBallot({ domain, ballot })).to.equal(true);
    }
    const [first] = signed;
    if (first === undefined) throw new Error("three ballots were signed");
    expect(await verifyBallot({ domain, ballot: { ...first, score: 1 } })).to.equal(false);
    const moved = { ...requireProof(first), index: 1 };
    expect(await verifyBallot({ domain, ballot: { ...first, batch: moved } })).to.equal(false);
    const { batch: _batch, ...alone } = first;
    expect(await verifyBallot({ domain, ballot: alone })).to.equal(false);
    expect(parseBallot(toJson(first))).to.deep.equal(first);
    for (const count of [4, 5, 256]) {
      const many = Array.from({ length: count }, (_, index) => ({
        ...one,
        evidence: toHex(index + 1, { size: 32 }),
        score: index,
      }));
      const last = (await signBallotBatch({ domain, account, ballots: many })).at(-1);
      if (last === undefined) throw new Error("ballots were signed");
      expect(last.batch?.siblings.length).to.equal(Math.ceil(Math.log2(count)));
      expect(await verifyBallot({ domain, ballot: last })).to.equal(true);
    }
    const tooMany = Array.from({ length: 257 }, () => one);
    expect(() => hashBallotBatch({ domain, ballots: tooMany })).to.throw(InvalidFieldError, "256 at most");
    expect(() => hashBallotBatch({ domain, ballots: [] })).to.throw(InvalidFieldError, "at least one");
    expect(() =>
      hashBallotBatch({ domain, ballots: [{ ...judged, milestone: 0, score: 0, deal: "0x1" }] }),
    ).to.throw(InvalidFieldError, "ballots[0].deal");
  });

  it("of freezes and of keys' revocations", async () => {
    const stack = setup();
    const { address, domain, publicClient, walletClient } = stack;
    const { account, key: granted } = await openExampleAccount(stack, { capabilities: ["freeze"] });
    const of = account.address;
    const key = granted.address;
    const validUntil = 4_000_000_000;
    const nonce = await getAccountNonce(publicClient, { address, account: of });
    const asked = async (action: () => Promise<unknown>) =>
      (await refusalOf(InvalidSignatureError, action)).values.digest;

    const signature = encodeKeySignature({ key, signature: FORGED });
    const freezing = { address, of, validUntil, signature };
    const freeze = hashFreeze({ domain, of, nonce, validUntil });
    expect(await asked(() => freezeWithSignature(walletClient, freezing))).to.equal(freeze);
    expect(ethersDigest(domain, "Freeze", { account: of, nonce, validUntil })).to.equal(freeze);

    const revoking = { address, of, key, validUntil, signature: FORGED };
    const revocation = hashKeyRevocation({ domain, of, key, nonce, validUntil });
    expect(await asked(() => revokeKey(walletClient, revoking))).to.equal(revocation);
    expect(ethersDigest(domain, "KeyRevocation", { account: of, key, nonce, validUntil })).to.equal(
      revocation,
    );
  });

  it("of whatever a signer is asked to sign, as viem and ethers hash it", async () => {
    const asked = await signables();
    for (const [type, definition] of asked) {
      if (type === "ReceiveWithAuthorization") continue;
      const { domain, types, message } = definition as unknown as {
        domain: object;
        types: Record<string, { name: string; type: string }[]>;
        message: object;
      };
      // Batches are signed with a type of their own height.
      const digest = type.endsWith("Batch")
        ? TypedDataEncoder.hash(domain, types, message)
        : ethersDigest(domain, type as keyof typeof typedDataTypes, message);
      expect(digest, type).to.equal(hashTypedData(definition));
    }
  });

  it("of offers", async () => {
    const stack = setup();
    const { domain, buyer } = stack;
    const terms = await exampleTerms(stack);
    const offer = await signOffer({ domain, terms, validUntil: 2_000_000_000, account: buyer });
    const { answers, from, validUntil } = offer;
    const message = { deal: dealIdOf({ domain, terms }), answers, from, validUntil };
    expect(ethersDigest(domain, "Offer", message)).to.equal(hashOffer(offer));
  });

  it("of payments, under the domain the token itself tells", async () => {
    const stack = setup();
    const { domain, buyer } = stack;
    const token = await readTokenDomain(stack.publicClient, { token: stack.token });
    expect(token).to.include({ name: "USD Coin", version: "2", chainId: domain.chainId });
    const terms = await exampleTerms(stack);
    const message = { ...transferAuthorizationOf({ domain, terms }) };
    const definition = {
      domain: token,
      types: tokenTypes,
      primaryType: "ReceiveWithAuthorization",
      message,
    } as const;
    const types = { ReceiveWithAuthorization: [...tokenTypes.ReceiveWithAuthorization] };
    expect(TypedDataEncoder.hash(token, types, message)).to.equal(hashTypedData(definition));
    expect(await signPayment({ domain, token, terms, account: buyer })).to.have.length(2 + 2 * 65);
  });
});

describe("a token of another name", () => {
  const setup = useStack({ usdcName: "USDC" });

  it("is paid all the same: its name is read, never assumed", async () => {
    const stack = setup();
    expect((await readTokenDomain(stack.publicClient, { token: stack.token })).name).to.equal("USDC");
    const { dealId, terms } = await openExampleDeal(stack);
    expect(dealId).to.equal(dealIdOf({ domain: stack.domain, terms }));
  });
});
