import { InvalidFieldError } from "../errors/field.ts";

/** Those that say where documents are looked for, and what signs scores; which chain and which database is the stack's to say. */
const TAKEN = /^QUITTANCE_(TRUST_[A-Z0-9_]+|EVIDENCE_[A-Z_]+|IPFS_GATEWAYS|DOCUMENTS_MIB)$/;

/** Whether the indexer of a stack takes a setting of this name. */
export const takesSetting = (name: string): boolean => TAKEN.test(name);

/**
 * The settings, if the indexer of a stack takes each of them. No value is in a message, since some are keys.
 *
 * @throws InvalidFieldError for another one.
 */
export function requireSettings(
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const strange = Object.keys(settings).find((name) => !takesSetting(name));
  if (strange === undefined) return settings;
  throw new InvalidFieldError({
    field: "indexer.settings",
    value: strange,
    problem: "has a name that the indexer of a stack does not take",
    remedy:
      "Give QUITTANCE_TRUST_…, QUITTANCE_EVIDENCE_…, QUITTANCE_IPFS_GATEWAYS or QUITTANCE_DOCUMENTS_MIB; docs/indexer.md lists them.",
  });
}
