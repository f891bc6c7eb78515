import { expect } from "chai";
import { generatePrivateKey } from "viem/accounts";
import * as history from "../../../sdk/history/index.ts";
import { InvalidFieldError } from "../../../sdk/index.ts";
import * as watching from "../../../sdk/watching/index.ts";
import * as webhooks from "../../../sdk/webhooks/index.ts";
import { errorOf } from "../support/refusal.ts";
import { leakIn } from "./leaks.ts";

const PLACE = `0x${"11".repeat(20)}`;
const DEAL = `0x${"22".repeat(32)}`;

/** Calls of the entries beside the main one, with a private key where something else belongs. */
const calls: Readonly<Record<string, (key: string) => unknown>> = {
  "watchDeal, client": (key) => watching.watchDeal(key as never, { address: PLACE, dealId: DEAL } as never),
  "watchDeal, options": (key) => watching.watchDeal({ request: async () => null } as never, key as never),
  "watchDeal, dealId": (key) =>
    watching.watchDeal(
      { request: async () => null } as never,
      { address: PLACE, dealId: `${key}0` } as never,
    ),
  "watchMilestone, milestone": (key) =>
    watching.watchMilestone(
      { request: async () => null } as never,
      { address: PLACE, dealId: DEAL, milestone: key } as never,
    ),
  "onVerdict, address": (key) =>
    watching.onVerdict({ request: async () => null } as never, { address: key, onEvent: () => {} } as never),
  "watchDuties, agent": (key) =>
    watching.watchDuties({ request: async () => null } as never, { address: PLACE, agent: key } as never),
  "watchDuties, fromBlock": (key) =>
    watching.watchDuties(
      { request: async () => null } as never,
      { address: PLACE, agent: PLACE, fromBlock: key } as never,
    ),
  "parseCursor, text": (key) => watching.parseCursor(key),
  "createHistory, url": (key) => history.createHistory({ url: key }),
  "createHistory, options": (key) => history.createHistory(key as never),
  "listDeals, history": (key) => history.listDeals(key as never),
  "listDeals, party": (key) =>
    history.listDeals(history.createHistory({ url: "http://127.0.0.1:9" }), { party: key as never }),
  "verifyWebhook, secret": (key) => webhooks.verifyWebhook({ headers: {}, body: "", secret: key }),
  "signWebhook, secret": (key) => webhooks.signWebhook({ id: "a", timestamp: 1, body: "", secret: key }),
};

describe("a private key in the wrong place of an entry beside the main one", () => {
  for (const [name, call] of Object.entries(calls)) {
    it(`is refused and not shown by ${name}`, async () => {
      const key = generatePrivateKey();
      const error = await errorOf(() => call(key));
      expect(error).to.be.instanceOf(InvalidFieldError);
      expect(leakIn(error, key)).to.equal(undefined);
    });
  }
});
