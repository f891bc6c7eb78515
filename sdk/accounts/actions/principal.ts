import type { Address } from "viem";
import { requireTime } from "../../client/parameters.ts";
import type { DocsPage } from "../../errors/base.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { requireAddress } from "../../protocol/address.ts";
import { encodeCapabilities } from "../../protocol/capabilities.ts";
import type { KeyGrant } from "./accounts-in.ts";

/** Refuses what is no list with an entry. */
export function requireSome(field: string, list: readonly unknown[], docsPage: DocsPage): void {
  if (Array.isArray(list) && list.length > 0) return;
  throw new InvalidFieldError({
    field,
    value: list,
    problem: "must be an array with at least one entry",
    remedy: "Name what to change.",
    docsPage,
  });
}

/** Refuses what is no list of addresses, or an empty one. */
export function requireAddresses(field: string, list: readonly Address[], docsPage: DocsPage): void {
  requireSome(field, list, docsPage);
  list.forEach((account, index) => {
    requireAddress(`${field}[${index}]`, account);
  });
}

/** A grant as the contract takes it; refuses one that would grant nothing. */
export function grantOf(field: string, grant: KeyGrant) {
  requireOptions(grant, "key expiry capabilities", field);
  const { key, expiry, capabilities } = grant;
  requireAddress(`${field}.key`, key);
  requireTime(`${field}.expiry`, expiry);
  requireSome(`${field}.capabilities`, capabilities, "update-accounts");
  if (expiry === 0) {
    throw new InvalidFieldError({
      field: `${field}.expiry`,
      value: expiry,
      problem: "must be when the key's last second ends",
      remedy: "Give unix seconds in the future; to revoke a key, name it in revoke of setKeys.",
      docsPage: "update-accounts",
    });
  }
  return { key, expiry, capabilities: encodeCapabilities(capabilities) };
}
