import type { RoomCalls } from "./room-scene.ts";

const PLACE = "0x00000000000000000000000000000000000000aa";
const ENTRY = { address: PLACE, decision: "ask", reason: "made up" } as const;

export const screeningCalls: RoomCalls = {
  addressesIn: () => [{ terms: { seller: PLACE } }],
  httpScreen: () => [{ url: "http://127.0.0.1:9/screen", key: "token", timeout: 10 }],
  listScreen: () => [[ENTRY]],
  parseScreeningList: () => [`${PLACE},ask,made up`],
  screening: () => [{ screens: [async () => ({ decision: "allow" })], failure: "closed" }],
  screeningReply: () => ["ask"],
};
