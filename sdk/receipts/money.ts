/** An amount for programs and for people: base units of USDC, and the same with six decimals. Both are decimal digits. */
export interface Money {
  readonly units: string;
  readonly usdc: string;
}

const DECIMALS = 6;

/** An amount that is not negative. */
export function moneyOf(units: bigint): Money {
  const digits = units.toString().padStart(DECIMALS + 1, "0");
  return { units: units.toString(), usdc: `${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}` };
}

export const unitsOf = ({ units }: Money): bigint => BigInt(units);
