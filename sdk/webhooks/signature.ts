import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { WebhookSignatureInvalidError } from "../errors/webhooks.ts";
import { requireOptions } from "../json/options.ts";
import { keyOf, SECRET_PREFIX } from "./secret.ts";

/** Headers of a request, as Node or `fetch` have them. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A webhook that was signed with the secret, and in time. */
export interface VerifiedWebhook {
  /** The same each time the same event is delivered: deal with each id once. */
  readonly id: string;
  /** Unix seconds of the attempt. */
  readonly timestamp: number;
  /** The name of the event, such as `VerdictReached`. */
  readonly type: string;
  /** What the event says; amounts and block numbers are decimal strings, and texts a stranger's. */
  readonly data: Readonly<Record<string, unknown>>;
}

const SECRET_BYTES = 32;
/** Seconds that the sender's clock and the receiver's may differ, with the way in between. */
const TOLERANCE = 300;

/**
 * A new secret for one receiver: 32 random bytes, as Standard Webhooks writes them. Sender and receiver keep it.
 *
 * @example
 * import { createWebhookSecret } from "quittance/webhooks";
 *
 * console.log(createWebhookSecret().startsWith("whsec_")); // true
 */
export function createWebhookSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString("base64");
}

/**
 * The headers that sign a body as Standard Webhooks has it: `webhook-id`, `webhook-timestamp` and `webhook-signature`, an
 * HMAC-SHA256 of all three parts.
 *
 * @param input.timestamp Unix seconds of the attempt.
 * @throws InvalidFieldError when the secret is none.
 * @example
 * import { createWebhookSecret, signWebhook } from "quittance/webhooks";
 *
 * const secret = createWebhookSecret();
 * const headers = signWebhook({ id: "evt-1", timestamp: 1_790_000_000, body: "{}", secret });
 * console.log(headers["webhook-signature"].startsWith("v1,")); // true
 */
export function signWebhook(input: {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
  readonly secret: string;
}): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  requireOptions(input, "id timestamp body secret");
  const { id, timestamp, body } = input;
  const signature = macOf(`${id}.${timestamp}.${body}`, keyOf(input.secret)).toString("base64");
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": `v1,${signature}` };
}

/**
 * Checks that a request is a webhook which was signed with the secret, not long ago, and reads it. Signatures are compared in
 * constant time.
 *
 * @param input.body The body as it came, before anything parsed it.
 * @param input.secret One secret, or several while they change.
 * @param input.tolerance Seconds that the time may be from now; 300 when left out.
 * @param input.now Unix seconds; this machine's clock when left out.
 * @throws WebhookSignatureInvalidError with the `reason`; then believe nothing in the request.
 * @throws InvalidFieldError when the secret is none.
 * @example
 * import { createWebhookSecret, signWebhook, verifyWebhook } from "quittance/webhooks";
 *
 * const secret = createWebhookSecret();
 * const body = '{"type":"VerdictReached","data":{"payout":6000}}';
 * const headers = signWebhook({ id: "evt-1", timestamp: Math.floor(Date.now() / 1_000), body, secret });
 * const { type, data } = verifyWebhook({ headers, body, secret });
 * console.log(type, data.payout); // VerdictReached 6000
 */
export function verifyWebhook(input: {
  readonly headers: WebhookHeaders;
  readonly body: string | Uint8Array;
  readonly secret: string | readonly string[];
  readonly tolerance?: number | undefined;
  readonly now?: number | undefined;
}): VerifiedWebhook {
  requireOptions(input, "headers body secret tolerance now");
  const { headers, tolerance = TOLERANCE, now = Math.floor(Date.now() / 1_000) } = input;
  const keys = (typeof input.secret === "string" ? [input.secret] : input.secret).map(keyOf);
  const [id, time, signatures] = [
    headerOf(headers, "webhook-id"),
    headerOf(headers, "webhook-timestamp"),
    headerOf(headers, "webhook-signature"),
  ];
  if (!id || !time || !signatures) throw new WebhookSignatureInvalidError("missing");
  if (!/^\d{1,12}$/.test(time)) throw new WebhookSignatureInvalidError("malformed");
  const timestamp = Number(time);
  if (Math.abs(now - timestamp) > tolerance) throw new WebhookSignatureInvalidError("expired");
  const body = typeof input.body === "string" ? input.body : Buffer.from(input.body).toString("utf8");
  const given = signatures.split(" ").flatMap((part) => (part.startsWith("v1,") ? [part.slice(3)] : []));
  if (given.length === 0) throw new WebhookSignatureInvalidError("malformed");
  const isSigned = keys.some((key) => {
    const wanted = macOf(`${id}.${time}.${body}`, key);
    return given.filter((signature) => isSame(Buffer.from(signature, "base64"), wanted)).length > 0;
  });
  if (!isSigned) throw new WebhookSignatureInvalidError("forged");
  return { id, timestamp, ...contentOf(body) };
}

function macOf(text: string, key: Buffer): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function isSame(given: Buffer, wanted: Buffer): boolean {
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const [, value] = Object.entries(headers).find(([each]) => each.toLowerCase() === name) ?? [];
  return typeof value === "string" ? value : value?.[0];
}

function contentOf(body: string): Pick<VerifiedWebhook, "type" | "data"> {
  try {
    const content: unknown = JSON.parse(body);
    const type: unknown = Reflect.get(Object(content), "type");
    const data: unknown = Reflect.get(Object(content), "data");
    if (typeof type === "string" && typeof data === "object" && data !== null)
      return { type, data: data as Readonly<Record<string, unknown>> };
  } catch {
    // What was signed and is no JSON is no webhook of this library.
  }
  throw new WebhookSignatureInvalidError("malformed");
}
