import { readFileSync, statSync } from "node:fs";
import { parseTrustRevocations, type TrustRevocation } from "quittance/trust/credentials";
import { SettingsError } from "../settings/settings.ts";
import { REVOCATIONS } from "./settings.ts";

/** What the operator revoked, as of now, and a mark that is another one when the file was changed. */
export interface Revoked {
  readonly revocations: readonly TrustRevocation[];
  readonly version: string;
}

/**
 * Reads the operator's file of revocations, again each time it was changed, so that no restart is needed. Throws `SettingsError` when it
 * cannot be read: without it, what is revoked would be signed again.
 */
export function watchRevoked(path: string | undefined): () => Revoked {
  let known: Revoked = { revocations: [], version: "" };
  if (path === undefined) return () => known;
  return () => {
    try {
      const { mtimeMs, size, ino } = statSync(path);
      const version = `${mtimeMs} ${size} ${ino}`;
      if (version !== known.version) {
        known = { revocations: parseTrustRevocations(readFileSync(path, "utf8")), version };
      }
      return known;
    } catch (error) {
      const code: unknown = Reflect.get(Object(error), "code");
      const reason = typeof code === "string" ? code : Reflect.get(Object(error), "shortMessage");
      throw new SettingsError(
        `${REVOCATIONS} names no file of revocations that can be read (${reason}). Correct the file: nothing is signed until then.`,
      );
    }
  };
}
