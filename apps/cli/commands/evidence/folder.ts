import { lstat, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { evidenceBounds } from "quittance/evidence";
import { UsageRefusal } from "../../refusal.ts";

/** Every file below a folder, by its path with slashes. Links and devices are refused, as they could lead out of it. */
export async function readFolder(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  const walk = async (path: string) => {
    for (const name of (await readdir(join(folder, path))).sort()) {
      const inner = path === "" ? name : `${path}/${name}`;
      const facts = await lstat(join(folder, inner));
      if (facts.isDirectory()) await walk(inner);
      else if (!facts.isFile())
        throw new UsageRefusal(`${inner} is a link or a device. Put the file itself there.`);
      else {
        bytes += facts.size;
        if (bytes > evidenceBounds.maxBytes || files.size >= evidenceBounds.maxFiles) {
          throw new UsageRefusal(
            "The folder has more than a bundle may have. Name a folder of what is delivered alone.",
          );
        }
        files.set(inner, await readFile(join(folder, inner)));
      }
    }
  };
  await readable(walk(""));
  return files;
}

/** Writes files into a folder that is not there yet. */
export async function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await readable(mkdir(folder, { mode: 0o700 }));
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    await writeFile(join(folder, path), bytes, { flag: "wx", mode: 0o600 });
  }
}

async function readable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UsageRefusal) throw error;
    const code: unknown = Reflect.get(Object(error), "code");
    throw new UsageRefusal(`The folder cannot be used (${String(code)}). Name another one.`);
  }
}
