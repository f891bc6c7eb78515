import { createHmac } from "node:crypto";
import { expect } from "chai";
import { InvalidFieldError, WebhookSignatureInvalidError } from "../../../sdk/index.ts";
import { createWebhookSecret, signWebhook, verifyWebhook } from "../../../sdk/webhooks/index.ts";
import { refusalOf } from "../support/refusal.ts";

// The example of the Standard Webhooks libraries' own tests.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIME = 1_614_265_330;
const BODY = '{"type":"VerdictReached","data":{"payout":6000}}';

describe("the signature of a webhook", () => {
  const headers = () => ({ ...signWebhook({ id: ID, timestamp: TIME, body: BODY, secret: SECRET }) });
  const verify = (changes: object = {}) =>
    verifyWebhook({ headers: headers(), body: BODY, secret: SECRET, now: TIME, ...changes });
  const reasonOf = async (changes: object) =>
    (await refusalOf(WebhookSignatureInvalidError, () => verify(changes))).reason;

  it("is HMAC-SHA256 of id, time and body, as Standard Webhooks has it", () => {
    const key = Buffer.from(SECRET.slice("whsec_".length), "base64");
    const mac = createHmac("sha256", key).update(`${ID}.${TIME}.${BODY}`).digest("base64");
    expect(headers()).to.deep.equal({
      ...{ "webhook-id": ID, "webhook-timestamp": String(TIME), "webhook-signature": `v1,${mac}` },
    });
    const known = signWebhook({ id: ID, timestamp: TIME, body: '{"test": 2432232314}', secret: SECRET });
    expect(known["webhook-signature"]).to.equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("is verified with any form of headers and body, and by any of several secrets", () => {
    const wanted = { id: ID, timestamp: TIME, type: "VerdictReached", data: { payout: 6_000 } };
    expect(verify()).to.deep.equal(wanted);
    expect(verify({ headers: new Headers(headers()) })).to.deep.equal(wanted);
    expect(verify({ body: Buffer.from(BODY) })).to.deep.equal(wanted);
    expect(verify({ secret: [createWebhookSecret(), SECRET] })).to.deep.equal(wanted);
    const { "webhook-signature": signature, ...others } = headers();
    const upper = { ...others, "Webhook-Signature": [`v1a,xx v1,${"A".repeat(43)}= ${signature}`] };
    expect(verify({ headers: upper })).to.deep.equal(wanted);
  });

  it("is taken at the edge of the tolerance, and not a second beyond it", async () => {
    for (const now of [TIME + 300, TIME - 300]) expect(verify({ now }).id).to.equal(ID);
    for (const now of [TIME + 301, TIME - 301]) expect(await reasonOf({ now })).to.equal("expired");
    expect(await reasonOf({ now: TIME + 11, tolerance: 10 })).to.equal("expired");
  });

  it("is refused with its reason when anything was changed", async () => {
    expect(await reasonOf({ body: BODY.replace("6000", "9000") })).to.equal("forged");
    expect(await reasonOf({ secret: createWebhookSecret() })).to.equal("forged");
    expect(await reasonOf({ headers: { ...headers(), "webhook-id": "other" } })).to.equal("forged");
    expect(await reasonOf({ headers: { ...headers(), "webhook-timestamp": String(TIME + 1) } })).to.equal(
      "forged",
    );
    expect(await reasonOf({ headers: { ...headers(), "webhook-signature": "v1," } })).to.equal("forged");
    expect(await reasonOf({ headers: { ...headers(), "webhook-signature": "v2,abc" } })).to.equal(
      "malformed",
    );
    expect(await reasonOf({ headers: { ...headers(), "webhook-timestamp": "soon" } })).to.equal("malformed");
    expect(await reasonOf({ headers: { "webhook-id": ID } })).to.equal("missing");
    const signed = signWebhook({ id: ID, timestamp: TIME, body: "[]", secret: SECRET });
    expect(await reasonOf({ headers: signed, body: "[]" })).to.equal("malformed");
  });

  it("takes no secret that is too short or of another form, and shows none", async () => {
    for (const secret of [
      "",
      "whsec_",
      "whsec_c2hvcnQ=",
      "hunter2hunter2hunter2",
      `whsec_${"!".repeat(40)}`,
    ]) {
      const error = await refusalOf(InvalidFieldError, () => verify({ secret }));
      expect(error.message).to.not.match(/hunter2|c2hvcnQ|!!/);
    }
  });
});
