import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { toJson } from "quittance/json";
import { parseCursor, type WatchCursor } from "quittance/watching";
import { CommandRefusal, ExitCode } from "../refusal.ts";
import { writePrivate } from "../settings/folder.ts";

/** How far a command has read, in a file. */
export interface Bookmark {
  /** Where the watcher before stopped; undefined for the first. */
  readonly cursor: WatchCursor | undefined;
  readonly keep: (cursor: WatchCursor) => void;
}

/** The bookmark in a file, which is of one watch only; one that is kept nowhere when no file is named. */
export function bookmarkIn(file: string | undefined, watch: string): Bookmark {
  if (file === undefined) return { cursor: undefined, keep: () => {} };
  const path = resolve(file);
  return {
    cursor: existsSync(path) ? cursorIn(path, watch) : undefined,
    keep: (cursor) => writePrivate(path, `${toJson({ watch, cursor })}\n`),
  };
}

function cursorIn(path: string, watch: string): WatchCursor {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    content = undefined;
  }
  const of: unknown = Reflect.get(Object(content), "watch");
  if (of === watch) return parseCursor(Reflect.get(Object(content), "cursor"));
  throw new CommandRefusal(
    typeof of === "string"
      ? `${path} keeps how far another watch has read: ${of}. Name another file.`
      : `${path} is no file that --resume wrote. Name another one.`,
    ExitCode.failed,
  );
}
