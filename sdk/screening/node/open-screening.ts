import { readFileSync } from "node:fs";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireObject, requireOptions } from "../../json/options.ts";
import { httpScreen } from "../http-screen.ts";
import { parseScreeningList } from "../list.ts";
import type { Screen } from "../screen.ts";
import { type Screening, type ScreeningNews, screening } from "../screening.ts";
import { fileScreen } from "./file-screen.ts";

/** What an operator screens by: a list, a service, or both. */
export interface ScreeningSettings {
  /** Path of a list (`fileScreen`). */
  readonly list?: string | undefined;
  /** URL of a service (`httpScreen`). */
  readonly url?: string | undefined;
  /** Path of a file with the bearer token for the service. */
  readonly keyFile?: string | undefined;
  /** What follows when there is no answer: `closed`, when left out, lets nothing pass. */
  readonly failure?: "closed" | "open" | undefined;
  /** What the names of the variables begin with, for errors. */
  readonly prefix?: string | undefined;
}

/** Where a program writes what came of a question. No address is told. */
export interface ScreeningTelling {
  readonly log?: (
    level: "info" | "warn",
    event: string,
    fields: Readonly<Record<string, string | number | boolean>>,
  ) => void;
  readonly onAsked?: (news: ScreeningNews) => void;
}

const SETTINGS = { list: "LIST", url: "URL", keyFile: "KEY_FILE", failure: "FAILURE" } as const;

/**
 * The settings of screening in variables of a program: `<prefix>_SCREENING_LIST`, `_URL`, `_KEY_FILE` and `_FAILURE`.
 *
 * @throws InvalidFieldError
 * @example
 * import { screeningSettings } from "quittance/node";
 *
 * const settings = screeningSettings({ RELAYER_SCREENING_LIST: "list.csv" }, "RELAYER");
 * console.log(settings.list, settings.failure); // list.csv undefined
 */
export function screeningSettings(
  environment: Readonly<Record<string, string | undefined>>,
  prefix: string,
): ScreeningSettings {
  requireObject("environment", environment);
  requirePrefix("prefix", prefix);
  const read = (name: string) => environment[`${prefix}_SCREENING_${name}`] || undefined;
  return {
    ...{ list: read(SETTINGS.list), url: read(SETTINGS.url), keyFile: read(SETTINGS.keyFile) },
    // What is misspelt is refused when it is opened.
    failure: read(SETTINGS.failure) as ScreeningSettings["failure"],
    prefix,
  };
}

/**
 * Opens what an operator set for screening; undefined when neither a list nor a service is named. A list that cannot be read now is
 * refused, also where `failure` is open: it would be a mistake in the settings.
 *
 * @throws InvalidFieldError naming the setting, or its variable; for a line of the list that is wrong, the line.
 * @example
 * import { openScreening } from "quittance/node";
 *
 * console.log(openScreening({})); // undefined: nothing is screened
 */
export function openScreening(
  settings: ScreeningSettings,
  telling: ScreeningTelling = {},
): Screening | undefined {
  requireOptions(settings, "list url keyFile failure prefix", "settings");
  requireOptions(telling, "log onAsked", "telling");
  const { list, url, keyFile, failure = "closed", prefix = "" } = settings;
  requirePrefix("settings.prefix", prefix);
  const screens: Screen[] = [];
  if (list !== undefined) {
    parseScreeningList(textIn(nameOf(settings, "list"), list));
    screens.push(fileScreen({ path: list }));
  }
  if (url !== undefined) {
    const key = keyFile === undefined ? undefined : textIn(nameOf(settings, "keyFile"), keyFile).trim();
    screens.push(named("options.url", nameOf(settings, "url"), () => httpScreen({ url, key })));
  }
  const onAsked = (news: ScreeningNews) => report(telling, news);
  const opened = () => screening({ screens, failure, onAsked });
  const asking = named("failure", nameOf(settings, "failure"), opened);
  return screens.length === 0 ? undefined : asking;
}

/** It becomes a part of names in errors. */
function requirePrefix(field: string, prefix: unknown): void {
  if (typeof prefix === "string" && /^\w{0,40}$/.test(prefix)) return;
  const remedy = "Give letters, digits and underscores, such as RELAYER.";
  throw new InvalidFieldError({
    ...{ field, value: undefined, secret: true, remedy },
    problem: "must be what names of variables begin with",
  });
}

const nameOf = ({ prefix }: ScreeningSettings, field: keyof typeof SETTINGS): string =>
  prefix === undefined ? `settings.${field}` : `${prefix}_SCREENING_${SETTINGS[field]}`;

/** Runs what refuses a setting, and names the setting as the operator knows it. */
function named<Result>(from: string, to: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw error instanceof InvalidFieldError ? error.renamed(from, to) : error;
  }
}

function report({ log, onAsked }: ScreeningTelling, news: ScreeningNews): void {
  onAsked?.(news);
  const { action, outcome, failed, problem = "" } = news;
  if (failed) log?.("warn", "a screen gave no answer", { action, outcome, problem });
  else if (outcome !== "allow") log?.("info", "screened", { action, outcome });
}

function textIn(field: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    const remedy = "Correct the path, or its permissions.";
    const problem = "must be the path of a readable file";
    throw new InvalidFieldError({ field, value: undefined, secret: true, problem, remedy });
  }
}
