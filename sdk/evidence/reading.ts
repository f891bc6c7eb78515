import { concatBytes, type Hex } from "viem";
import { EvidenceUnavailableError } from "../errors/evidence.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions, requirePositiveInteger } from "../json/options.ts";
import { sha256InUri, sha256Of } from "./digest.ts";
import type { EvidenceRequest } from "./store.ts";

/** The names of the fields of a request, for `requireOptions`. */
export const REQUEST = "uri sha256 beside maxBytes signal";

const LONGEST_URI = 2_048;

/** Refuses a request that no reader could answer. */
export function requireRequest(request: EvidenceRequest): void {
  requireOptions(request, REQUEST, "request");
  const { uri, sha256, maxBytes } = request;
  const isText = typeof uri === "string" && uri !== "";
  if (!isText || (uri.length > LONGEST_URI && !/^data:/i.test(uri))) {
    const remedy = "Pass evidenceUri as the delivery has it.";
    const problem = `must be text of 1 to ${LONGEST_URI} characters`;
    throw new InvalidFieldError({ field: "request.uri", value: uri, problem, remedy, secret: true });
  }
  if (sha256 !== undefined) requireSha256(sha256, "request.sha256");
  if (maxBytes !== 0) requirePositiveInteger("request.maxBytes", maxBytes);
}

/** Refuses what is no SHA-256, before it becomes part of the name of a file. */
export function requireSha256(sha256: unknown, field = "sha256"): asserts sha256 is Hex {
  if (typeof sha256 === "string" && /^0x[0-9a-f]{64}$/.test(sha256)) return;
  throw new InvalidFieldError({
    ...{ field, value: sha256, hash: true },
    problem: "must be a SHA-256 (0x and 64 lower-case hex digits)",
    remedy: "Take it from the manifest.",
  });
}

/** SHA-256 of what is asked for, given or in the URI; undefined when neither names it. */
export function sha256Asked({ uri, sha256 }: EvidenceRequest): Hex | undefined {
  return sha256 ?? sha256InUri(uri);
}

/** The bytes of what is asked for by its hash, when they are what it names. */
export async function rehashed(bytes: Uint8Array, expected: Hex | undefined): Promise<Uint8Array> {
  if (expected === undefined) return bytes;
  const actual = await sha256Of(bytes);
  if (actual === expected) return bytes;
  throw new EvidenceUnavailableError("mismatch", `its SHA-256 is ${actual}, not ${expected}`);
}

/** Throws EvidenceUnavailableError when there are more bytes than were asked for. */
export function requireWithin(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) throw new EvidenceUnavailableError("too-large", `more than ${maxBytes} bytes`);
}

/** Throws EvidenceUnavailableError when reading was ended. */
export function requireWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EvidenceUnavailableError("aborted");
}

/** All parts of a stream; reading ends as soon as there is one byte too many. */
export async function collect(parts: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const taken: Uint8Array[] = [];
  let length = 0;
  for await (const part of parts) {
    length += part.length;
    requireWithin(length, maxBytes);
    taken.push(part);
  }
  return taken.length === 1 && taken[0] !== undefined ? taken[0] : concatBytes(taken);
}

/** The body of an answer, within limits. */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const announced = response.headers.get("content-length");
  if (announced !== null && response.headers.get("content-encoding") === null) {
    requireWithin(Number(announced), maxBytes);
  }
  if (response.body === null) return new Uint8Array();
  return collect(partsOf(response.body), maxBytes);
}

/** The parts of a stream, which is cancelled when no more are taken. */
async function* partsOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    // Not awaited: a server that never ends its answer must not keep the reader.
    reader.cancel().catch(() => undefined);
  }
}
