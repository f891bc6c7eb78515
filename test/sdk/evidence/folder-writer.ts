// A process of its own that writes into a folder of evidence: twenty entries, or without end.
import { folderEvidenceStore } from "../../../sdk/node.ts";

const [folder = "", mode] = process.argv.slice(2);
const store = folderEvidenceStore({ folder });
const ENTRIES = 20;

for (let index = 0; index < ENTRIES || mode === "forever"; index++) {
  await store.put(new Uint8Array(200_000).fill(index).fill(index >> 8, 0, 1_000));
  if (index === ENTRIES / 4 && mode === "forever") process.send?.("writing");
}
process.disconnect();
