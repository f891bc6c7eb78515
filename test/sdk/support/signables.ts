import { type Address, type Hex, pad, type TypedDataDefinition, toHex, zeroHash } from "viem";
import { privateKeyToAccount, toAccount } from "viem/accounts";
import {
  jurorPoolDomain,
  quittanceDomain,
  signAgreement,
  signApproval,
  signBallot,
  signBallotBatch,
  signBond,
  signCancellation,
  signContest,
  signDelivery,
  signFreeze,
  signKeyRevocation,
  signOffer,
  signOrder,
  signPayment,
  signRating,
  signReclaim,
  signRefund,
  signRelease,
  signRuling,
  signSeatKey,
  signTab,
  signTabClosing,
  signTerms,
  signTermsBatch,
  type Terms,
  typedDataTypes,
} from "../../../sdk/index.ts";
import { commitToBallot } from "../../../sdk/jury/index.ts";
import { endNegotiation, withdrawOffer } from "../../../sdk/negotiation/index.ts";

/** An address that is easy to tell in what is shown. */
export const party = (number: number): Address => pad(toHex(number), { size: 20 });
const hash = (number: number): Hex => toHex(number, { size: 32 });

export const domain = quittanceDomain({ chainId: 8453, address: party(0xaa) });
export const poolDomain = jurorPoolDomain({ chainId: 8453, address: party(0xbb) });
export const tokenDomain = {
  ...{ name: "USD Coin", version: "2" },
  ...{ chainId: 8453, verifyingContract: party(0xcc) },
} as const;

/** 2033-05-18T03:33:20Z. */
const LATER = 2_000_000_000;
const key = privateKeyToAccount(`0x${"07".repeat(32)}`);

export const terms: Terms = {
  buyer: key.address,
  seller: party(0xb2),
  fundedFromLedger: true,
  buyerToLedger: true,
  sellerToLedger: false,
  verificationFee: 500_000n,
  milestones: [
    { amount: 54_000_000n, deadline: LATER + 86_400 },
    { amount: 1_234_567_890n, deadline: LATER + 2 * 86_400 },
  ],
  panel: [party(0xc1), party(0xc2), party(0xc3)],
  passingScore: 6_000,
  payoutStep: 0,
  contestWindow: 93_600,
  verdictWindow: 86_400,
  silencePayout: 5_000,
  marketplaceFee: 250,
  marketplace: party(0xd1),
  panelAccount: party(0xd2),
  pact: hash(0xee),
  salt: 7n,
  openBy: LATER,
  category: 3,
  disputes: { bond: 5_000_000n, pool: party(0xbb), arbiter: party(0xa1), rulingWindow: 604_800 },
};

/** What a signer was asked to sign, by the name of its type: each made by the SDK's own signer. */
export async function signables(): Promise<ReadonlyMap<string, TypedDataDefinition>> {
  const asked = new Map<string, TypedDataDefinition>();
  const account = toAccount({
    ...{ address: key.address, signMessage: key.signMessage, signTransaction: key.signTransaction },
    signTypedData: (definition) => {
      asked.set(String(definition.primaryType), definition as unknown as TypedDataDefinition);
      return key.signTypedData(definition);
    },
  });
  const seller = { ...account, address: terms.seller };
  const deal = hash(0x11);
  const about = { domain, account };
  const one = { deal, milestone: 1 };
  const judged = { ...one, evidence: hash(0x22), reasons: hash(0x33) };
  const until = { validUntil: LATER };
  const ofTerms = { ...about, terms, milestone: 0 };
  const tab = {
    ...{ account: key.address, payee: party(0xf1), reserve: 20_000_000n, openBy: LATER, end: LATER + 3_600 },
    ...{ grace: 5_400, voucherKey: key.address, category: 0, salt: 9n, reference: zeroHash },
  };
  const order = {
    ...{ account: key.address, nonce: 4n, ...until, category: 0, memo: zeroHash },
    payments: [
      { payee: party(0xf1), amount: 1_500_000n },
      { payee: party(0xf2), amount: 1n },
    ],
  };
  const commitment = {
    account: party(0xe1),
    digest: deal,
    purpose: "open a deal" as const,
    capability: "commit" as const,
    amount: 60_000_000n,
    category: 0,
    payees: [{ payee: party(0xb2), most: 54_000_000n }],
  };
  await signTerms({ ...about, terms });
  await signTermsBatch({
    ...about,
    terms: [terms, { ...terms, salt: terms.salt + 1n }, { ...terms, salt: terms.salt + 2n }],
  });
  const ballot = await signBallot({ ...about, ...judged, score: 7_350 });
  await signBallotBatch({
    ...about,
    ballots: [
      { ...judged, round: 2, score: 10_000 },
      { ...judged, score: 0 },
      { ...judged, milestone: 2, score: 1 },
    ],
  });
  await signDelivery({ ...about, ...one, evidence: hash(0x22), evidenceUri: "ipfs://bafy\u202egpj" });
  await signRelease(ofTerms);
  await signRefund({ ...ofTerms, account: seller });
  await signReclaim(ofTerms);
  await signAgreement({ ...ofTerms, toSeller: 40_000_000n, ...until });
  await signCancellation({ ...about, terms, remainder: 54_500_000n, ...until });
  const paying = { bond: 5_000_000n, payer: party(0xf3), fromWallet: true };
  await signContest({ ...about, ...one, round: 2, payout: 6_000, ...paying });
  const bond = { round: 3, payer: key.address, contester: party(0xb2), amount: 5_000_000n };
  await signBond({ ...about, ...one, ...bond });
  await signRuling({ ...about, ...one, evidence: hash(0x22), payout: 4_200 });
  await signRating({ ...about, deal, rated: party(0xb2), score: 95, reasons: zeroHash });
  await signSeatKey({ domain: poolDomain, account, owner: party(0xe2), nonce: 2n, ...until });
  await signApproval({ ...about, commitment, ...until });
  await signFreeze({ ...about, of: party(0xe1), nonce: 5n, ...until });
  await signKeyRevocation({ ...about, of: party(0xe1), nonce: 5n, ...until });
  await signTab({ ...about, tab });
  await signTabClosing({ ...about, tab, rest: 12_500_000n });
  await signOrder({ ...about, order });
  const offer = await signOffer({ ...about, terms, ...until });
  await withdrawOffer({ ...about, offer });
  await endNegotiation({ ...about, first: offer, reason: "price", note: "It is too much for one page." });
  await commitToBallot({ ...about, ballot });
  await signPayment({ ...about, token: tokenDomain, terms: { ...terms, fundedFromLedger: false } });
  // Vouchers are signed by their digest, and nobody signs the other two.
  const message = { tab: hash(0x44), amount: 2_500_000n };
  for (const [primaryType, given] of Object.entries({
    Voucher: message,
    Deposit: { account: key.address, salt: 1n },
    Account: { principal: key.address, index: 3 },
  })) {
    asked.set(primaryType, { domain, types: typedDataTypes, primaryType, message: given });
  }
  return asked;
}
