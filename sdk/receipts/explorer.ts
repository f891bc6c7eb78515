import type { Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";

/** Where explorers have their pages of transactions. */
const KNOWN: Readonly<Record<number, string>> = {
  8453: "https://basescan.org/tx/",
  84532: "https://sepolia.basescan.org/tx/",
};

/** Links to pages of transactions; null on a chain of which no explorer is known. */
export function explorerOf(chainId: number, given: string | undefined): (transaction: Hex) => string | null {
  const base = given ?? KNOWN[chainId];
  if (base === undefined) return () => null;
  const parsed = typeof base === "string" && URL.canParse(base) ? new URL(base) : undefined;
  if (parsed?.protocol !== "https:" || parsed.username !== "" || parsed.password !== "") {
    throw new InvalidFieldError({
      ...{
        field: "explorer",
        value: undefined,
        secret: true,
        problem: "must be a URL that begins with https://",
      },
      remedy: "Give the start of its pages of transactions, such as https://basescan.org/tx/.",
    });
  }
  return (transaction) => `${parsed.href}${transaction}`;
}
