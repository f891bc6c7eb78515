/** Codes by which nodes say that they are asked too often: HTTP's, QuickNode's, and that of Base's own nodes. */
export const RATE_CODES: readonly (number | undefined)[] = [429, -32_007, -32_016];

/** As nodes put it that they are asked too often, under any code. */
const RATE =
  /rate.?limit|too many (requests|connections)|request (limit|rate)|requests? per|per[ -]second|compute units|throttl|quota|slow down|capacity (exceeded|limit)/i;

/** As nodes put it that a question spans too many blocks, or that its answer would be too large. */
const RANGE =
  /block.?range|range|too (many|large|big|wide|long)|more than|max(imum)? results|exceeds? (the )?(max|limit)|(response|result|payload)s?.{0,20}(size|large|big|limit|exceed)|size (limit )?exceeded|time(d)? ?out/i;

/** HTTP's word for an answer that is too large. */
const TOO_LARGE = 413;

/** As nodes put it that they do not have a block, which others have. */
const BEHIND =
  /(header|block) .{0,80}(not (be )?found|not available|unavailable|unknown)|(unknown|invalid|missing|could not find) block|beyond (the )?(current )?(head|latest)|invalid block tag|after last accepted|block (is )?in the future|height .{0,40}(not available|too high)/i;

/** Whether a node refuses as it is asked too often. */
export function isRateLimit(code: number | undefined, details: string): boolean {
  return RATE_CODES.includes(code) || RATE.test(details);
}

/** Whether a node refuses as a question spans too many blocks, or its answer would be too large. */
export function isTooWide({
  code,
  details = "",
}: {
  readonly code: number | undefined;
  readonly details: string | undefined;
}): boolean {
  return code === TOO_LARGE || RANGE.test(details);
}

/** Whether a node refuses as it does not have a block yet. */
export function isBehind(details: string | undefined): boolean {
  return BEHIND.test(details ?? "");
}
