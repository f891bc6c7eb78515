import type { Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { isBytes } from "../protocol/hex-parts.ts";

/** On-chain metadata of an agent: bytes by key. */
export type AgentMetadata = Readonly<Record<string, Hex>>;

const LONGEST_KEY = 256;

/** A key that metadata can be written under: text, and not the one that the registry keeps for itself. */
export function requireMetadataKey(field: string, key: string): string {
  const problem =
    typeof key !== "string" || key.length === 0 || key.length > LONGEST_KEY
      ? `must be 1 to ${LONGEST_KEY} characters`
      : key === "agentWallet"
        ? "must not be the reserved key"
        : undefined;
  if (problem === undefined) return key;
  const remedy = "Choose another key; a wallet is set by setAgentWallet.";
  throw new InvalidFieldError({ field, value: key, problem, remedy });
}

/** Bytes of a metadata entry. */
export function requireMetadataValue(field: string, value: Hex): Hex {
  if (isBytes(value)) return value;
  throw new InvalidFieldError({
    field,
    value,
    problem: "must be bytes in hex",
    remedy: "Encode text with viem's stringToHex.",
  });
}

/** Metadata as the registry takes it. */
export function metadataEntries(metadata: AgentMetadata) {
  return Object.entries(metadata).map(([metadataKey, metadataValue]) => ({
    metadataKey: requireMetadataKey("metadata", metadataKey),
    metadataValue: requireMetadataValue(`metadata.${metadataKey}`, metadataValue),
  }));
}
