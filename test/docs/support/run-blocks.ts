import { format } from "node:util";
import { wholeModule } from "./examples.ts";

/** What each `console.log` of a module prints, by its line; the module is run as it stands in the page, after `change`. */
export async function printedBy(
  folder: string,
  name: string,
  code: string,
  change: (code: string) => string,
): Promise<Map<number, string>> {
  const runnable = code
    .split("\n")
    .map((line, at) => line.replace(/(^|\s)console\.log\(/, `$1globalThis.blockReport(${at}, `))
    .join("\n");
  const printed = new Map<number, string>();
  Reflect.set(globalThis, "blockReport", (at: number, ...values: unknown[]) => {
    printed.set(at, format(...values));
  });
  await wholeModule(folder, name, `${change(runnable)}export {};\n`).load();
  return printed;
}
