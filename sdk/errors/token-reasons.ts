import {
  TokenAllowanceTooLowError,
  TokenAuthorizationExpiredError,
  TokenAuthorizationUsedError,
  TokenBalanceTooLowError,
  TokenBlacklistedError,
  TokenPausedError,
  TokenRefusedError,
  TokenSignatureInvalidError,
} from "./token.ts";

const REASONS: readonly (readonly [RegExp, new (reason: string) => TokenRefusedError])[] = [
  [/exceeds balance/i, TokenBalanceTooLowError],
  [/exceeds allowance/i, TokenAllowanceTooLowError],
  [/blacklisted/i, TokenBlacklistedError],
  [/^Pausable: paused/i, TokenPausedError],
  [/used or canceled/i, TokenAuthorizationUsedError],
  [/authorization is expired/i, TokenAuthorizationExpiredError],
  [/invalid signature/i, TokenSignatureInvalidError],
];

/** The error for a revert string of the token. */
export function tokenError(reason: string): TokenRefusedError {
  const match = REASONS.find(([pattern]) => pattern.test(reason));
  return match === undefined ? new TokenRefusedError(reason) : new match[1](reason);
}
