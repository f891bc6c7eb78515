import { type Abi, decodeErrorResult, type Hex, isHex, slice, BaseError as ViemError } from "viem";
import { BaseError } from "./base.ts";
import { contractErrorAbi, contractErrorOf } from "./contract-errors.ts";
import { isRateLimit } from "./node-refusals.ts";
import { couldHoldSecret, withoutSecrets } from "./secrets.ts";
import { tokenError } from "./token-reasons.ts";
import {
  GasFundsTooLowError,
  NodeUnreachableError,
  NonceConflictError,
  RateLimitedError,
  RequestRejectedError,
  RpcFailedError,
  SignerFailedError,
  UnknownRevertError,
} from "./transport.ts";
import { withoutUrls } from "./urls.ts";

const UNREACHABLE = new Set([
  "HttpRequestError",
  "WebSocketRequestError",
  "SocketClosedError",
  "TimeoutError",
  "ProviderDisconnectedError",
]);

/** As nodes put it that a nonce is taken. */
const NONCE = /nonce (is )?too (low|high)|nonce has already been used|replacement transaction underpriced/i;

const REQUEST_TIMEOUT = 408;
const SERVER_ERROR = 500;

/** Bytes of an error's selector, and of each word that follows. */
const SELECTOR = 4;
const WORD = 32;

/** As development nodes put it; viem knows what the others say. */
const TOO_POOR = /doesn't have enough funds to send tx/;

/** `decodeError` of the package, for the contracts whose errors are known. */
export function decodeError(error: unknown): BaseError {
  if (error instanceof BaseError) return error;
  const chain = causesOf(error);
  const own = chain.find((link) => link instanceof BaseError);
  if (own !== undefined) return own;
  const data = chain.map(revertDataOf).find((found) => found !== undefined);
  if (data !== undefined) return decodeRevert(data);
  const named = (names: { has(name: string): boolean }) =>
    chain.find((link) => link instanceof Error && names.has(link.name));
  const rejected = named(new Set(["UserRejectedRequestError"]));
  if (rejected !== undefined) return new RequestRejectedError(detailsOf(rejected));
  const funds =
    named(new Set(["InsufficientFundsError"])) ??
    chain.find((link) => link instanceof Error && TOO_POOR.test(link.message));
  if (funds !== undefined) return new GasFundsTooLowError(detailsOf(funds));
  const nonce = chain.find((link) => link instanceof Error && NONCE.test(link.message));
  if (nonce !== undefined) return new NonceConflictError(detailsOf(nonce));
  const unreachable = named(UNREACHABLE);
  if (unreachable !== undefined) return unansweredOr(unreachable);
  if (named(new Set(["ExecutionRevertedError"])) !== undefined) return new UnknownRevertError("0x");
  const coded = chain.find((link) => codeOf(link) !== undefined);
  return refusalOf(codeOf(coded), detailsOf(coded ?? error));
}

/** What a node answered in the place of what was asked. */
function refusalOf(code: number | undefined, details: string): RpcFailedError {
  return isRateLimit(code, details) ? new RateLimitedError(code, details) : new RpcFailedError(code, details);
}

/** A node that answers with a status for what was asked refuses it; one that had no time, or failed itself, may have done it. */
function unansweredOr(unreachable: unknown): BaseError {
  const { status = SERVER_ERROR } = unreachable as { readonly status?: number };
  const isAnswer = status < SERVER_ERROR && status !== REQUEST_TIMEOUT;
  const details = detailsOf(unreachable);
  return isAnswer ? refusalOf(status, details) : new NodeUnreachableError(details);
}

/**
 * Turns the error of an account that failed to sign into one of this package's errors. An account holds a key, so its own error is not attached.
 */
export function decodeSignerError(error: unknown): BaseError {
  const decoded = decodeError(error);
  if (decoded === error) return decoded;
  const details = detailsOf(error);
  if (decoded instanceof NodeUnreachableError) return new NodeUnreachableError(details);
  if (decoded instanceof RequestRejectedError) return new RequestRejectedError(details);
  const isNodes = decoded instanceof RpcFailedError && decoded.code !== undefined;
  return isNodes ? refusalOf(decoded.code, details) : new SignerFailedError(details);
}

/** `decodeRevert` of the package, for the contracts whose errors are known. */
export function decodeRevert(data: Hex): BaseError {
  if (data === "0x") return new UnknownRevertError(data);
  try {
    // This is the one error that it can be: viem takes the selector of every error that it is given.
    const item = contractErrorAbi(slice(data, 0, SELECTOR));
    const abi: Abi = item === undefined ? [] : [item];
    const { errorName, args } = decodeErrorResult({ abi, data });
    const given = args ?? [];
    if (errorName === "Error") return tokenError(String(given[0]));
    const values = Object.fromEntries((item?.inputs ?? []).map(({ name }, index) => [name, given[index]]));
    return contractErrorOf(errorName, values) ?? new UnknownRevertError(data);
  } catch {
    return new UnknownRevertError(data);
  }
}

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let link = error; typeof link === "object" && link !== null && !chain.includes(link); ) {
    chain.push(link);
    link = "cause" in link ? link.cause : undefined;
  }
  return chain;
}

/**
 * Nodes put revert data into `data`, or into `data.data`; "0x" counts only where the node says it was a revert. A contract's
 * error is a selector and words of 32 bytes; what is long and has another length is none, and could be a key.
 */
function revertDataOf(link: unknown): Hex | undefined {
  if (typeof link !== "object" || link === null || !("data" in link)) return undefined;
  const { data } = link;
  const inner = typeof data === "object" && data !== null && "data" in data ? data.data : data;
  if (!isHex(inner)) return undefined;
  const isError = (inner.length - 2) % (2 * WORD) === 2 * SELECTOR;
  return isError || !couldHoldSecret(inner) ? inner : undefined;
}

function codeOf(link: unknown): number | undefined {
  return typeof link === "object" && link !== null && "code" in link && typeof link.code === "number"
    ? link.code
    : undefined;
}

/** What the layer below said. It may repeat what it was given, so nothing that looks like a key is taken over, nor any URL. */
function detailsOf(link: unknown): string {
  const said = link instanceof Error ? link.message : describeThrown(link);
  const text = link instanceof ViemError ? link.details || link.shortMessage : said;
  return withoutUrls(withoutSecrets(text));
}

/** What was thrown in the place of an error: its text, but nothing of an object, whose text is its own business. */
function describeThrown(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  return "message" in thrown && typeof thrown.message === "string" ? thrown.message : "an object was thrown";
}
