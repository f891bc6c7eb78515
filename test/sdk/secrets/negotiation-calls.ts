import { ApprovalUnknownError, NegotiationUnknownError, signOffer, type Terms } from "../../../sdk/index.ts";
import {
  type ApprovalRecord,
  askPrincipal,
  endNegotiation,
  memoryApprovals,
  type NegotiationMessage,
  type NegotiationView,
  openNegotiation,
  withdrawOffer,
} from "../../../sdk/negotiation/index.ts";
import { exampleTerms, type Stack } from "../../../sdk/testing/index.ts";
import type { RoomCalls } from "./room-scene.ts";
import { talkCalls, talkSceneOf } from "./talk-calls.ts";

const HOUR = 3_600;

/** What the calls of the room of negotiation are made of. */
export async function negotiationSceneOf(stack: Stack) {
  const { domain, buyer: account } = stack;
  const validUntil = (await stack.now()) + HOUR;
  const offer = await signOffer({ domain, terms: await exampleTerms(stack), validUntil, account });
  const end = await endNegotiation({ domain, first: offer, reason: "price", note: "too much", account });
  const messages: readonly NegotiationMessage[] = [
    { kind: "offer", offer },
    { kind: "withdrawal", withdrawal: await withdrawOffer({ domain, offer, account }) },
    { kind: "end", end },
  ];
  const pace = { kind: "time", shape: "linear" } as const;
  const price = { opening: 200_000_000n, aspiration: 150_000_000n };
  const schedule = { from: validUntil - HOUR, until: validUntil };
  const parties = { buyer: stack.buyer.address, seller: stack.seller.address };
  const work = { category: 1, units: 5, amount: 9n, toSeller: 9n, settledAt: validUntil - HOUR, ...parties };
  const priced = { facts: [work], side: "seller", units: 10, fallback: { ...price, pace } } as const;
  const strategy = { terms: offer.terms, ...schedule };
  const issues = { price: { ...price, weight: 10_000 } };
  const limits = { price: 170_000_000n };
  const opened = await openNegotiation({ domain, first: offer });
  const record = await askedAbout(stack, offer.terms);
  const asked = { record, view: viewAt(await stack.now()) };
  return {
    offer,
    messages,
    opened,
    strategy,
    issues,
    limits,
    priced,
    pace,
    now: validUntil - HOUR,
    ...asked,
    ...(await talkSceneOf(stack)),
  };
}

const viewAt = (now: number): NegotiationView => ({
  ...{ side: "buyer", now, offers: [], state: { phase: "open", path: [], agreed: [], doubled: [] } },
});

const asks = async () =>
  ({ kind: "ask", reasons: [{ rule: "pilot", text: "Every commitment asks." }] }) as const;

/** A question to the principal about an offer of these terms. */
async function askedAbout(stack: Stack, terms: Terms): Promise<ApprovalRecord> {
  const store = memoryApprovals();
  const review = askPrincipal({ domain: stack.domain, store, review: asks });
  await review({ kind: "offer", terms, validFor: HOUR }, viewAt(await stack.now()));
  const [record] = await store.list();
  if (record === undefined) throw new Error("the principal was asked");
  return record;
}

/** A negotiator for which nothing waits. */
const idle = {
  status: async () => {
    throw new NegotiationUnknownError(`0x${"11".repeat(32)}`);
  },
  answer: async () => {
    throw new ApprovalUnknownError();
  },
};

export const negotiationCalls: RoomCalls = {
  ...talkCalls,
  carryAnswers: ({ negotiation: { now } }) => [{ negotiator: idle, store: memoryApprovals(), now }],
  answerApproval: ({ negotiation: { record, view } }) => {
    const store = memoryApprovals();
    const ready = store.add(record.asked);
    const read = (id: typeof record.asked.id) => ready.then(() => store.read(id));
    return [{ store: { ...store, read }, id: record.asked.id, decision: "approve", note: "", now: view.now }];
  },
  approvalPolicy: ({ buyer, hash, negotiation: { view } }) => [
    {
      limits: {
        ...{ mostPrice: 25n, hours: { from: 8, until: 20, timeZone: "UTC" }, newCounterparty: "ask" },
        collusion: { related: [[buyer.address, buyer.address]], rotation: { last: 5, juror: 2 } },
      },
      facts: {
        commitments: [
          {
            ...{ negotiation: hash, counterparty: buyer.address, at: view.now, value: 5n, state: "open" },
            jurors: [buyer.address],
          },
        ],
        ...{ prices: [5n], known: [buyer.address], listing: { pact: hash } },
        owners: [{ address: buyer.address, owner: buyer.address }],
      },
    },
  ],
  approvalState: ({ negotiation: { record, view } }) => [record, view.now],
  approvalText: ({ negotiation: { record } }) => [{ ...record.asked }],
  askPrincipal: ({ domain }) => [{ domain, review: asks, store: memoryApprovals(), waits: 60 }],
  endNegotiation: ({ domain, buyer: account, negotiation: { offer } }) => [
    { domain, first: offer, reason: "price", note: "too much", account },
  ],
  fixedPriceStrategy: ({ negotiation: { strategy } }) => [strategy],
  hashNegotiationMessage: ({ negotiation: { messages } }) => [messages.at(-1)],
  learnPrice: ({ negotiation: { priced, now } }) => [{ ...priced, category: 1, asOf: now }],
  learningStrategy: ({ negotiation: { strategy, priced, limits } }) => [
    { ...strategy, record: priced, limits },
  ],
  parseAskedApproval: ({ negotiation: { record } }) => [{ ...record.asked }],
  openingMove: ({ negotiation: { now } }) => [() => ({ kind: "wait" }), { side: "buyer", now }],
  openNegotiation: ({ domain, client, negotiation: { offer } }) => [{ domain, first: offer, client }],
  parseNegotiationMessage: ({ negotiation: { messages } }) => [{ ...messages[1] }],
  utilityStrategy: ({ negotiation: { strategy, issues, limits, pace } }) => [
    { ...strategy, issues, limits, pace },
  ],
  viewNegotiation: ({ negotiation: { opened, now } }) => [opened, { side: "seller", now }],
  withdrawOffer: ({ domain, buyer: account, negotiation: { offer } }) => [{ domain, offer, account }],
};
