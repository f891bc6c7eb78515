import { tmpdir } from "node:os";
import { join } from "node:path";
import { zeroHash } from "viem";
import { orderCommitment, typedDataTypes } from "../../../sdk/index.ts";
import { pactBy, versionsBy } from "./pact.ts";
import type { Calls, Scene } from "./scene.ts";

// Functions that ask nobody and sign nothing, but take addresses: where an address belongs, people pass keys, too.

const draftOf = ({ buyer, seller, panel, validUntil, hash: pact }: Scene) => ({
  ...{ buyer: buyer.address, seller: seller.address, milestones: [{ amount: 5n, deadline: validUntil }] },
  ...{ panel, pact },
});
const held = ({ address: contract, token, now }: Scene) => ({ contract, token, now });
const did = ({ address, stack: { chain }, managed }: Scene) => ({
  ...{ chainId: chain.id, address, account: managed.address },
});
const dealOf = ({ domain, deal }: Scene) => ({ domain, deal, milestone: 0 });
const ofTerms = ({ domain, terms }: Scene) => ({ domain, terms: { ...terms }, milestone: 0 });

export const pureCalls: Calls = {
  accountAddressOf: ({ domain, principal }) => [{ domain, principal, index: 0 }],
  accountDid: (scene) => [did(scene)],
  accountMetadata: (scene) => [did(scene)],
  adviseTerms: ({ terms }) => [{ terms: { ...terms } }],
  agentRegistryOf: ({ registry, stack: { chain } }) => [{ chainId: chain.id, registry }],
  allowCounterparties: ({ panel }) => [panel],
  transferAuthorizationOf: ({ domain, terms }) => [{ domain, terms: { ...terms } }],
  bondAuthorizationOf: ({ domain, terms, buyer, seller, validUntil: validBefore }) => [
    {
      ...{ domain, terms, milestone: 0, round: 2, contester: buyer.address, payer: seller.address },
      validBefore,
    },
  ],
  bondCommitment: ({ domain, terms, buyer, seller }) => [
    { domain, terms, milestone: 0, round: 2, contester: buyer.address, payer: seller.address },
  ],
  buildOffer: ({ domain, terms, buyer, validUntil }) => [{ domain, terms, from: buyer.address, validUntil }],
  buildOrder: (scene) => [{ account: scene.order.account, payments: scene.order.payments }, held(scene)],
  buildTab: (scene) => [{ ...scene.tab }, held(scene)],
  amendTerms: ({ terms, deal: dealId, now }) => [
    {
      terms: { ...terms },
      deal: {
        ...{ dealId, openedAt: 1, milestones: terms.milestones.length, unsettled: 1n },
        ...{ amended: false, settled: [], recorded: [] },
      },
      now,
    },
  ],
  buildTerms: (scene) => [draftOf(scene), held(scene)],
  checkOrder: (scene) => [{ ...scene.order }, held(scene)],
  checkPact: ({ buyer }) => [pactBy(buyer.address)],
  checkSuccession: ({ buyer }) => [versionsBy(buyer.address)],
  diffPacts: ({ buyer, seller }) => [{ before: pactBy(buyer.address), after: pactBy(seller.address) }],
  pactTypedData: ({ buyer }) => [pactBy(buyer.address)],
  checkTab: (scene) => [{ ...scene.tab }, held(scene)],
  checkTerms: (scene) => [{ ...scene.terms }, held(scene)],
  tallyBallots: ({ terms, ballot, other }) => [{ terms: { ...terms }, ballots: [ballot, other] }],
  chooseBallots: ({ terms, ballot, other }) => [{ terms: { ...terms }, ballots: [ballot, other] }],
  dealCommitment: ({ domain, terms }) => [{ domain, terms: { ...terms } }],
  dealIdOf: ({ domain, terms }) => [{ domain, terms: { ...terms } }],
  depositNonce: ({ domain, buyer }) => [{ domain, account: buyer.address, salt: 1n }],
  didService: (scene) => [did(scene)],
  encodeBriefTerms: ({ terms }) => [{ ...terms }],
  encodeEnvelope: ({ buyer, principal, policy, signature }) => [
    { key: buyer.address, principal, policy, proofs: [], signature, approval: "0x" },
  ],
  encodeSchedule: ({ terms }) => [{ ...terms }],
  encodePanel: ({ panel }) => [panel],
  encodeKeySignature: ({ buyer, signature }) => [{ key: buyer.address, signature }],
  encodeTerms: ({ terms }) => [{ ...terms }],
  encodeVouchers: ({ tab, signature }) => [[{ tab: { ...tab }, amount: 5n, signature }]],
  decodeVouchers: ({ seller }) => [{ payee: seller.address, vouchers: `0x${"11".repeat(170)}` }],
  explain: ({ domain, buyer, poolDomain, tokenDomain: token, deal }) => [
    {
      ...{ domain, types: { ...typedDataTypes }, primaryType: "Deposit" },
      message: { account: buyer.address, salt: "1" },
    },
    { quittance: domain, jurorPool: poolDomain, token, paysFor: deal },
  ],
  findEquivocations: ({ ballot, other }) => [[ballot, other]],
  hashRelease: (scene) => [ofTerms(scene)],
  hashAgentWallet: ({ registryDomain: domain, principal: owner, buyer, validUntil: deadline }) => [
    { domain, agentId: 0n, owner, newWallet: buyer.address, deadline },
  ],
  hashAgreement: (scene) => [{ ...ofTerms(scene), toSeller: 1n, validUntil: 1 }],
  hashApproval: ({ domain, order, validUntil }) => [
    { domain, commitment: orderCommitment({ domain, order }), validUntil },
  ],
  hashBallot: ({ domain, judged }) => [{ domain, ...judged, round: 1, score: 1 }],
  hashTermsBatch: ({ domain, terms }) => [{ domain, terms: [terms] }],
  encodeVerdictGroup: ({ terms, judged }) => [
    {
      jurors: [{ position: 0, reasons: judged.reasons, signature: "0x11" }],
      items: [{ terms, milestone: 0, evidence: judged.evidence, scores: [1] }],
    },
  ],
  decodeVerdicts: () => [{ jurors: "0x", verdicts: "0x" }],
  hashBallotBatch: ({ domain, judged }) => [{ domain, ballots: [{ ...judged, score: 1 }] }],
  hashBond: ({ buyer, ...scene }) => [
    { ...dealOf({ buyer, ...scene }), round: 2, payer: buyer.address, contester: buyer.address, amount: 1n },
  ],
  hashCancellation: ({ domain, terms }) => [{ domain, terms: { ...terms }, remainder: 1n, validUntil: 1 }],
  hashRefund: (scene) => [ofTerms(scene)],
  hashContest: (scene) => [
    { ...dealOf(scene), round: 2, payout: 1, bond: 1n, payer: scene.buyer.address, fromWallet: false },
  ],
  hashDelivery: ({ domain, claim }) => [{ domain, ...claim }],
  hashAdjudication: ({ terms }) => [{ ...terms }],
  orderCommitment: ({ domain, order }) => [{ domain, order }],
  tabCommitment: ({ domain, tab }) => [{ domain, tab }],
  hashFreeze: ({ domain, managed: { address: of } }) => [{ domain, of, nonce: 0n, validUntil: 1 }],
  hashKeyRevocation: ({ domain, managed: { address: of }, seller }) => [
    { domain, of, key: seller.address, nonce: 0n, validUntil: 1 },
  ],
  hashOffer: ({ offer }) => [{ ...offer, terms: { ...offer.terms } }],
  hashPolicy: ({ principal, policy }) => [{ principal, policy }],
  hashRating: (scene) => [
    {
      domain: scene.domain,
      deal: scene.deal,
      rated: scene.seller.address,
      score: 95,
      reasons: scene.reasons,
    },
  ],
  hashReclaim: (scene) => [ofTerms(scene)],
  hashRuling: (scene) => [{ ...dealOf(scene), evidence: scene.evidence, payout: 1 }],
  hashSeatKey: ({ poolDomain: domain, principal: owner, validUntil }) => [
    { domain, owner, nonce: 0n, validUntil },
  ],
  hashTabClosing: ({ domain, tab }) => [{ domain, tab, rest: 5n }],
  hashVoucher: ({ domain, tabId: tab }) => [{ domain, tab, amount: 5n }],
  identityRegistryOf: ({ registry, stack: { chain } }) => [{ chainId: chain.id, registry }],
  jurorPoolDomain: ({ pool: address, stack: { chain } }) => [{ chainId: chain.id, address }],
  latestExits: ({ terms }) => [{ terms: { ...terms } }],
  orderIdOf: ({ domain, order }) => [{ domain, order: { ...order } }],
  parseDeployment: ({ stack: { deployment } }) => [{ ...deployment }],
  parseOffer: ({ offer }) => [{ ...offer }],
  parseOrder: (scene) => [{ ...scene.order }, held(scene)],
  parseTab: (scene) => [{ ...scene.tab }, held(scene)],
  parseTerms: (scene) => [{ ...scene.terms }, held(scene)],
  parseBallot: ({ ballot }) => [{ ...ballot }],
  parseBookedTabs: ({ tab }) => [[{ tab: { ...tab }, redeemed: 0n }]],
  phaseOf: ({ terms, now }) => [
    {
      terms: { ...terms },
      milestone: 0,
      facts: { status: "pending", contesters: [], bondsReleased: [] },
      now,
    },
  ],
  hashTyped: ({ domain, buyer }) => [
    { domain, type: "Deposit", message: { account: buyer.address, salt: 1n } },
  ],
  quittanceDomain: ({ address, stack: { chain } }) => [{ chainId: chain.id, address }],
  sortPanel: ({ panel }) => [panel],
  tabAuthorizationOf: ({ domain, tab }) => [{ domain, tab: { ...tab } }],
  tabIdOf: ({ domain, tab }) => [{ domain, tab: { ...tab } }],
  writeDeployment: ({ stack: { deployment } }) => [
    join(tmpdir(), `quittance-keys-${process.pid}.json`),
    { ...deployment, transactionHash: zeroHash },
  ],
};
