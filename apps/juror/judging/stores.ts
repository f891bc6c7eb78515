import type { EvidenceReader } from "quittance/evidence";
import { folderEvidenceStore } from "quittance/node";

/** Folders in which evidence lies by its hash, such as one that the juror shares with a seller or with an exchange. */
export function evidenceStores(folders: readonly string[]): EvidenceReader[] {
  return folders.map((folder) => folderEvidenceStore({ folder }));
}
