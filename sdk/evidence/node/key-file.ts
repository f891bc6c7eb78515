import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { hasCode, writeWhole } from "./atomic-file.ts";

/** A private X25519 key as a JSON Web Key, as `exportJwk` of an evidence key gives it. */
export interface StoredEvidenceKey {
  readonly kty: "OKP";
  readonly crv: "X25519";
  readonly x: string;
  readonly d: string;
}

const MOST_BYTES = 1_024;
const FOR_OTHERS = 0o077;

function refuse(problem: string, remedy: string): never {
  throw new InvalidFieldError({ field: "key", value: undefined, secret: true, problem, remedy });
}

/** A path may be a key that was put in the wrong place: it is not shown. */
function requirePath(path: unknown): void {
  if (typeof path === "string" && path !== "" && !path.includes("\0")) return;
  const remedy = "Give the path of a file.";
  throw new InvalidFieldError({
    field: "path",
    value: undefined,
    secret: true,
    problem: "must be a path",
    remedy,
  });
}

/** The system's errors name the path. */
function codeOf(error: unknown): string {
  return String(Reflect.get(Object(error), "code") ?? "unknown");
}

function isStored(value: unknown): value is StoredEvidenceKey {
  const { kty, crv, x, d } = Object(value) as Record<string, unknown>;
  const isText = [x, d].every((text) => typeof text === "string" && /^[A-Za-z0-9_-]{43}$/.test(text));
  return kty === "OKP" && crv === "X25519" && isText;
}

/**
 * Writes an evidence key to a file that its owner alone may read. It never writes over a file: evidence that was encrypted to the
 * key there could not be read again.
 *
 * @throws InvalidFieldError when there is a file, it cannot be written, or it is no such key; the error shows nothing of it.
 * @example
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { generateEvidenceKey, importEvidenceKey } from "quittance/evidence/private";
 * import { readEvidenceKey, writeEvidenceKey } from "quittance/node";
 *
 * const folder = await mkdtemp(join(tmpdir(), "key-"));
 * const path = join(folder, "evidence-key.json");
 * const key = await generateEvidenceKey();
 * await writeEvidenceKey({ path, key: key.exportJwk() });
 * const same = await importEvidenceKey(await readEvidenceKey({ path }));
 * console.log(same.id === key.id); // true
 * await rm(folder, { recursive: true });
 */
export async function writeEvidenceKey(input: {
  readonly path: string;
  readonly key: StoredEvidenceKey;
}): Promise<void> {
  requireOptions(input, "path key");
  const { path, key } = input;
  requirePath(path);
  if (!isStored(key)) refuse("must be a private X25519 key", "Pass what exportJwk of the key returned.");
  const { kty, crv, x, d } = key;
  try {
    await writeWhole({ path, bytes: `${JSON.stringify({ kty, crv, x, d })}\n`, replaces: false });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) {
      refuse(`could not be written: ${codeOf(error)}`, "Choose a path that you may write to.");
    }
    const problem = "must go to a new file: there is one already";
    refuse(problem, "Choose another path, and keep the old key while evidence is encrypted to it.");
  }
}

/**
 * Reads an evidence key from its file. A file that others may read, or a link, is refused.
 *
 * @throws InvalidFieldError when there is none, it cannot be read, or others may read it; the error shows nothing of the key.
 * @example
 * import { readEvidenceKey } from "quittance/node";
 *
 * const missing = await readEvidenceKey({ path: "no-such-file.json" }).catch((error) => error.name);
 * console.log(missing); // InvalidFieldError
 */
export async function readEvidenceKey(input: { readonly path: string }): Promise<StoredEvidenceKey> {
  requireOptions(input, "path");
  requirePath(input.path);
  const file = await open(input.path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(
    (error: unknown) => {
      if (!["ENOENT", "ELOOP"].some((code) => hasCode(error, code))) {
        return refuse(`could not be read: ${codeOf(error)}`, "Choose a file that you may read.");
      }
      return refuse("must be in a file of its own, which is there", "Make one with writeEvidenceKey.");
    },
  );
  try {
    const { mode, size } = await file.stat();
    const isShared = process.platform !== "win32" && (mode & FOR_OTHERS) !== 0;
    if (isShared) refuse("must be readable by its owner alone", "Run chmod 600 on the file.");
    if (size > MOST_BYTES)
      refuse("must be a private X25519 key", "Give the file that writeEvidenceKey wrote.");
    return parse(await file.readFile("utf8"));
  } finally {
    await file.close();
  }
}

function parse(text: string): StoredEvidenceKey {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isStored(value)) refuse("must be a private X25519 key", "Give the file that writeEvidenceKey wrote.");
  const { kty, crv, x, d } = value;
  return { kty, crv, x, d };
}
