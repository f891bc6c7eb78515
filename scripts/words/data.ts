import { plainCode, quoted, type Site, splitBy } from "./sites.ts";

const STRING = /"(?:[^"\\\n]|\\.)*"/g;
/** A key of `survivors.json` is a place in the code and the code there. */
const CODE = /(?<="key": )"(?:[^"\\\n]|\\.)*"/g;

/** Every place of a JSON text where a name can be: keys, values that are one, and code that is quoted. */
export function dataSites(text: string, offset = 0): Site[] {
  return splitBy(
    text,
    offset,
    CODE,
    (code, at) => plainCode(code, at),
    (rest, at) =>
      splitBy(
        rest,
        at,
        STRING,
        (string, start) => quoted(string.slice(1, -1), start + 1),
        () => [],
      ),
  );
}
