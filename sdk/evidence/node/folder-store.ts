import { constants } from "node:fs";
import { mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import { EvidenceUnavailableError } from "../../errors/evidence.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { nameOf, sha256Of } from "../digest.ts";
import { LOCAL } from "../memory-store.ts";
import {
  collect,
  rehashed,
  requireRequest,
  requireSha256,
  requireWanted,
  requireWithin,
  sha256Asked,
} from "../reading.ts";
import type { EvidenceStore } from "../store.ts";
import { dropUnfinished, hasCode, syncFolder, writeWhole } from "./atomic-file.ts";

/** A folder of evidence. */
export interface FolderEvidenceOptions {
  /** It is made when it is not there, for its owner alone. */
  readonly folder: string;
  /** `https://…/` under which a web server serves the folder: what URIs begin with. Without one they are `sha256:…`. */
  readonly publicUrl?: string | undefined;
}

const OWNER_ONLY = 0o700;

/**
 * A store in a folder: one file for each entry, whose name is its SHA-256. Files are written whole and made safe on the disk before
 * they get their names, so that a crash leaves no half of one, and several processes may use one folder. What was damaged on the
 * disk is found by every reading, and written again by the next `put`.
 *
 * @throws InvalidFieldError when the folder's path is empty or the public URL is none.
 * @example
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { folderEvidenceStore } from "quittance/node";
 *
 * const folder = await mkdtemp(join(tmpdir(), "evidence-"));
 * const store = folderEvidenceStore({ folder });
 * const { uri } = await store.put(new TextEncoder().encode("42"));
 * console.log(new TextDecoder().decode(await store.read({ uri, maxBytes: 10 }))); // 42
 * await rm(folder, { recursive: true });
 */
export function folderEvidenceStore(options: FolderEvidenceOptions): EvidenceStore {
  requireOptions(options, "folder publicUrl", "options");
  const { folder, publicUrl } = options;
  requireFolder(folder);
  requirePublicUrl(publicUrl);
  let tidied: Promise<void> | undefined;
  const tidy = async () => {
    tidied ??= dropUnfinished(folder);
    await tidied;
  };
  const pathOf = (sha256: Hex) => join(folder, nameOf(sha256));
  return {
    put: async (bytes) => {
      const sha256 = await sha256Of(bytes);
      await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
      await tidy();
      if (!(await isKept(pathOf(sha256), sha256, bytes.length))) {
        await writeWhole({ path: pathOf(sha256), bytes, replaces: true });
      }
      const name = nameOf(sha256);
      const uri = publicUrl === undefined ? `${LOCAL}${name}` : new URL(name, publicUrl).href;
      return { uri, sha256, size: bytes.length };
    },
    read: async (request) => {
      requireRequest(request);
      requireWanted(request.signal);
      const sha256 = sha256Asked(request);
      if (sha256 === undefined) throw new EvidenceUnavailableError("not-found", "the URI names no SHA-256");
      return rehashed(await readFile(pathOf(sha256), request.maxBytes), sha256);
    },
    has: async (sha256) => {
      requireSha256(sha256);
      const file = await openFile(pathOf(sha256));
      await file?.close();
      return file !== undefined;
    },
    delete: async (sha256) => {
      requireSha256(sha256);
      try {
        await unlink(pathOf(sha256));
      } catch (error) {
        if (hasCode(error, "ENOENT")) return false;
        throw error;
      }
      await syncFolder(folder);
      await tidy();
      return true;
    },
  };
}

function requireFolder(folder: string): void {
  if (typeof folder === "string" && folder !== "" && !folder.includes("\0")) return;
  const remedy = "Give the path of a folder.";
  throw new InvalidFieldError({ field: "options.folder", value: folder, problem: "must be a path", remedy });
}

function requirePublicUrl(publicUrl: string | undefined): void {
  if (publicUrl === undefined) return;
  if (typeof publicUrl === "string" && URL.canParse(publicUrl) && /^https?:.*\/$/.test(publicUrl)) return;
  throw new InvalidFieldError({
    field: "options.publicUrl",
    value: publicUrl,
    secret: true,
    problem: "must be a URL that ends with /",
    remedy: "Give the address under which your web server serves the folder, with / at its end.",
  });
}

type OpenFile = Awaited<ReturnType<typeof open>>;

/** Opens a file that is one: no link, which could lead out of the folder, no folder, no device. */
async function openFile(path: string): Promise<OpenFile | undefined> {
  let file: OpenFile;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (["ENOENT", "ELOOP", "ENOTDIR", "EISDIR"].some((code) => hasCode(error, code))) return undefined;
    throw error;
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  return undefined;
}

async function readFile(path: string, maxBytes: number): Promise<Uint8Array> {
  const file = await openFile(path);
  if (file === undefined) throw new EvidenceUnavailableError("not-found");
  try {
    requireWithin((await file.stat()).size, maxBytes);
    return await collect(file.createReadStream({ autoClose: false }), maxBytes);
  } finally {
    await file.close();
  }
}

/** Whether the folder has exactly these bytes already. */
async function isKept(path: string, sha256: Hex, size: number): Promise<boolean> {
  try {
    await rehashed(await readFile(path, size), sha256);
    return true;
  } catch (error) {
    if (error instanceof EvidenceUnavailableError) return false;
    throw error;
  }
}
