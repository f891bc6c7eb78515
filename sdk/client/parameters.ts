import type { Address, Hex } from "viem";
import type { DocsPage } from "../errors/base.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { isEncodable } from "../json/addresses.ts";
import { AMOUNT_REMEDY } from "../json/remedies.ts";
import { bounds } from "../protocol/bounds.ts";
import { isBytes } from "../protocol/hex-parts.ts";
import { requireMoment } from "../protocol/moment.ts";
import { withoutWrapper } from "../protocol/wrapped-signature.ts";

/** Refuses what is no share in basis points. */
export function requirePayout(field: string, payout: number): void {
  if (Number.isInteger(payout) && payout >= 0 && payout <= bounds.full) return;
  throw new InvalidFieldError({
    field,
    value: payout,
    problem: `must be a whole number from 0 to ${bounds.full}`,
    remedy: "Give basis points of the milestone's amount: 10000 is everything to the seller.",
  });
}

/** Refuses what is no list of addresses. */
export function requirePanel(panel: readonly Address[]): void {
  if (Array.isArray(panel) && panel.every(isEncodable)) return;
  throw new InvalidFieldError({
    field: "panel",
    value: panel,
    problem: "must be an array of addresses",
    remedy: "Pass the panel that drawPanel, or decodePanel of the PanelDrawn event, gave.",
    docsPage: "draw-panel",
  });
}

/** A signature without its wrapper; no bytes mean that the caller is the party. */
export function signatureOrCaller(field: string, signature: Hex | undefined, docsPage: DocsPage): Hex {
  if (signature === undefined) return "0x";
  if (isBytes(signature)) return withoutWrapper(signature);
  throw new InvalidFieldError({
    field,
    value: signature,
    problem: "must be bytes in hex",
    remedy: "Pass what the sign function returned, or leave it out when that party sends the transaction.",
    docsPage,
  });
}

/** Refuses an amount that is no positive bigint of 96 bits. */
export function requireAmount(
  field: string,
  amount: bigint,
  options: { readonly zero?: boolean } = {},
): void {
  const least = options.zero === true ? 0n : 1n;
  if (typeof amount === "bigint" && amount >= least && amount < 1n << 96n) return;
  throw new InvalidFieldError({
    field,
    value: amount,
    problem: `must be a bigint from ${least} to 2^96 - 1`,
    remedy: AMOUNT_REMEDY,
  });
}

/** Refuses a time that is no whole number of unix seconds. */
export function requireTime(field: string, time: number): void {
  requireMoment(field, time);
}
