import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters, styleText } from "node:util";

/** Tells a person what happens, at a pace that can be followed. */
export interface Reporter {
  /** Begins a new part of the story. */
  chapter(title: string): Promise<void>;
  say(line: string): Promise<void>;
  /** Rows in columns; the last one that says more than a number is as long as it likes. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): void;
  /** Waits for `work`; says so when it takes longer than two seconds. */
  busy<Result>(label: string, work: Promise<Result>): Promise<Result>;
}

const PAUSE_MS = 700;
const LINE_PAUSE_MS = 150;
const PATIENCE_MS = 2_000;

/** Prints to standard output; pauses only for a person at a terminal. */
export function openReporter(): Reporter {
  const live = process.stdout.isTTY === true && process.env.CI === undefined;
  const pause = (milliseconds: number) => (live ? sleep(milliseconds) : Promise.resolve());
  let chapters = 0;
  return {
    chapter: async (title) => {
      await pause(PAUSE_MS);
      chapters += 1;
      console.log(`\n${styleText(["bold", "cyan"], `${chapters}  ${title}`)}`);
    },
    say: async (line) => {
      console.log(`   ${line}`.trimEnd());
      await pause(LINE_PAUSE_MS);
    },
    table: (head, rows) => {
      for (const line of columns(head, rows)) console.log(`   ${line}`);
    },
    busy: (label, work) => whileWaiting(label, work, live),
  };
}

/** Says nothing and never waits. */
export function openSilentReporter(): Reporter {
  return {
    chapter: async () => undefined,
    say: async () => undefined,
    table: () => undefined,
    busy: (_label, work) => work,
  };
}

async function whileWaiting<Result>(label: string, work: Promise<Result>, live: boolean): Promise<Result> {
  const started = Date.now();
  const tick = () => {
    const seconds = Math.round((Date.now() - started) / 1_000);
    const line = styleText("dim", `   ${label} … ${seconds} s`);
    if (live) process.stdout.write(`\r${line}`);
    else console.log(line);
  };
  let ticker: NodeJS.Timeout | undefined;
  const patience = setTimeout(() => {
    tick();
    ticker = setInterval(tick, live ? 1_000 : 10_000);
  }, PATIENCE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(patience);
    clearInterval(ticker);
    if (live && ticker !== undefined) process.stdout.write("\n");
  }
}

/** Lines of a table: columns as wide as their widest cell, numbers to the right. */
function columns(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const width = (text: string) => stripVTControlCharacters(text).length;
  const isNumber = head.map((_, column) =>
    rows.every((row) => /^[+-]?\d[\d.,]*( %| USDC)?$/.test(stripVTControlCharacters(row[column] ?? ""))),
  );
  const widths = head.map((title, column) =>
    Math.max(width(title), ...rows.map((row) => width(row[column] ?? ""))),
  );
  const lineOf = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const padding = " ".repeat((widths[column] ?? 0) - width(cell));
        return isNumber[column] ? padding + cell : cell + padding;
      })
      .join("  ")
      .trimEnd();
  return [styleText("dim", lineOf(head)), ...rows.map(lineOf)];
}
