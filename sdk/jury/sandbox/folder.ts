import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { InvalidFieldError } from "../../errors/field.ts";

/** A fresh folder of its own, which is deleted after use. */
export interface SandboxFolder {
  /** Where the program's files are: all that it may read. */
  readonly files: string;
  /** An empty folder, which becomes the root of the program's file system. */
  readonly root: string;
  remove(): Promise<void>;
}

/** Makes the folder and lays the files out in it, with their folders. */
export async function layOut(files: ReadonlyMap<string, Uint8Array>): Promise<SandboxFolder> {
  for (const path of files.keys()) requireInnerPath(path);
  const base = await realpath(await mkdtemp(join(tmpdir(), "quittance-sandbox-")));
  const folder: SandboxFolder = {
    files: join(base, "files"),
    root: join(base, "root"),
    remove: () => rm(base, { recursive: true, force: true }),
  };
  try {
    await mkdir(folder.root);
    await mkdir(folder.files);
    for (const [path, bytes] of files) {
      const target = join(folder.files, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, bytes, { flag: "wx" });
    }
    return folder;
  } catch (error) {
    await folder.remove();
    throw refusedBySystem(error) ?? error;
  }
}

const MOST_PATH = 1_024;

/** Whether a path leads into a folder and nowhere else, on every system. */
export function isInnerPath(path: string): boolean {
  return (
    path.length > 0 &&
    path.length <= MOST_PATH &&
    path.isWellFormed() &&
    !/[\0\\:]/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..")
  );
}

function requireInnerPath(path: string): void {
  if (isInnerPath(path)) return;
  throw new InvalidFieldError({
    field: "files",
    value: path,
    problem: "must be a path inside the folder",
    remedy: "Use relative paths with / between their parts, without . and .. as parts.",
  });
}

/** What the system says of paths that exclude each other, such as `a` and `a/b`, or of names that are too long. */
function refusedBySystem(error: unknown): InvalidFieldError | undefined {
  const code: unknown = Reflect.get(Object(error), "code");
  if (typeof code !== "string" || !/^(EEXIST|ENOTDIR|EISDIR|ENAMETOOLONG|EINVAL|EILSEQ)$/.test(code))
    return undefined;
  return new InvalidFieldError({
    field: "files",
    value: code,
    problem: "cannot lie in one folder",
    remedy: "Use paths that name one file each: a file cannot have the name of a folder.",
  });
}
