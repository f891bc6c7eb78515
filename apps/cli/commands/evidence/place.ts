import type { EvidenceReader, EvidenceStore } from "quittance/evidence";
import { folderEvidenceStore } from "quittance/node";
import { UsageRefusal } from "../../refusal.ts";

/** What a place of evidence may be, for help texts. */
export const PLACES = "a folder, s3://bucket/prefix, or a .zip file";

/** A store that is written, and what is to be done when all is in it. */
interface Writing {
  readonly store: EvidenceStore;
  finish(): Promise<void>;
}

const DONE = async () => undefined;
const isArchiveFile = (place: string): boolean => /\.zip$/i.test(place);
const isBucket = (place: string): boolean => /^s3:/i.test(place);

/** Opens a place to put evidence into. What a kind of place needs is loaded for that kind alone. */
export async function placeToWrite(place: string, publicUrl?: string): Promise<Writing> {
  if (publicUrl !== undefined && !/^https?:\/\/[^?#]+\/$/.test(publicUrl))
    throw new UsageRefusal("--public-url is an http or https URL that ends with /.");
  if (isArchiveFile(place)) {
    const { archiveStore } = await import("./archive.ts");
    const { store, write } = archiveStore(place, publicUrl);
    return { store, finish: write };
  }
  return { store: await placeToKeep(place, publicUrl), finish: DONE };
}

/** Opens a place that things are put into and deleted from. */
export async function placeToKeep(place: string, publicUrl?: string): Promise<EvidenceStore> {
  if (isBucket(place)) return (await import("./bucket.ts")).bucketStore(place, publicUrl);
  if (isArchiveFile(place))
    throw new UsageRefusal("Nothing is deleted out of an archive. Delete the file itself.");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(place))
    throw new UsageRefusal(
      "A store is a folder, s3://bucket/prefix or a .zip file. IPFS is read by gateways: put a folder's files onto a node with ipfs block put.",
    );
  return folderEvidenceStore({ folder: place, ...(publicUrl === undefined ? {} : { publicUrl }) });
}

/** Opens a place to read evidence from. */
export async function placeToRead(place: string): Promise<EvidenceReader> {
  if (!isArchiveFile(place)) return placeToKeep(place);
  return (await import("./archive.ts")).archiveReader(place);
}
