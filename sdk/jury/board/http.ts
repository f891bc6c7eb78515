import { BoardRefusedError, BoardUnreachableError } from "../../errors/ballots.ts";
import { BaseError } from "../../errors/base.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireList, requirePositiveInteger } from "../../json/options.ts";
import { readJson } from "../../json/read.ts";
import { boundedBytes } from "../http.ts";

/** What this package asks of `fetch`; the global one fits. */
export type BoardFetch = (
  url: string,
  init: {
    readonly method: "GET" | "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal;
    readonly redirect: "error";
    readonly credentials: "omit";
  },
) => Promise<Response>;

/** Ballot boards, and how they are asked. */
export interface Boards {
  /** URLs of 1 to 16 boards, such as the `endpoint` of each juror's profile. */
  readonly boards: readonly string[];
  /**
   * In place of the global `fetch`. Inside a private network pass one that refuses private addresses: jurors choose the URLs of
   * their boards.
   */
  readonly fetch?: BoardFetch | undefined;
  /** Milliseconds for each board; 10,000 when left out. */
  readonly timeoutMs?: number | undefined;
}

/** The fields of `Boards`. */
export const BOARDS = "boards fetch timeoutMs";

/** A board that failed. The others may have answered. */
export interface BoardFailure {
  readonly board: string;
  readonly error: BaseError;
}

/** What a board answered. */
export interface BoardAnswer {
  readonly board: string;
  readonly text: string;
}

const MOST_BOARDS = 16;
const TIMEOUT_MS = 10_000;
/** Bytes of an answer; no question has more than that. */
export const MOST_ANSWER_BYTES = 1_000_000;

interface Asking {
  readonly path: string;
  /** JSON or text to post; left out for GET. */
  readonly body?: string | undefined;
  readonly type?: string | undefined;
}

/** Asks all boards at once. Fails only where the caller's own input is wrong. */
export async function askBoards(
  { boards, fetch: given, timeoutMs = TIMEOUT_MS }: Boards,
  asking: Asking,
): Promise<{ readonly answers: readonly BoardAnswer[]; readonly failures: readonly BoardFailure[] }> {
  const bases = requireBoards(boards);
  requirePositiveInteger("timeoutMs", timeoutMs);
  const asked = given ?? fetch;
  const results = await Promise.all(
    bases.map(async (base, index): Promise<BoardAnswer | BoardFailure> => {
      const board = boards[index] ?? base;
      try {
        return { board, text: await askBoard(asked, base, asking, timeoutMs) };
      } catch (error) {
        return { board, error: error instanceof BaseError ? error : new BoardUnreachableError("no answer") };
      }
    }),
  );
  return {
    answers: results.filter((result) => "text" in result),
    failures: results.filter((result) => "error" in result),
  };
}

function requireBoards(boards: readonly string[]): readonly string[] {
  requireList("boards", boards);
  if (boards.length === 0 || boards.length > MOST_BOARDS) {
    throw new InvalidFieldError({
      field: "boards",
      value: boards.length,
      problem: `must be 1 to ${MOST_BOARDS} URLs`,
      remedy: "Pass the boards that the panel's jurors name.",
    });
  }
  return boards.map((board, index) => {
    const base = baseOf(board);
    if (base !== undefined) return base;
    throw new InvalidFieldError({
      field: `boards[${index}]`,
      value: undefined,
      secret: true,
      problem: "must be an HTTP URL without user, password, query and fragment",
      remedy: "Pass where the board listens, such as https://board.example.",
    });
  });
}

function baseOf(url: string): string | undefined {
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  const { protocol, username, password, search, hash } = new URL(url);
  const isPlain = username === "" && password === "" && search === "" && hash === "";
  return /^https?:$/.test(protocol) && isPlain ? url.replace(/\/+$/, "") : undefined;
}

async function askBoard(
  asked: BoardFetch,
  base: string,
  { path, body, type = "application/json" }: Asking,
  timeoutMs: number,
): Promise<string> {
  const late = AbortSignal.timeout(timeoutMs);
  let status: number;
  let text: string;
  try {
    const response = await asked(`${base}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "content-type": type }) },
      ...(body === undefined ? {} : { body }),
      signal: late,
      // It could lead anywhere.
      redirect: "error",
      credentials: "omit",
    });
    status = response.status;
    text = await answerText(response);
  } catch (error) {
    const reason = late.aborted ? `nothing for ${timeoutMs} ms` : messageOf(error);
    throw new BoardUnreachableError(reason);
  }
  if (status >= 200 && status < 300) return text;
  const answer = objectIn(text);
  const said: unknown = Reflect.get(answer, "error");
  if (typeof said !== "string") throw new BoardUnreachableError(`status ${status}`);
  const at: unknown = Reflect.get(answer, "revealAt");
  throw new BoardRefusedError(status, said, Number.isSafeInteger(at) ? Number(at) : undefined);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "no answer");

async function answerText(response: Response): Promise<string> {
  const bytes = await boundedBytes(response, MOST_ANSWER_BYTES);
  if (bytes === undefined) throw new Error(`the answer is longer than ${MOST_ANSWER_BYTES} bytes`);
  return new TextDecoder().decode(bytes);
}

/** The object that a text is JSON of; an empty one where it is none. */
function objectIn(text: string): object {
  try {
    const value = readJson("answer", text, false);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** A list in an answer, with no more entries than belong there; empty where there is none. */
export function listIn(text: string, name: string, most: number): readonly unknown[] {
  const list: unknown = Reflect.get(objectIn(text), name);
  return Array.isArray(list) ? list.slice(0, most) : [];
}

/** A text in an answer. */
export function textIn(text: string, name: string): string | undefined {
  const value: unknown = Reflect.get(objectIn(text), name);
  return typeof value === "string" ? value : undefined;
}

/** One page of a list in an answer, and where the next begins; 0 where it does not say. */
export function pageIn(
  text: string,
  name: string,
  most: number,
): { readonly entries: readonly unknown[]; readonly next: number } {
  const answer = objectIn(text);
  const list: unknown = Reflect.get(answer, name);
  const next: unknown = Reflect.get(answer, "next");
  const isPlace = typeof next === "number" && Number.isSafeInteger(next) && next >= 0;
  return { entries: Array.isArray(list) ? list.slice(0, most) : [], next: isPlace ? next : 0 };
}
