import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A fresh folder for each test of one `describe`, and for its `before`; all are gone afterwards. */
export function useFolder(): () => string {
  const made: string[] = [];
  const make = async () => {
    made.push(await mkdtemp(join(tmpdir(), "quittance-test-")));
  };
  before(make);
  beforeEach(make);
  after(async () => {
    for (const folder of made) await rm(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = made.at(-1);
    if (folder === undefined) throw new Error("the folder is made before the first test");
    return folder;
  };
}
