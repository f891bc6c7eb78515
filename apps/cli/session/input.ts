import { readFileSync, statSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { couldBeKey, strangersLine } from "../output/text.ts";
import { UsageRefusal } from "../refusal.ts";

/** Larger than any message between agents. */
const LARGEST_BYTES = 1_000_000;

/** The text of a file; of standard input for `-`, or when there is none. */
export async function readText(file: string | undefined, largest = LARGEST_BYTES): Promise<string> {
  return Buffer.from(await readBytes(file, largest)).toString("utf8");
}

/** The bytes of a file; of standard input for `-`, or when there is none. */
export async function readBytes(file: string | undefined, largest = LARGEST_BYTES): Promise<Uint8Array> {
  let content: Uint8Array;
  try {
    if (file === undefined || file === "-") content = await buffer(process.stdin);
    else {
      if (statSync(file).size > largest) throw tooLarge(largest);
      content = readFileSync(file);
    }
  } catch (error) {
    if (error instanceof UsageRefusal) throw error;
    const code: unknown = Reflect.get(Object(error), "code");
    throw new UsageRefusal(
      `${fileCalled(file)} cannot be read (${String(code)}). Name another one, or - for standard input.`,
    );
  }
  if (content.length > largest) throw tooLarge(largest);
  return content;
}

/** The JSON in a file, or on standard input. */
export async function readJson(file: string | undefined, what: string): Promise<unknown> {
  const content = await readText(file);
  try {
    return JSON.parse(content);
  } catch {
    throw new UsageRefusal(`It is no JSON. Give ${what}.`);
  }
}

/** A name that could be a key was one, given to the wrong option: no message repeats it. */
const fileCalled = (file = "-") => (couldBeKey(file) ? "The file" : `The file ${strangersLine(file)}`);

const tooLarge = (largest: number) => new UsageRefusal(`It has more than ${largest} characters.`);
