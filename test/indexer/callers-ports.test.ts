import { expect } from "chai";
import { Hono } from "hono";
import { Callers, TooMany } from "../../indexer/http/callers.ts";

/** Proxies write the address as they have it: some with the port, which is another one for each connection. */
const FORMS = [
  ["203.0.113.7:50001", "203.0.113.7:50002"],
  ["[2001:db8:1:2::7]:50001", "[2001:db8:1:2::9]:50002"],
  ["2001:db8:1:2::7", "2001:db8:1:2::9"],
] as const;

describe("a caller behind a proxy", () => {
  for (const [first, second] of FORMS) {
    it(`is the same one by ${first} and by ${second}`, async () => {
      const callers = new Callers({ perMinute: 1, isProxied: true });
      const app = new Hono().get("/", async (c) => {
        await callers.take(c, 1);
        return c.text("taken");
      });
      app.onError((error, c) => c.text(error.message, error instanceof TooMany ? 429 : 500));
      const ask = async (from: string) =>
        (await app.request("/", { headers: { "x-forwarded-for": from } })).status;
      expect([await ask(first), await ask(second)]).to.deep.equal([200, 429]);
    });
  }
});
