import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import type { TrustAnswer } from "quittance/trust";
import { TRUST_CONTEXT_PATH, trustContext } from "quittance/trust/credentials";
import { ParameterError, wholeNumber } from "../http/parameters.ts";
import { SettingsError } from "../settings/settings.ts";
import { type Form, formOf, JWT_MEDIA_TYPE, mediaTypeOf, PROOF_MEDIA_TYPE } from "./forms.ts";
import { type Oracle, Revoked, Unsigned } from "./open.ts";

/** Lists are numbered by a byte. */
const LAST_LIST = 255;
/** Seconds that a cache may keep a status list; a revocation is seen after that. */
const LIST_MAX_AGE = 300;

/** What verifiers of credentials need: keys, context, status lists; and the signed forms of `GET /trust/<address>`. */
export function trustEndpoints(oracle: Oracle): Hono {
  const app = new Hono();

  app.onError(refusal);

  app.get("/trust/keys", (c) => c.json(oracle.keys()));
  app.get("/trust/did.json", (c) => c.json(oracle.didDocument()));
  app.get("/.well-known/did.json", (c) => c.json(oracle.didDocument()));

  app.get(TRUST_CONTEXT_PATH, (c) => {
    c.header("content-type", "application/ld+json");
    return c.body(JSON.stringify(trustContext));
  });

  app.get("/trust/status/:list", async (c) => {
    const list = wholeNumber("The list", c.req.param("list"), { most: LAST_LIST }) ?? 0;
    c.header("vary", "Accept");
    c.header("cache-control", `public, max-age=${LIST_MAX_AGE}`);
    return mediaTypeOf(c) === JWT_MEDIA_TYPE
      ? sendJwt(c, String(await oracle.statusList(list, "jwt")))
      : sendCredential(c, await oracle.statusList(list, "proof"));
  });

  return app;
}

/**
 * Signs what the handler behind it answers, in the form that is asked for. The answer stays what it is where JSON is asked for, and where
 * it says what is wrong.
 */
export function signedForms(oracle: Oracle) {
  return createMiddleware(async (c, next) => {
    if (c.req.method !== "GET") return next();
    let form: Form;
    try {
      form = formOf(c);
    } catch (error) {
      return refusal(Object(error), c);
    }
    // What a caller holds is the answer, of which a signed form is no copy.
    if (form !== "json") c.req.raw = withoutCondition(c.req.raw);
    await next();
    c.header("vary", "Accept", { append: true });
    if (c.res.status !== 200 || form === "json") return undefined;
    c.header("etag", undefined);
    c.header("cache-control", "no-store");
    const answer = (await c.res.json()) as TrustAnswer;
    // Headers of the answer, such as the block that it is as of, are about its signed form, too.
    try {
      c.res = await signedAnswer(c, oracle, { form, answer });
    } catch (error) {
      c.res = refusal(Object(error), c);
    }
    return undefined;
  });
}

function withoutCondition(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete("if-none-match");
  return new Request(request, { headers });
}

async function signedAnswer(
  c: Context,
  oracle: Oracle,
  { form, answer }: { readonly form: Exclude<Form, "json">; readonly answer: TrustAnswer },
): Promise<Response> {
  if (form === "vc-jwt") return sendJwt(c, await oracle.jwt(answer));
  if (form === "vc") return sendCredential(c, await oracle.credential(answer));
  if (form === "statement") return sendJson(c, { answer, statement: await oracle.statement(answer) });
  const { statements, credentials } = oracle.signs;
  return sendJson(c, {
    answer,
    statement: statements ? await oracle.statement(answer) : null,
    jwt: credentials ? await oracle.jwt(answer) : null,
    credential: credentials ? await oracle.credential(answer) : null,
  });
}

/** Amounts are decimal digits, as everywhere. */
function sendJson(c: Context, content: object): Response {
  c.header("content-type", "application/json");
  return c.body(
    JSON.stringify(content, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
  );
}

function sendJwt(c: Context, jwt: string): Response {
  c.header("content-type", JWT_MEDIA_TYPE);
  return c.body(jwt);
}

function sendCredential(c: Context, credential: unknown): Response {
  c.header("content-type", PROOF_MEDIA_TYPE);
  return c.body(JSON.stringify(credential));
}

function refusal(error: Error, c: Context): Response {
  const say = (status: 400 | 410 | 501 | 503) => {
    c.header("content-type", "application/json");
    return c.json({ error: error.message }, status);
  };
  if (error instanceof ParameterError) return say(400);
  if (error instanceof Revoked) return say(410);
  if (error instanceof Unsigned) return say(501);
  if (error instanceof SettingsError) return say(503);
  throw error;
}
