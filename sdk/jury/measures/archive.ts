import { readArchive } from "../../evidence/archive/index.ts";

/** What an input of a pact unpacks to; undefined when the archive is refused: the pact's author made it, and may be anyone. */
export function unpackZip(archive: Uint8Array): ReadonlyMap<string, Uint8Array> | undefined {
  try {
    return readArchive({ archive });
  } catch {
    return undefined;
  }
}
