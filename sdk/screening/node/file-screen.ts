import { readFile, stat } from "node:fs/promises";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { listScreen, parseScreeningList } from "../list.ts";
import type { Screen } from "../screen.ts";

/** Bytes of a list; a million addresses with short reasons. */
const MOST_BYTES = 100_000_000;

/** A list as it was read, and by what another one is noticed. */
interface Read {
  readonly mark: string;
  readonly screen: Promise<Screen>;
}

/**
 * Screens by a list in a file (`parseScreeningList`), which is read again when the file has changed. While it cannot be read or a line
 * of it is wrong, the screen throws: what follows is the setting of `screening`. A list that was good before does not count then, as
 * what was added to it is not known.
 *
 * @throws InvalidFieldError when the path is none. The screen throws it for a list that is wrong.
 * @example
 * import { mkdtempSync, writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { fileScreen } from "quittance/node";
 *
 * const path = `${mkdtempSync(`${tmpdir()}/quittance-`)}/list.csv`;
 * const address = "0x00000000000000000000000000000000000000b2";
 * writeFileSync(path, `${address},refuse,made up\n`);
 * const screen = fileScreen({ path });
 * console.log((await screen({ action: "relay", addresses: [address] })).decision); // refuse
 */
export function fileScreen(options: { readonly path: string }): Screen {
  requireOptions(options, "path", "options");
  const { path } = options;
  if (typeof path !== "string" || path === "" || path.includes("\0")) {
    const remedy = "Give the path of a file with addresses.";
    throw new InvalidFieldError({
      field: "options.path",
      value: undefined,
      secret: true,
      problem: "must be a path",
      remedy,
    });
  }
  let known: Read | undefined;
  const load = (mark: string): Read => {
    const read = {
      mark,
      screen: readFile(path, "utf8").then((text) => listScreen(parseScreeningList(text))),
    };
    read.screen.catch((error: unknown) => {
      // A line that is wrong stays wrong until the file changes; what kept it from being read may pass.
      if (!(error instanceof InvalidFieldError) && known === read) known = undefined;
    });
    return read;
  };
  return async (question) => {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    if (size > MOST_BYTES) throw new TypeError(`the list has more than ${MOST_BYTES} bytes`);
    const mark = [mtimeMs, ctimeMs, size, ino].join();
    if (known?.mark !== mark) known = load(mark);
    return (await known.screen)(question);
  };
}
