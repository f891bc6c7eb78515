import { type GeneralJWE, generalDecrypt } from "jose";
import type { Hex } from "viem";
import * as z from "zod/mini";
import { EvidenceUnavailableError } from "../../errors/evidence.ts";
import { lazily } from "../../errors/lazily.ts";
import { fromBase64 } from "../../json/base64.ts";
import { bytes32, list, record, text } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseJson, parseWith } from "../../json/parse.ts";
import { evidenceBounds } from "../bounds.ts";
import { openBundle } from "../bundle.ts";
import type { Unseal } from "../fetch.ts";
import { asMalformed } from "../manifest.ts";
import { SEALED_TYPE } from "../sealed-type.ts";
import type { EvidenceBundle } from "../types.ts";
import { MOST_RECIPIENTS, unpackContent } from "./content.ts";
import { decryptingKey, type EvidenceKey, KEY_ALGORITHM } from "./key.ts";

export const CONTENT_ALGORITHM = "A256GCM";
const MEBIBYTE = 1_048_576;
/** Bytes of encrypted evidence: its content in base64, and the recipients. */
const MOST_BYTES = Math.ceil((evidenceBounds.maxPrivateBytes + evidenceBounds.maxManifest) * 1.6) + MEBIBYTE;

const base64url = (most: number) =>
  text((value) => value.length <= most && /^[A-Za-z0-9_-]*$/.test(value), "must be base64url");
const short = () => text((value) => value.length <= 128, "must be a short text");

const ephemeral = () => record({ kty: short(), crv: short(), x: base64url(64) });

const sealedSchema = /* @__PURE__ */ lazily(() =>
  record({
    protected: base64url(4_096),
    recipients: list(
      record({
        header: record({ alg: short(), kid: short(), epk: z.optional(ephemeral()) }),
        encrypted_key: base64url(128),
      }),
      { entries: "recipients", minimum: 1, maximum: MOST_RECIPIENTS },
    ),
    iv: base64url(32),
    tag: base64url(32),
    ciphertext: base64url(MOST_BYTES),
  }),
);

const protectedSchema = /* @__PURE__ */ lazily(() =>
  record({
    enc: text((enc) => enc === CONTENT_ALGORITHM, `must be ${CONTENT_ALGORITHM}`),
    typ: text((typ) => typ === SEALED_TYPE, `must be ${SEALED_TYPE}`),
    evidence: bytes32(),
    epk: z.optional(ephemeral()),
  }),
);

interface Sealed {
  readonly sealed: Uint8Array;
  readonly key: EvidenceKey;
  readonly evidence: Hex;
}

/** Decrypts, and checks every byte; with the keys that it was encrypted to. Throws EvidenceUnavailableError. */
export async function openSealed({ sealed, key, evidence }: Sealed): Promise<{
  readonly bundle: EvidenceBundle;
  readonly recipients: readonly string[];
}> {
  const secret = decryptingKey(key);
  if (sealed.length > MOST_BYTES)
    throw new EvidenceUnavailableError("too-large", `more than ${MOST_BYTES} bytes`);
  const jwe = asMalformed(() => parseWith("sealed", sealedSchema(), parseEnvelope(sealed)));
  const header = asMalformed(() => readHeader(jwe.protected));
  if (header.evidence !== evidence.toLowerCase()) {
    throw new EvidenceUnavailableError("mismatch", `it holds evidence ${header.evidence}`);
  }
  const own = jwe.recipients.find(({ header: { kid } }) => kid === key.id);
  if (own === undefined) throw new EvidenceUnavailableError("no-recipient");
  const alone: GeneralJWE = { ...jwe, recipients: [own as GeneralJWE["recipients"][number]] };
  const { plaintext } = await generalDecrypt(alone, secret, {
    keyManagementAlgorithms: [KEY_ALGORITHM],
    contentEncryptionAlgorithms: [CONTENT_ALGORITHM],
  }).catch(() => {
    // What failed is not said: it could help to learn the key.
    throw new EvidenceUnavailableError("undecryptable");
  });
  const { manifest, recipients, files } = unpackContent(plaintext);
  return { bundle: await openBundle({ manifest, evidence, files }), recipients };
}

/** What is neither hashed nor signed, and is far too long for `parseJson`: of a name that stands there twice, the last counts. */
function parseEnvelope(sealed: Uint8Array): unknown {
  try {
    return JSON.parse(utf8(sealed));
  } catch {
    throw new EvidenceUnavailableError("malformed", "it is no JSON");
  }
}

function readHeader(encoded: string) {
  return parseWith("sealed.protected", protectedSchema(), parseJson(utf8(fromBase64(encoded))));
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/**
 * Decrypts private evidence, and checks every byte of it against the evidence hash. So a seller cannot show one juror something and
 * another juror something else: both would have to have the same hash.
 *
 * @throws EvidenceUnavailableError, with the reason `no-recipient` when it is not encrypted to this key, `undecryptable` when that
 * fails, `mismatch` when it is other evidence. A juror takes each for evidence that cannot be fetched.
 * @example
 * import { createBundle } from "quittance/evidence";
 * import { decryptBundle, encryptBundle, generateEvidenceKey } from "quittance/evidence/private";
 *
 * const key = await generateEvidenceKey();
 * const hash = `0x${"11".repeat(32)}` as const;
 * const rules = { mediaTypes: ["text/plain"], maxBytes: 100, maxFiles: 1, required: [], private: true };
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const bundle = await createBundle({ deal: hash, milestone: 0, pact: hash, files, rules });
 * const sealed = await encryptBundle({ bundle, recipients: [key.publicKey] });
 * console.log((await decryptBundle({ sealed, key, evidence: bundle.hash })).files.size); // 1
 */
export async function decryptBundle(input: {
  readonly sealed: Uint8Array;
  readonly key: EvidenceKey;
  /** The evidence hash of the delivery. */
  readonly evidence: Hex;
}): Promise<EvidenceBundle> {
  requireOptions(input, "sealed key evidence");
  return (await openSealed(input)).bundle;
}

/**
 * What `fetchBundle` decrypts private evidence with.
 *
 * @example
 * import { generateEvidenceKey, unsealWith } from "quittance/evidence/private";
 *
 * const unseal = unsealWith(await generateEvidenceKey());
 * console.log(typeof unseal); // function
 */
export function unsealWith(key: EvidenceKey): Unseal {
  decryptingKey(key);
  return ({ sealed, evidence }) => decryptBundle({ sealed, key, evidence });
}
