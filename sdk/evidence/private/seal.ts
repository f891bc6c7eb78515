import { GeneralEncrypt } from "jose";
import { stringToBytes } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { evidenceBounds } from "../bounds.ts";
import { openBundle } from "../bundle.ts";
import { SEALED_TYPE } from "../sealed-type.ts";
import type { EvidenceBundle } from "../types.ts";
import { MOST_RECIPIENTS, packContent } from "./content.ts";
import { type EvidenceKey, encryptingKey, KEY_ALGORITHM, keyIdOf, requireRecipients } from "./key.ts";
import { CONTENT_ALGORITHM, openSealed } from "./unseal.ts";

/**
 * Encrypts a bundle to both parties and the panel: a JSON Web Encryption of several recipients (RFC 7516), whose content is
 * encrypted once and whose key is encrypted to each. The evidence hash stays that of the manifest in it, so that each juror that
 * decrypts checks that it judges what the others judge. Without a salt in the manifest that public hash would let everybody test
 * guesses at the evidence; such a bundle is refused.
 *
 * What remains visible: the evidence hash, the recipients' key ids, and the padded length.
 *
 * @returns The bytes to be put into a store, or served at the delivery's evidence URI.
 * @throws InvalidFieldError when the bundle has no salt, is too large, or a recipient's key is none.
 * @example
 * import { createBundle } from "quittance/evidence";
 * import { decryptBundle, encryptBundle, generateEvidenceKey } from "quittance/evidence/private";
 *
 * const [buyer, juror] = [await generateEvidenceKey(), await generateEvidenceKey()];
 * const hash = `0x${"11".repeat(32)}` as const;
 * const rules = { mediaTypes: ["text/plain"], maxBytes: 100, maxFiles: 1, required: [], private: true };
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const bundle = await createBundle({ deal: hash, milestone: 0, pact: hash, files, rules });
 * const sealed = await encryptBundle({ bundle, recipients: [buyer.publicKey, juror.publicKey] });
 * const opened = await decryptBundle({ sealed, key: juror, evidence: bundle.hash });
 * console.log(opened.hash === bundle.hash); // true
 */
export async function encryptBundle(input: {
  readonly bundle: EvidenceBundle;
  /** Public keys, each once: the seller's own, the buyer's, those of the panel. */
  readonly recipients: readonly string[];
}): Promise<Uint8Array> {
  requireOptions(input, "bundle recipients");
  const { recipients } = input;
  requireRecipients(recipients, MOST_RECIPIENTS);
  const { manifest, hash, files } = input.bundle;
  const bundle = await openBundle({ manifest, evidence: hash, files });
  requireSealable(bundle);
  const jwe = new GeneralEncrypt(packContent(bundle, recipients)).setProtectedHeader({
    ...{ enc: CONTENT_ALGORITHM, typ: SEALED_TYPE, evidence: hash },
  });
  for (const [index, publicKey] of recipients.entries()) {
    const kid = await keyIdOf(publicKey);
    const key = await encryptingKey(`recipients[${index}]`, publicKey);
    jwe.addRecipient(key).setUnprotectedHeader({ alg: KEY_ALGORITHM, kid });
  }
  return stringToBytes(JSON.stringify(await encrypted(jwe)));
}

/** Keys of small order encrypt to everybody; the platform refuses them while it encrypts, without saying which it was. */
async function encrypted(jwe: GeneralEncrypt) {
  try {
    return await jwe.encrypt();
  } catch {
    throw new InvalidFieldError({
      field: "recipients",
      value: undefined,
      secret: true,
      problem: "must be keys to which something can be encrypted",
      remedy: "Ask each recipient for a key of generateEvidenceKey.",
    });
  }
}

function requireSealable({ manifest }: EvidenceBundle): void {
  const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > evidenceBounds.maxPrivateBytes) {
    throw new InvalidFieldError({
      field: "bundle.files",
      value: bytes,
      problem: `must have at most ${evidenceBounds.maxPrivateBytes} bytes together to be encrypted`,
      remedy: "Deliver less in one milestone.",
    });
  }
  if (manifest.salt !== undefined) return;
  throw new InvalidFieldError({
    field: "bundle.manifest.salt",
    value: undefined,
    problem: "must be there, as the hash of private evidence is public and guesses could be tested by it",
    remedy: "Pass createBundle the pact's rules, which are private, or a random salt of 32 bytes.",
  });
}

/**
 * Encrypts private evidence again, to further recipients: what a seller does when a second panel is drawn. Those of before can still
 * read it; the evidence hash stays. Serve the result where the first one was, so that both panels find it.
 *
 * @throws EvidenceUnavailableError when the key cannot decrypt it, or it is other evidence.
 * @throws InvalidFieldError when a recipient's key is none.
 * @example
 * import { createBundle } from "quittance/evidence";
 * import { addRecipients, decryptBundle, encryptBundle, generateEvidenceKey } from "quittance/evidence/private";
 *
 * const [seller, drawn] = [await generateEvidenceKey(), await generateEvidenceKey()];
 * const hash = `0x${"11".repeat(32)}` as const;
 * const rules = { mediaTypes: ["text/plain"], maxBytes: 100, maxFiles: 1, required: [], private: true };
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const bundle = await createBundle({ deal: hash, milestone: 0, pact: hash, files, rules });
 * const evidence = bundle.hash;
 * const first = await encryptBundle({ bundle, recipients: [seller.publicKey] });
 * const second = await addRecipients({ sealed: first, key: seller, evidence, recipients: [drawn.publicKey] });
 * console.log((await decryptBundle({ sealed: second, key: drawn, evidence })).hash === evidence); // true
 */
export async function addRecipients(input: {
  readonly sealed: Uint8Array;
  /** Of one that can read it already: the seller's own. */
  readonly key: EvidenceKey;
  readonly evidence: EvidenceBundle["hash"];
  /** Public keys that are added; those that are there already stay once. */
  readonly recipients: readonly string[];
}): Promise<Uint8Array> {
  requireOptions(input, "sealed key evidence recipients");
  const { sealed, key, evidence, recipients } = input;
  requireRecipients(recipients, MOST_RECIPIENTS);
  const opened = await openSealed({ sealed, key, evidence });
  const all = [...new Set([...opened.recipients, ...recipients])];
  return encryptBundle({ bundle: opened.bundle, recipients: all });
}
