/** USDC base units as whole USDC: what a dashboard shows. A number of them is exact up to nine thousand million USDC. */
export const usdcOf = (amount: bigint): number => Number(amount) / 1_000_000;

/** A moment as OpenTelemetry takes it. */
export const inMilliseconds = (seconds: number): number => seconds * 1_000;
