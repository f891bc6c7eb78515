import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRecording, type Recording } from "./file.ts";
import { PROFILES, type Profile, type ProfileName, UNFINAL_BLOCKS } from "./profiles.ts";
import { type Progress, record } from "./record.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const CACHE = join(ROOT, "cache", "indexer-bench");
/** Whatever decides what is on the chain: the contracts, who lives there and how, and how it is written down. */
const SOURCES = [
  "sdk/abi/*.ts",
  "sdk/testing/abi/*.ts",
  "scripts/bench/index/{chain,lives}/*.ts",
  "scripts/bench/index/recording/{file,record}.ts",
];

/**
 * The recorded chain of a profile with at least so many events: one that was made before from the same contracts by the same
 * lives, else one that is made now, which takes a minute for each 50,000 events or more.
 */
export async function recordingOf(name: ProfileName, events: number, report: Progress): Promise<Recording> {
  const profile = PROFILES[name];
  const prefix = `${name}-${digestOf(profile)}-`;
  mkdirSync(CACHE, { recursive: true });
  const made = readdirSync(CACHE).flatMap((folder) => {
    const size = folder.startsWith(prefix) ? Number(folder.slice(prefix.length)) : Number.NaN;
    return size >= events ? [size] : [];
  });
  const folder = join(CACHE, `${prefix}${made.length > 0 ? Math.min(...made) : events}`);
  if (!existsSync(folder)) {
    report(`${name}: a chain with ${events} events is made once, and kept in ${folder} …`);
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished);
    try {
      await record(unfinished, profile, events, report);
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return openRecording(folder);
}

function digestOf(profile: Profile): string {
  const hash = createHash("sha256").update(JSON.stringify([profile, UNFINAL_BLOCKS]));
  const files = globSync(SOURCES, { cwd: ROOT }).sort();
  if (files.length === 0) throw new Error(`${ROOT} has none of the files that make the recorded chain`);
  for (const file of files) hash.update(file.replaceAll("\\", "/")).update(readFileSync(join(ROOT, file)));
  return hash.digest("hex").slice(0, 12);
}
