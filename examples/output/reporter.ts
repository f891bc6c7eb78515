import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters, styleText } from "node:util";

/** Writes what happens for a person to read, at a pace that can be followed. */
export interface Reporter {
  /** Begins a new part of the story. */
  chapter(title: string): Promise<void>;
  /** Prints one line. */
  say(line: string): Promise<void>;
  /** Prints rows in aligned columns, numbers to the right. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): void;
  /** Waits for `work`, and shows the seconds when it takes longer than two. */
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

/** Writes nothing and never pauses. */
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
  const isNumber = (cell: string) => /^–$|^[+-]?\d[\d.,]*( %| USDC)?$/.test(stripVTControlCharacters(cell));
  const widths = head.map((title, column) =>
    Math.max(width(title), ...rows.map((row) => width(row[column] ?? ""))),
  );
  const padded = (cell: string, column: number, right: boolean) => {
    const padding = " ".repeat((widths[column] ?? 0) - width(cell));
    return right ? padding + cell : cell + padding;
  };
  const titles = head.map((title, column) => padded(title, column, isNumber(rows[0]?.[column] ?? "")));
  const lines = rows.map((row) => row.map((cell, column) => padded(cell, column, isNumber(cell))));
  return [styleText("dim", titles.join("  ").trimEnd()), ...lines.map((cells) => cells.join("  ").trimEnd())];
}
