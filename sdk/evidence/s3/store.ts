import { AwsClient } from "aws4fetch";
import type { Hex } from "viem";
import { EvidenceUnavailableError } from "../../errors/evidence.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import { nameOf, sha256Of } from "../digest.ts";
import { LOCAL } from "../memory-store.ts";
import { readBody, rehashed, requireRequest, requireSha256, requireWanted, sha256Asked } from "../reading.ts";
import type { EvidenceStore } from "../store.ts";

/** A bucket of Amazon S3, or of anything that speaks its protocol. */
export interface S3EvidenceOptions {
  /** Such as `https://s3.eu-central-1.amazonaws.com`, or that of a server of your own. */
  readonly endpoint: string;
  readonly bucket: string;
  /** `us-east-1` when left out. */
  readonly region?: string | undefined;
  readonly accessKeyId: string;
  /** No error shows it, and no property of the store leads to it. */
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** What the names of objects begin with, such as `evidence/`. */
  readonly prefix?: string | undefined;
  /** Puts the bucket into the path, as servers of your own ask for it; true when left out. False puts it before the host. */
  readonly pathStyle?: boolean | undefined;
  /** `https://…/` under which everybody can read the bucket's objects: what URIs begin with. */
  readonly publicUrl?: string | undefined;
  /** Repetitions where there is no answer, or one of 429 or 5xx; 3 when left out. */
  readonly retries?: number | undefined;
  /** Milliseconds for each request with its repetitions; 60,000 when left out. */
  readonly timeoutMs?: number | undefined;
}

const FIELDS =
  "endpoint bucket region accessKeyId secretAccessKey sessionToken prefix pathStyle publicUrl retries timeoutMs";
const REGION = "us-east-1";
const RETRIES = 3;
const FIRST_PAUSE_MS = 100;
const TIMEOUT_MS = 60_000;
const MISSING = 404;
const BUSY = 429;
const SERVER_ERROR = 500;

interface Patience {
  readonly retries: number;
  readonly timeoutMs: number;
}

/**
 * A store in a bucket. Each object has its SHA-256 for a name. Requests are signed (AWS Signature 4), and the server is told
 * the hash of what it gets, so that it refuses bytes that were damaged on the way.
 *
 * @throws InvalidFieldError when the endpoint is no URL, or a name is empty.
 * @example
 * import { s3EvidenceStore } from "quittance/evidence/s3";
 *
 * const store = s3EvidenceStore({
 *   endpoint: "https://s3.eu-central-1.amazonaws.com",
 *   region: "eu-central-1",
 *   bucket: "seller-evidence",
 *   accessKeyId: process.env.S3_KEY ?? "key",
 *   secretAccessKey: process.env.S3_SECRET ?? "secret",
 *   publicUrl: "https://evidence.seller.example/",
 * });
 * console.log(typeof store.put); // function
 */
export function s3EvidenceStore(options: S3EvidenceOptions): EvidenceStore {
  requireOptions(options, FIELDS, "options");
  const { timeoutMs = TIMEOUT_MS, retries = RETRIES, prefix = "", publicUrl } = options;
  const base = bucketUrl(options);
  const client = clientOf(options);
  requirePositiveInteger("options.timeoutMs", timeoutMs);
  if (retries !== 0) requirePositiveInteger("options.retries", retries);
  const ask = (method: string, sha256: Hex, init: RequestInit = {}) =>
    askBucket(
      client,
      `${base}${encodePath(prefix)}${nameOf(sha256)}`,
      { ...init, method },
      { retries, timeoutMs },
    );
  const uriOf = (sha256: Hex) =>
    publicUrl === undefined ? `${LOCAL}${nameOf(sha256)}` : new URL(nameOf(sha256), publicUrl).href;
  const has = async (sha256: Hex) => {
    requireSha256(sha256);
    const { status } = await ask("HEAD", sha256);
    return status !== MISSING;
  };
  return {
    put: async (bytes) => {
      const sha256 = await sha256Of(bytes);
      if (!(await has(sha256))) {
        const headers = {
          "x-amz-content-sha256": nameOf(sha256),
          "content-type": "application/octet-stream",
        };
        requireDone(await ask("PUT", sha256, { body: bytes as Uint8Array<ArrayBuffer>, headers }));
      }
      return { uri: uriOf(sha256), sha256, size: bytes.length };
    },
    read: async (request) => {
      requireRequest(request);
      requireWanted(request.signal);
      const sha256 = sha256Asked(request);
      if (sha256 === undefined) throw new EvidenceUnavailableError("not-found", "the URI names no SHA-256");
      const response = requireDone(await ask("GET", sha256, signalOf(request.signal)));
      return rehashed(await readWhole(response, request.maxBytes, request.signal), sha256);
    },
    has,
    delete: async (sha256) => {
      if (!(await has(sha256))) return false;
      requireDone(await ask("DELETE", sha256));
      return true;
    },
  };
}

const signalOf = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

function clientOf(options: S3EvidenceOptions): AwsClient {
  const { accessKeyId, secretAccessKey, sessionToken, region = REGION } = options;
  for (const [name, value] of Object.entries({ accessKeyId, secretAccessKey })) {
    if (typeof value === "string" && value !== "") continue;
    const remedy = "Pass what the bucket's administrator gave you.";
    throw new InvalidFieldError({
      field: `options.${name}`,
      value,
      problem: "must be text",
      remedy,
      secret: true,
    });
  }
  return new AwsClient({
    ...{ accessKeyId, secretAccessKey, region, service: "s3", retries: 0 },
    ...(sessionToken === undefined ? {} : { sessionToken }),
  });
}

function bucketUrl({ endpoint, bucket, pathStyle = true }: S3EvidenceOptions): string {
  if (typeof bucket !== "string" || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    const remedy = "Give the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens.";
    throw new InvalidFieldError({
      field: "options.bucket",
      value: bucket,
      problem: "must be a bucket's name",
      remedy,
    });
  }
  const isUrl = typeof endpoint === "string" && URL.canParse(endpoint);
  const url = isUrl ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    const problem = "must be an http or https URL without a user or a password";
    const remedy = "Give the service's address, such as https://s3.eu-central-1.amazonaws.com.";
    throw new InvalidFieldError({
      field: "options.endpoint",
      value: endpoint,
      problem,
      remedy,
      secret: true,
    });
  }
  const path = url.pathname.replace(/\/*$/, "/");
  return pathStyle ? `${url.origin}${path}${bucket}/` : `${url.protocol}//${bucket}.${url.host}${path}`;
}

function encodePath(prefix: string): string {
  return prefix.split("/").map(encodeURIComponent).join("/");
}

/** Asks, with repetitions. What comes of a failure holds no key. */
async function askBucket(
  client: AwsClient,
  url: string,
  init: RequestInit,
  patience: Patience,
): Promise<Response> {
  const { retries, timeoutMs } = patience;
  const late = AbortSignal.timeout(timeoutMs);
  const given = init.signal ?? undefined;
  const signal = given === undefined ? late : AbortSignal.any([late, given]);
  let details = "";
  for (let attempt = 0; attempt <= retries && !signal.aborted; attempt++) {
    if (attempt > 0) await new Promise((done) => setTimeout(done, FIRST_PAUSE_MS * 2 ** attempt));
    try {
      const response = await client.fetch(url, { ...init, signal, redirect: "error" });
      if (response.ok || response.status === MISSING) return response;
      response.body?.cancel().catch(() => undefined);
      details = `the bucket answered HTTP ${response.status}`;
      if (response.status < SERVER_ERROR && response.status !== BUSY) break;
    } catch {
      details = "the connection to the bucket failed";
    }
  }
  requireWanted(given);
  throw new EvidenceUnavailableError(
    "unreachable",
    late.aborted ? `no answer within ${timeoutMs} ms` : details,
  );
}

function requireDone(response: Response): Response {
  if (response.ok) return response;
  response.body?.cancel().catch(() => undefined);
  throw new EvidenceUnavailableError("not-found");
}

async function readWhole(
  response: Response,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    return await readBody(response, maxBytes);
  } catch (error) {
    response.body?.cancel().catch(() => undefined);
    if (error instanceof EvidenceUnavailableError) throw error;
    requireWanted(signal);
    throw new EvidenceUnavailableError("unreachable", "the connection to the bucket failed");
  }
}
