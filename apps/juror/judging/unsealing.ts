import type { Unseal } from "quittance/evidence";
import { type EvidenceKeyJwk, importEvidenceKey, unsealWith } from "quittance/evidence/private";
import { JurorSettingError } from "../setting-error.ts";

/** What decrypts private evidence; undefined for a juror without a key for it. */
export async function unsealing(
  jwk: Readonly<Record<string, unknown>> | undefined,
): Promise<Unseal | undefined> {
  if (jwk === undefined) return undefined;
  try {
    return unsealWith(await importEvidenceKey(jwk as unknown as EvidenceKeyJwk));
  } catch {
    const remedy = "Make one with `quittance juror profile --new-encryption-key <file>`.";
    throw new JurorSettingError("JUROR_ENCRYPTION_KEY_FILE", "holds no private X25519 key (a JWK)", remedy);
  }
}
