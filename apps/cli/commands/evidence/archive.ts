import { writeFile } from "node:fs/promises";
import { zipSync } from "fflate";
import {
  type EvidenceReader,
  type EvidenceStore,
  evidenceBounds,
  memoryEvidenceStore,
} from "quittance/evidence";
import { readArchive } from "quittance/evidence/archive";
import { UsageRefusal } from "../../refusal.ts";
import { readBytes } from "../../session/input.ts";

/** What entries, their names and the manifest take beside the files. */
const MOST_BYTES = evidenceBounds.maxBytes + 2 * evidenceBounds.maxManifest;
const LIMITS = { maxBytes: MOST_BYTES, maxEntries: evidenceBounds.maxFiles + 1 };
/** The first time that an archive can hold, so that the same evidence makes the same bytes. */
const TIME = new Date(1980, 0, 1);

/** A store that becomes a new ZIP archive: each object under its SHA-256, as a folder has it. */
export function archiveStore(file: string, publicUrl: string | undefined) {
  const store = memoryEvidenceStore();
  const objects = new Map<string, Uint8Array>();
  const put: EvidenceStore["put"] = async (bytes) => {
    const stored = await store.put(bytes);
    const name = stored.sha256.slice(2);
    objects.set(name, bytes);
    return publicUrl === undefined ? stored : { ...stored, uri: new URL(name, publicUrl).href };
  };
  const write = async () => {
    const sorted = [...objects].sort(([one], [other]) => (one < other ? -1 : 1));
    const archive = zipSync(Object.fromEntries(sorted), { level: 0, mtime: TIME });
    unpacked(archive);
    await writeFile(file, archive, { flag: "wx", mode: 0o600 }).catch((error: unknown) => {
      const code: unknown = Reflect.get(Object(error), "code");
      throw new UsageRefusal(
        `The archive cannot be written (${String(code)}). Name a file that is not there yet.`,
      );
    });
  };
  return { store: { ...store, put }, write };
}

/** Reads evidence out of an archive. Names are not believed: each object is found by the hash of its bytes. */
export async function archiveReader(file: string): Promise<EvidenceReader> {
  const store = memoryEvidenceStore();
  for (const bytes of unpacked(await readBytes(file, 2 * MOST_BYTES)).values()) await store.put(bytes);
  return store;
}

function unpacked(archive: Uint8Array): ReadonlyMap<string, Uint8Array> {
  try {
    return readArchive({ archive, limits: LIMITS });
  } catch (error) {
    const details = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    throw new UsageRefusal(
      `It is no archive that evidence can be in: ${details} Files that are archives themselves need a folder or a bucket.`,
    );
  }
}
