import { memoryNegotiations, type Negotiator, openNegotiator } from "../../../sdk/negotiation/index.ts";
import { exampleTerms, type Stack } from "../../../sdk/testing/index.ts";
import type { RoomCalls } from "./room-scene.ts";

/** What a side has kept of a negotiation, and sends of it. */
export async function talkSceneOf(stack: Stack) {
  const { domain, buyer: account } = stack;
  const start = await stack.now();
  const strategy = () => ({ kind: "wait" }) as const;
  const negotiator = await openNegotiator({ domain, account, strategy, now: () => start });
  const { negotiation } = await negotiator.begin({ terms: await exampleTerms(stack), validFor: 3_600 });
  const envelope = await negotiator.envelope(negotiation);
  return { envelope, transcript: await negotiator.transcript(negotiation) };
}

const waits = () => ({ kind: "wait" }) as const;
const silent = {
  readyState: 0,
  send: () => undefined,
  close: () => undefined,
  addEventListener: () => undefined,
};
const seller = "https://seller.example.com/negotiations";

export const talkCalls: RoomCalls = {
  a2aChannel: () => [{ client: { sendMessage: async () => ({}) }, attempts: 1, timeoutMs: 10, pauseMs: 1 }],
  compareTranscripts: ({ negotiation: { transcript } }) => [{ one: { ...transcript }, other: transcript }],
  converse: ({ hash, negotiation: { envelope } }) => {
    const over = { status: "ended" };
    const negotiator = {
      envelope: async () => envelope,
      receive: async () => envelope,
      advance: async () => over,
    } as unknown as Negotiator;
    return [{ negotiator, negotiation: hash, channel: async () => envelope, everyMs: 1 }];
  },
  hashTranscript: ({ negotiation: { transcript } }) => [{ ...transcript }],
  httpChannel: () => [
    {
      ...{ url: seller, fetch: async () => new Response(), allowPrivate: false },
      ...{ attempts: 1, timeoutMs: 10, pauseMs: 1 },
    },
  ],
  negotiationExecutor: ({ negotiation: { envelope } }) => [
    { negotiator: { receive: async () => envelope }, onError: () => undefined },
  ],
  negotiationExtension: () => [{ required: true }],
  negotiationHandler: ({ negotiation: { envelope } }) => [
    { negotiator: { receive: async () => envelope }, atOnce: 1, bodyMs: 10, onError: () => undefined },
  ],
  openNegotiator: ({ domain, buyer: account }) => [
    {
      ...{ domain, account, strategy: waits, review: async () => ({ kind: "allow" }) },
      ...{ store: memoryNegotiations(), limits: { open: 5, perCounterparty: 2, kept: 9 }, now: () => 1 },
    },
  ],
  parseNegotiationEnvelope: ({ negotiation: { envelope } }) => [{ ...envelope, messages: [] }],
  parseTranscript: ({ negotiation: { transcript } }) => [{ ...transcript }],
  socketChannel: ({ negotiation: { envelope } }) => [
    {
      ...{ url: seller.replace("https", "wss"), negotiator: { receive: async () => envelope } },
      ...{ connect: () => silent, attempts: 1, timeoutMs: 10, pauseMs: 1 },
    },
  ],
  socketRoad: ({ negotiation: { envelope } }) => [
    { negotiator: { receive: async () => envelope }, socket: silent, atOnce: 1, timeoutMs: 10 },
  ],
  transcriptText: ({ negotiation: { transcript } }) => [{ ...transcript }],
  verifyTranscript: ({ domain, negotiation: { transcript } }) => [{ domain, transcript }],
};
