import { parseEther } from "viem";
import {
  buildPolicy,
  capabilityNames,
  disputeMilestone,
  enforceRuling,
  hashEvidence,
  hashReasons,
  readTokenDomain,
  signBallot,
  signDelivery,
  signPayment,
  signTab,
  signTerms,
} from "../../../sdk/index.ts";
import type { Theatre, Theatres } from "./scene.ts";

type Happening = (theatre: Theatre) => Promise<void>;

const reasons = hashReasons("half of it");

/** Both parties sign the terms, and the deal is opened. */
const opened: Happening = async ({ client, domain, token, terms, buyer, seller }) => {
  const tokenDomain = await readTokenDomain(client, { token });
  await client.openDeal({
    terms,
    buyerSignature: await signPayment({ domain, token: tokenDomain, terms, account: buyer }),
    sellerSignature: await signTerms({ domain, terms, account: seller }),
  });
};

/** Round 1 says 7000, and it stands. */
const judged: Happening = async (theatre) => {
  await opened(theatre);
  const { client, domain, deal, terms, seller, jurors, evidence } = theatre;
  const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
  const question = { domain, deal, milestone: 0, evidence, reasons };
  await client.submitVerdict({
    terms,
    ballots: [
      await signBallot({ ...question, account: jurors[0], score: 7_400 }),
      await signBallot({ ...question, account: jurors[1], score: 7_200 }),
    ],
    delivery: await signDelivery({ domain, account: seller, ...claim }),
  });
};

const contested: Happening = async (theatre) => {
  await judged(theatre);
  const { client, terms, buyer } = theatre;
  await client.contest({ terms, milestone: 0, contester: buyer.address, payout: 7_000, account: buyer });
};

const seedKnown: Happening = async (theatre) => {
  await contested(theatre);
  await theatre.stack.mine(26);
};

const drawn: Happening = async (theatre) => {
  await seedKnown(theatre);
  await theatre.client.drawPanel({ terms: theatre.terms, milestone: 0 });
};

/** Round 2 decides 5500. */
const decided: Happening = async (theatre) => {
  await drawn(theatre);
  const { client, domain, deal, terms, evidence, poolJurors } = theatre;
  const question = { domain, deal, milestone: 0, round: 2, evidence, reasons };
  const votes = [
    { account: poolJurors[0], score: 5_600 },
    { account: poolJurors[1], score: 5_700 },
    { account: poolJurors[2], score: 5_500 },
    { account: poolJurors[3], score: 5_800 },
    { account: poolJurors[4], score: 9_000 },
  ];
  await client.recordBallots({
    terms,
    panel: poolJurors.map(({ address }) => address),
    ballots: await Promise.all(votes.map((vote) => signBallot({ ...question, ...vote }))),
  });
};

const roundOver: Happening = async (theatre) => {
  await decided(theatre);
  await theatre.stack.increaseTime(theatre.terms.verdictWindow);
};

/** The seller contests what round 2 decided. */
const appealed: Happening = async (theatre) => {
  await decided(theatre);
  const { client, terms, seller } = theatre;
  await client.contest({ terms, milestone: 0, contester: seller.address, payout: 5_500, account: seller });
};

/** The newcomer pays the court, which rules 4 of 5. */
const courtRuled: Happening = async (theatre) => {
  await appealed(theatre);
  const { client, bridge, terms, newcomer, courtRules } = theatre;
  const question = { address: bridge, terms, milestone: 0 };
  const payment = { fee: parseEther("0.1"), account: newcomer };
  const { disputeId } = await disputeMilestone(client, { ...question, ...payment });
  await courtRules(disputeId, 4n);
};

const absenceReported: Happening = async (theatre) => {
  await roundOver(theatre);
  const { pool, terms, poolJurors } = theatre;
  const panel = poolJurors.map(({ address }) => address);
  const report = { terms, milestone: 0, panel, positions: [5, 6], seats: [5n, 6n] };
  await pool.reportAbsence({ ...report, account: poolJurors[0] });
};

const accepted: Happening = async (theatre) => {
  await opened(theatre);
  await theatre.client.release({ terms: theatre.terms, milestone: 0, account: theatre.buyer });
};

/** The principal has 200 USDC in its row. */
const saved: Happening = async ({ stack, principal }) => {
  await stack.fundLedger(principal.address, 200_000_000n);
};

/** It opened the managed account with the agent's key and 100 USDC, and a second account with 20 and no key. */
const household: Happening = async (theatre) => {
  await saved(theatre);
  const { client, principal, agent, policy, managedAccount, sibling, now } = theatre;
  const key = { key: agent.address, expiry: (await now()) + 30 * 86_400, capabilities: capabilityNames };
  const from = principal.address;
  await client.openAccounts({
    principal: from,
    accounts: [
      { index: 0, policy, keys: [key] },
      { index: 1, policy: buildPolicy({}) },
    ],
    account: principal,
  });
  await client.moveFunds({
    moves: [
      { from, to: managedAccount.address, amount: 100_000_000n },
      { from, to: sibling, amount: 20_000_000n },
    ],
    account: principal,
  });
};

const offered: Happening = async (theatre) => {
  await household(theatre);
  const { client, principal, newcomer } = theatre;
  await client.offerPrincipal({ principal: principal.address, to: newcomer.address, account: principal });
};

const tabOpened: Happening = async (theatre) => {
  await household(theatre);
  const { client, domain, managedAccount, tab } = theatre;
  await client.openTab({ tab, signature: await signTab({ domain, tab, account: managedAccount }) });
};

const nothing: Happening = async () => {};

/** The example that a page starts from, and what happens before its own. */
export const beforehand: Readonly<
  Record<string, { readonly on: Exclude<keyof Theatres, "stack">; readonly happens: Happening }>
> = {
  "open-deal": { on: "plain", happens: nothing },
  deposit: { on: "plain", happens: nothing },
  "deposit-with-authorization": { on: "plain", happens: nothing },
  withdraw: { on: "plain", happens: nothing },
  deliver: { on: "plain", happens: opened },
  "submit-verdict": { on: "plain", happens: opened },
  "submit-verdicts": { on: "plain", happens: opened },
  "open-batch": { on: "plain", happens: nothing },
  batch: { on: "plain", happens: opened },
  release: { on: "plain", happens: opened },
  refund: { on: "plain", happens: opened },
  agree: { on: "plain", happens: opened },
  amend: { on: "plain", happens: accepted },
  cancel: { on: "plain", happens: accepted },
  rate: { on: "plain", happens: accepted },
  "record-equivocation": { on: "plain", happens: opened },
  "claim-payout": {
    on: "plain",
    happens: async (theatre) => {
      const { client, stack, terms, buyer, seller } = theatre;
      await opened(theatre);
      await stack.usdc.blacklist(seller.address);
      await client.release({ terms, milestone: 0, account: buyer });
      await stack.usdc.unBlacklist(seller.address);
    },
  },
  settle: {
    on: "plain",
    happens: async (theatre) => {
      const { client, domain, deal, terms, seller, stack } = theatre;
      await opened(theatre);
      const claim = {
        deal,
        milestone: 0,
        evidence: hashEvidence("text"),
        evidenceUri: "https://seller.example/1",
      };
      await client.deliver({ terms, delivery: await signDelivery({ domain, account: seller, ...claim }) });
      await stack.increaseTime(terms.verdictWindow);
    },
  },
  reclaim: {
    on: "plain",
    happens: async (theatre) => {
      await opened(theatre);
      await theatre.stack.setTime((theatre.terms.milestones[0]?.deadline ?? 0) + 1);
    },
  },
  contest: { on: "contested", happens: judged },
  "draw-panel": { on: "contested", happens: seedKnown },
  "record-ballots": { on: "contested", happens: drawn },
  "record-late-ballots": { on: "shared", happens: judged },
  "release-bond": { on: "contested", happens: roundOver },
  rule: { on: "contested", happens: appealed },
  dispute: { on: "bridged", happens: appealed },
  enforce: { on: "bridged", happens: courtRuled },
  collect: {
    on: "bridged",
    happens: async (theatre) => {
      await courtRuled(theatre);
      const { client, bridge, terms } = theatre;
      await enforceRuling(client, { address: bridge, terms, milestone: 0 });
    },
  },
  "open-accounts": { on: "plain", happens: saved },
  "update-accounts": { on: "plain", happens: household },
  "revoke-key": { on: "plain", happens: household },
  freeze: { on: "plain", happens: household },
  "freeze-with-signature": { on: "plain", happens: household },
  unfreeze: {
    on: "plain",
    happens: async (theatre) => {
      await household(theatre);
      const { client, principal, managedAccount } = theatre;
      await client.freeze({ accounts: [managedAccount.address], account: principal });
    },
  },
  "freeze-all": { on: "plain", happens: household },
  "unfreeze-all": {
    on: "plain",
    happens: async (theatre) => {
      await household(theatre);
      const { client, principal } = theatre;
      await client.freezeAll({ principal: principal.address, account: principal });
    },
  },
  "move-funds": { on: "plain", happens: household },
  "withdraw-from": { on: "plain", happens: household },
  "offer-principal": { on: "plain", happens: household },
  "accept-principal": { on: "plain", happens: offered },
  "open-tab": { on: "plain", happens: household },
  redeem: { on: "plain", happens: tabOpened },
  "close-tab": { on: "plain", happens: tabOpened },
  pay: { on: "plain", happens: household },
  "revoke-order": { on: "plain", happens: household },
  "take-seats": { on: "contested", happens: nothing },
  "change-key": { on: "contested", happens: nothing },
  "leave-seat": { on: "contested", happens: nothing },
  "top-up-seat": { on: "contested", happens: absenceReported },
  "withdraw-stake": {
    on: "contested",
    happens: async ({ pool, poolJurors, stack }) => {
      await pool.leaveSeat({ seat: 0n, account: poolJurors[0] });
      await stack.increaseTime(45 * 86_400);
    },
  },
  "pin-seed": { on: "contested", happens: seedKnown },
  "report-absence": { on: "contested", happens: roundOver },
  "report-equivocation": { on: "contested", happens: roundOver },
  "collect-reward": { on: "contested", happens: absenceReported },
};
