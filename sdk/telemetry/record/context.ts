import { type Context, ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from "@opentelemetry/api";
import { type Hex, keccak256, stringToHex } from "viem";

/**
 * Where the spans of a negotiation or a deal hang. It follows from the hash alone, so that the spans of both sides, of the jury and of
 * every observer are in one trace, though no header went between them.
 */
export function spanContextOf(of: "negotiation" | "deal", hash: Hex): SpanContext {
  const id = keccak256(stringToHex(`quittance ${of} ${hash.toLowerCase()}`)).slice(2);
  return {
    traceId: id.slice(0, 32),
    spanId: id.slice(32, 48),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
}

export const contextOf = (of: "negotiation" | "deal", hash: Hex): Context =>
  trace.setSpanContext(ROOT_CONTEXT, spanContextOf(of, hash));
