import { encodeTerms } from "../../../sdk/index.ts";
import type { RoomCalls, RoomScene } from "./room-scene.ts";

const at = { blockNumber: 1n };
const none = {
  deals: [],
  milestones: [],
  deliveries: [],
  verdicts: [],
  contests: [],
  panels: [],
  ballots: [],
};
const sources = () => ({
  ...{ ...none, settlements: [], ratings: [], equivocations: [], accounts: [], seats: [], payments: [] },
});
const bytes = () => new TextEncoder().encode("42");
const place = ({ reader }: RoomScene) => ({ read: reader.read });

/** Calls of `quittance/documents`. */
export const documentCalls: RoomCalls = {
  checkDocument: ({ hash }) => [{ kind: "rating", hash, bytes: bytes() }],
  checkDraw: ({ terms, draw: { transcript }, domain, client }) => [
    { terms: encodeTerms(terms), transcript, domain, client },
  ],
  collectDocuments: (scene) => [
    {
      ...{ sources: sources(), asOf: at, places: [place(scene)], client: scene.client, domain: scene.domain },
      pools: [scene.pool],
    },
  ],
  documentsAt: ({ reader }) => [{ url: "https://documents.example", reader }],
  documentsByUri: ({ reader }) => [{ reader }],
  documentsIn: () => [{ files: [{ bytes: bytes() }] }],
  factsOfDocuments: () => [
    { sources: sources(), asOf: at, known: { pacts: new Map(), reasons: new Map(), panels: new Map() } },
  ],
  findDocument: (scene) => [
    { kind: "evidence", hash: scene.hash, uris: ["https://seller.example/1"], places: [place(scene)] },
  ],
  trustedPanel: ({ pool }) => ["drawn", pool, [pool]],
};
