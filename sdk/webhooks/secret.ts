import { InvalidFieldError } from "../errors/field.ts";

/** What the secret of a webhook begins with. */
export const SECRET_PREFIX = "whsec_";
const LEAST_BYTES = 16;

/** The bytes of a secret. Nothing of a wrong one is shown. */
export function keyOf(secret: string): Buffer {
  const text =
    typeof secret === "string" && secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : "";
  const key = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : Buffer.alloc(0);
  if (key.length >= LEAST_BYTES) return key;
  throw new InvalidFieldError({
    field: "secret",
    value: undefined,
    secret: true,
    problem: `must be ${SECRET_PREFIX} and ${LEAST_BYTES} bytes or more in base64`,
    remedy: "Make one with createWebhookSecret.",
  });
}
