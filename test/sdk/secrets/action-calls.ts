import type { Calls, Scene } from "./scene.ts";

// What each verb is sent with. Client and account are the same for all.

type Parameters = Readonly<Record<string, (scene: Scene) => object>>;

const milestone = ({ address, terms }: Scene) => ({ address, terms, milestone: 0 });
const byPrincipal = ({ address, principal }: Scene) => ({ address, principal });
const accounts = ({ address, managed }: Scene) => ({ address, accounts: [managed.address] });
const grant = ({ buyer, validUntil: expiry }: Scene) => ({
  key: buyer.address,
  expiry,
  capabilities: ["commit"],
});
const contestOf = (scene: Scene) => ({
  ...milestone(scene),
  contester: scene.buyer.address,
  payout: 6_000,
  bond: { payer: scene.seller.address },
});
const seat = ({ pool }: Scene) => ({ address: pool, seat: 0n });

const parametersOf: Parameters = {
  release: milestone,
  acceptPrincipal: byPrincipal,
  amend: ({ address, terms }) => ({ address, oldTerms: terms, newTerms: terms }),
  agree: (scene) => ({ ...milestone(scene), toSeller: 1n, validUntil: scene.validUntil }),
  approveDeposit: ({ address, token }) => ({ address, token, amount: 1n }),
  approveStake: ({ pool: address, token }) => ({ address, token, amount: 1n }),
  batchCalls: ({ address }) => ({ address, calls: [{ data: "0xdeadbeef" }] }),
  cancel: ({ address, terms, validUntil }) => ({ address, terms, remainder: 1n, validUntil }),
  changeKey: (scene) => ({ ...seat(scene), key: scene.seller.address }),
  closeTab: ({ address, tab }) => ({ address, tab }),
  collectBond: ({ address, seller }) => ({ address, disputeId: 0n, to: seller.address }),
  collectReward: ({ pool: address, seller }) => ({ address, to: seller.address }),
  refund: milestone,
  contest: contestOf,
  deliver: ({ address, terms, delivery }) => ({ address, terms, delivery }),
  deposit: ({ address, seller }) => ({ address, recipient: seller.address, amount: 1n }),
  depositWithAuthorization: ({ address, buyer, seller, validUntil: validBefore, signature }) => ({
    ...{
      address,
      from: buyer.address,
      recipient: seller.address,
      amount: 1n,
      validBefore,
      salt: 1n,
      signature,
    },
  }),
  disputeMilestone: (scene) => ({ ...milestone(scene), fee: 1n }),
  drawPanel: milestone,
  enforceRuling: milestone,
  freeze: accounts,
  freezeAll: byPrincipal,
  freezeWithSignature: ({ address, managed, validUntil, signature }) => ({
    ...{ address, of: managed.address, validUntil, signature },
  }),
  leaveSeat: seat,
  moveFunds: ({ address, buyer, seller }) => ({
    address,
    moves: [{ from: buyer.address, to: seller.address, amount: 1n }],
  }),
  offerPrincipal: (scene) => ({ ...byPrincipal(scene), to: scene.seller.address }),
  openAccounts: (scene) => ({
    ...byPrincipal(scene),
    accounts: [{ index: 0, policy: scene.policy, keys: [grant(scene)] }],
  }),
  openBatch: ({ address, terms, signature }) => ({
    ...{
      address,
      items: [{ terms: { ...terms, fundedFromLedger: true }, sellerSignature: signature }],
      batchSignature: `0x0000${signature.slice(2)}`,
    },
  }),
  openDeal: ({ address, terms }) => ({ address, terms: { ...terms } }),
  openTab: ({ address, tab }) => ({ address, tab: { ...tab } }),
  pay: ({ address, order }) => ({ address, orders: [{ order: { ...order } }] }),
  pinSeed: ({ pool: address }) => ({ address, openedInBlock: 1n }),
  rate: ({ address, terms, buyer }) => ({ address, terms, rater: buyer.address, score: 95 }),
  reclaim: milestone,
  recordBallots: ({ address, terms, panel, ballot }) => ({
    ...{ address, terms, panel, ballots: [{ ...ballot, round: 2 }] },
  }),
  recordLateBallots: ({ address, terms, ballot }) => ({ address, terms, ballots: [ballot] }),
  recordEquivocation: ({ address, terms, ballot: first, other: second }) => ({
    address,
    terms,
    first,
    second,
  }),
  redeemVouchers: ({ address, tab, signature }) => ({
    address,
    vouchers: [{ tab: { ...tab }, amount: 5n, signature }],
  }),
  registerAgent: ({ registry: address }) => ({ address }),
  releaseBond: (scene) => ({ ...milestone(scene), round: 2, panel: scene.panel }),
  reportAbsence: (scene) => ({
    ...{ ...milestone(scene), address: scene.pool, panel: scene.panel, positions: [0], seats: [0n] },
  }),
  reportEquivocation: ({ pool: address, terms, panel, ballot, other }) => ({
    ...{ address, terms, panel, first: { ...ballot, round: 2 }, second: { ...other, round: 2 }, seats: [0n] },
  }),
  claimPayout: ({ address, seller }) => ({ address, recipient: seller.address }),
  revokeOrder: ({ address, managed }) => ({ address, of: managed.address, orderNonce: 1n }),
  rule: (scene) => ({ ...milestone(scene), payout: 1 }),
  setAgentMetadata: ({ registry: address }) => ({ address, agentId: 0n, key: "quittance", value: "0x01" }),
  setAgentUri: ({ registry: address }) => ({ address, agentId: 0n, uri: "https://agent.example/agent.json" }),
  setAgentWallet: ({ registry: address, seller, validUntil: deadline, signature }) => ({
    ...{ address, agentId: 0n, newWallet: seller.address, deadline, signature },
  }),
  revokeKey: ({ address, managed, seller, validUntil, signature }) => ({
    ...{ address, of: managed.address, key: seller.address, validUntil, signature },
  }),
  setKeys: (scene) => ({
    ...{
      address: scene.address,
      of: scene.managed.address,
      grants: [grant(scene)],
      revoke: [scene.seller.address],
    },
  }),
  setPolicy: ({ address, managed, policy }) => ({ address, of: managed.address, current: policy, policy }),
  settle: milestone,
  submitVerdict: ({ address, terms, ballot, delivery }) => ({ address, terms, ballots: [ballot], delivery }),
  submitVerdicts: ({ address, terms, ballot, hash }) => ({
    address,
    groups: [[{ terms: { ...terms }, ballots: [{ ...ballot, batch: { index: 0, siblings: [hash] } }] }]],
  }),
  takeSeats: ({ pool: address, seller }) => ({ address, key: seller.address }),
  topUpSeat: seat,
  unfreeze: accounts,
  unfreezeAll: byPrincipal,
  unsetAgentWallet: ({ registry: address }) => ({ address, agentId: 0n }),
  updateAccounts: ({ address, managed, policy }) => ({
    address,
    updates: [{ of: managed.address, current: policy, policy }],
  }),
  withdraw: ({ address, seller }) => ({ address, to: seller.address, amount: 1n }),
  withdrawFrom: ({ address, managed, seller }) => ({
    ...{ address, from: managed.address, to: seller.address, amount: 1n },
  }),
  withdrawStake: seat,
};

export const actionCalls: Calls = Object.fromEntries(
  Object.entries(parametersOf).map(([name, parameters]) => [
    name,
    (scene: Scene) => [scene.walletClient, { ...parameters(scene), account: scene.buyer }],
  ]),
);
