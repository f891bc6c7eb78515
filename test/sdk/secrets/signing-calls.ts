import { hashOffer, orderCommitment } from "../../../sdk/index.ts";
import { pactBy } from "./pact.ts";
import type { Calls, Scene } from "./scene.ts";

// Functions that sign, each with what it signs by at a place of its own.

const deal = ({ domain, deal: id, account }: Scene) => ({ domain, deal: id, milestone: 0, account });
const ofTerms = ({ domain, terms, account }: Scene) => ({
  domain,
  terms: { ...terms },
  milestone: 0,
  account,
});

export const signingCalls: Calls = {
  acceptOffer: ({ domain, offer, tokenDomain: token, account }) => [{ domain, offer, token, account }],
  "acceptOffer, as the seller": ({ domain, offer, seller: account }) => [{ domain, offer, account }],
  "acceptOffer, by a client": ({ domain, ledgerOffer: offer, stack: { buyer, clientOf } }) => [
    { domain, offer, account: clientOf(buyer) },
  ],
  agentAccount: ({ managed, publicClient: client }) => [{ ...managed, client }],
  counterOffer: ({ domain, offer, validUntil, seller: account, now }) => [
    { domain, offer, changes: {}, validUntil, account, now },
  ],
  fastSigner: ({ fast }) => [fast],
  signRelease: (scene) => [ofTerms(scene)],
  "signRelease, of a managed account": ({ managed: account, ...scene }) => [
    { domain: scene.domain, milestone: 0, terms: { ...scene.terms, buyer: account.address }, account },
  ],
  signAgentWallet: ({ registryDomain: domain, principal: owner, validUntil: deadline, account }) => [
    { domain, agentId: 0n, owner, deadline, account },
  ],
  "signAgentWallet, of a wallet": ({ registryDomain: domain, principal: owner, validUntil, account }) => [
    { domain, agentId: 0n, owner, deadline: validUntil, newWallet: account.address, account },
  ],
  signAgreement: (scene) => [{ ...ofTerms(scene), toSeller: 1n, validUntil: scene.validUntil }],
  signApproval: ({ domain, order, validUntil, account }) => [
    { domain, commitment: orderCommitment({ domain, order }), validUntil, account },
  ],
  signPact: ({ account }) => [{ pact: pactBy(account.address), account }],
  signBallot: ({ domain, judged, juror: account }) => [{ domain, ...judged, score: 1, account }],
  signBallotBatch: ({ domain, judged, juror: account }) => [
    { domain, ballots: [{ ...judged, score: 1 }], account },
  ],
  signBond: (scene) => [
    {
      ...{ ...deal(scene), round: 2, payer: scene.buyer.address, contester: scene.buyer.address },
      ...{ amount: 7_000_000n, terms: scene.terms },
    },
  ],
  signBondPayment: ({ domain, tokenDomain: token, terms, validUntil, account }) => [
    {
      domain,
      token,
      terms,
      milestone: 0,
      round: 2,
      contester: account.address,
      validBefore: validUntil,
      account,
    },
  ],
  signCancellation: ({ domain, terms, validUntil, account }) => [
    { domain, terms: { ...terms }, remainder: 1n, validUntil, account },
  ],
  signRefund: (scene) => [{ ...ofTerms(scene), account: scene.stack.seller }],
  signContest: (scene) => [
    {
      ...{ ...deal(scene), round: 2, payout: 6_000, bond: 7_000_000n },
      ...{ payer: scene.buyer.address, fromWallet: false },
    },
  ],
  signDelivery: ({ domain, claim, seller: account }) => [{ domain, ...claim, account }],
  signDeposit: ({ domain, tokenDomain: token, validUntil, seller, account }) => [
    { domain, token, account, recipient: seller.address, amount: 5n, validBefore: validUntil, salt: 1n },
  ],
  signFreeze: ({ domain, managed: { address: of }, validUntil, account }) => [
    { domain, of, nonce: 0n, validUntil, account },
  ],
  signKeyRevocation: ({ domain, managed: { address: of }, validUntil, account }) => [
    { domain, of, nonce: 0n, validUntil, account },
  ],
  signOffer: ({ domain, terms, validUntil, account }) => [{ domain, terms, validUntil, account }],
  signOrder: ({ domain, order, account }) => [{ domain, order, account }],
  signPayment: ({ domain, tokenDomain: token, terms, account }) => [{ domain, token, terms, account }],
  signRating: ({ domain, deal: id, seller, reasons, account }) => [
    { domain, deal: id, rated: seller.address, score: 95, reasons, account },
  ],
  signReclaim: (scene) => [ofTerms(scene)],
  signRuling: (scene) => [{ ...deal(scene), evidence: scene.evidence, payout: 4_000 }],
  signSeatKey: ({ poolDomain: domain, principal: owner, validUntil, account }) => [
    { domain, owner, nonce: 0n, validUntil, account },
  ],
  signTab: ({ domain, tab, account }) => [{ domain, tab, account }],
  signTabClosing: ({ domain, tab, seller: account }) => [{ domain, tab, rest: 5n, account }],
  signTabPayment: ({ domain, tokenDomain: token, tab, account }) => [{ domain, token, tab, account }],
  signTerms: ({ domain, terms, seller: account }) => [{ domain, terms, account }],
  signTermsBatch: ({ domain, terms, buyer: account }) => [
    { domain, terms: [{ ...terms, fundedFromLedger: true }], account },
  ],
  "signTerms, of a managed account": ({ domain, managedTerms: terms, managed: account }) => [
    { domain, terms, account },
  ],
  "signTerms, by a client": ({ domain, terms, stack: { seller, clientOf } }) => [
    { domain, terms, account: clientOf(seller) },
  ],
  signVoucher: ({ domain, tabId: tab, account }) => [{ domain, tab, amount: 5n, account }],
  voucherMaker: ({ domain, tab, fast: signer }) => [{ domain, tab, signer }],
};

const signedBy = ({ domain, buyer, signature, publicClient: client }: Scene) => ({
  ...{ domain, signer: buyer.address, signature, client },
});

const signed = (scene: Scene) => ({ ...signedBy(scene), deal: scene.deal, milestone: 0 });

const signedOfTerms = ({ domain, terms, buyer, signature, publicClient: client }: Scene) => ({
  ...{ domain, terms: { ...terms }, milestone: 0, signer: buyer.address, signature, client },
});

/** Functions that check a signature, by an address and through a client. */
export const verifyingCalls: Calls = {
  checkCommitment: ({ publicClient, address, managed: account, terms }) => [
    publicClient,
    {
      address,
      account,
      commitment: {
        ...{ purpose: "open a deal", capability: "commit", amount: 1n, category: 0 },
        payees: [{ payee: terms.seller, most: 1n }],
      },
    },
  ],
  checkOffer: ({ offer, domain, token, now, publicClient: client }) => [
    offer,
    { domain, token, now, client },
  ],
  checkOfferAcceptance: ({ domain, offer, tokenDomain: token, deal: dealId, signature, publicClient }) => [
    {
      domain,
      offer,
      token,
      client: publicClient,
      acceptance: { answers: hashOffer(offer), dealId, party: "buyer", signature },
    },
  ],
  judgeSignature: ({ publicClient: client, deal: digest, address, stack, buyer, signature, now: time }) => [
    {
      resolver: {
        resolve: async () => ({ didDocument: null, didResolutionMetadata: {}, didDocumentMetadata: {} }),
      },
      did: `did:quittance:${stack.chain.id}:${address}:${buyer.address}`.toLowerCase(),
      ...{ digest, envelope: `${buyer.address}${signature.slice(2)}`, time, client },
    },
  ],
  verifyRelease: (scene) => [signedOfTerms(scene)],
  verifyAgreement: (scene) => [{ ...signedOfTerms(scene), toSeller: 1n, validUntil: scene.validUntil }],
  verifyApproval: (scene) => [
    {
      ...signedBy(scene),
      commitment: orderCommitment({ domain: scene.domain, order: scene.order }),
      validUntil: scene.validUntil,
    },
  ],
  verifyBallot: ({ domain, ballot, publicClient: client }) => [{ domain, ballot, client }],
  verifyBond: (scene) => [
    {
      ...{ ...signed(scene), round: 2, payer: scene.buyer.address, contester: scene.buyer.address },
      ...{ amount: 7_000_000n, terms: scene.terms },
    },
  ],
  verifyCancellation: (scene) => [
    { ...signedBy(scene), terms: { ...scene.terms }, remainder: 1n, validUntil: scene.validUntil },
  ],
  verifyRefund: (scene) => [signedOfTerms(scene)],
  verifyContest: (scene) => [
    {
      ...{ ...signed(scene), round: 2, payout: 6_000, bond: 7_000_000n },
      ...{ payer: scene.buyer.address, fromWallet: false },
    },
  ],
  verifyDelivery: ({ domain, delivery, buyer, publicClient: client }) => [
    { domain, delivery, seller: buyer.address, client },
  ],
  verifyOrder: ({ domain, order, signature, publicClient: client }) => [{ domain, order, signature, client }],
  verifyPact: ({ buyer, signature, publicClient: client }) => [
    { pact: pactBy(buyer.address), signature, client },
  ],
  verifyPayment: ({ domain, tokenDomain: token, terms, signature, publicClient: client }) => [
    { domain, token, terms, signature, client },
  ],
  verifyRating: (scene) => [
    { ...signedBy(scene), deal: scene.deal, rated: scene.seller.address, score: 95, reasons: scene.reasons },
  ],
  verifyReclaim: (scene) => [signedOfTerms(scene)],
  verifyRuling: (scene) => [{ ...signed(scene), evidence: scene.evidence, payout: 4_000 }],
  verifySeatKey: ({ poolDomain: domain, principal: owner, validUntil, buyer, signature, publicClient }) => [
    { domain, owner, nonce: 0n, validUntil, signer: buyer.address, signature, client: publicClient },
  ],
  verifyTab: ({ domain, tab, signature, publicClient: client }) => [{ domain, tab, signature, client }],
  verifyTabClosing: (scene) => [{ ...signedBy(scene), tab: scene.tab, rest: 5n }],
  verifyTabPayment: ({ domain, tokenDomain: token, tab, signature, publicClient: client }) => [
    { domain, token, tab, signature, client },
  ],
  verifyTerms: (scene) => [{ ...signedBy(scene), terms: scene.terms }],
  verifyVoucher: (scene) => [{ ...signedBy(scene), tab: scene.tabId, amount: 5n }],
  ballotChecker: ({ domain }) => [{ domain }],
  voucherBook: ({ domain, seller }) => [{ domain, payee: seller.address }],
};
