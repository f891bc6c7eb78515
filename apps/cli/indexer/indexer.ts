import type { z } from "zod";
import { CommandRefusal, ExitCode } from "../refusal.ts";
import {
  type AccountAnswer,
  accountAnswer,
  type StatementLine,
  statementAnswer,
  statusAnswer,
} from "./answers.ts";

/** Which part of a statement: unix seconds, `until` exclusive. */
export interface Span {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

const PATIENCE_MS = 30_000;
const PAGE = "1000";

/** An indexer, asked over HTTP. Every question throws CommandRefusal when it is not answered. */
export class Indexer {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  /**
   * @param url Where the indexer is, such as `http://127.0.0.1:42069`, or its `/graphql`; with user and password when it
   * asks for them.
   */
  constructor(url: string) {
    const place = new URL(url);
    const { username, password } = place;
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    this.#headers =
      credentials === ":" ? {} : { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
    place.username = "";
    place.password = "";
    // The URL for GraphQL is the one that other tools ask for.
    this.#base = place.href.replace(/\/+$/, "").replace(/\/graphql$/, "");
  }

  /** The account's present state. */
  async account(address: string): Promise<AccountAnswer> {
    return this.#json(`/accounts/${address}`, {}, accountAnswer);
  }

  /** Every line of the account's statement in that span, oldest first. */
  async statement(address: string, { from, until }: Span): Promise<StatementLine[]> {
    const entries: StatementLine[] = [];
    let after: number | undefined;
    do {
      const query = { from, until, after, limit: PAGE };
      const page = await this.#json(`/accounts/${address}/statement`, query, statementAnswer);
      entries.push(...page.entries);
      if (page.next !== null && page.next <= (after ?? -1)) throw this.#odd("next does not grow");
      after = page.next ?? undefined;
    } while (after !== undefined);
    return entries;
  }

  /** The same as comma-separated values (RFC 4180). */
  async csv(address: string, { from, until }: Span): Promise<string> {
    const text = await this.#ask(`/accounts/${address}/statement.csv`, { from, until });
    if (!text.startsWith("sequence,")) throw this.#odd("the first line is no header of a statement");
    return text;
  }

  /** Whether it has read the past, and up to which block it has read. */
  async status(): Promise<{ readonly isReady: boolean; readonly block: number | undefined }> {
    const isReady = await fetch(`${this.#base}/ready`, {
      headers: this.#headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
      .then(({ status }) => status === 200)
      .catch(() => false);
    const answer = await this.#json("/status", {}, statusAnswer);
    const blocks = Object.values(answer).map(({ block }) => block.number);
    return { isReady, block: blocks.length === 0 ? undefined : Math.min(...blocks) };
  }

  async #json<Schema extends z.ZodType>(
    path: string,
    query: Readonly<Record<string, string | number | undefined>>,
    schema: Schema,
  ): Promise<z.output<Schema>> {
    const body = parsed(await this.#ask(path, query));
    if (body === undefined) throw this.#odd("it is not JSON");
    const read = schema.safeParse(body);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    throw this.#odd(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is wrong"}`);
  }

  /** The text that the indexer answers with. */
  async #ask(path: string, query: Readonly<Record<string, string | number | undefined>>): Promise<string> {
    const url = new URL(`${this.#base}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, { headers: this.#headers, signal: AbortSignal.timeout(PATIENCE_MS) });
      text = await response.text();
    } catch (error) {
      throw new CommandRefusal(
        `No indexer answers at ${this.#place()} (${reasonOf(error)}). Start one, or name another with --url.`,
        ExitCode.failed,
      );
    }
    if (response.ok) return text;
    const said = messageOf(text);
    // An indexer that has no such path, as under a wrong base URL, says so, and nothing of the account.
    const isAboutAccount = said !== undefined && !said.startsWith("There is nothing at");
    if (response.status === 404 && isAboutAccount) throw new CommandRefusal(said, ExitCode.failed);
    if (response.status === 400 && said !== undefined) throw new CommandRefusal(said, ExitCode.usage);
    throw this.#odd(`HTTP ${response.status}${said === undefined ? "" : `: ${said}`}`);
  }

  #odd(what: string): CommandRefusal {
    return new CommandRefusal(
      `What answers at ${this.#place()} is no indexer of Quittance, or one of another version: ${what}. ` +
        "Name the indexer's base URL with --url.",
      ExitCode.failed,
    );
  }

  /** Without what may be secret in a URL. */
  #place(): string {
    const { protocol, host } = new URL(this.#base);
    return `${protocol}//${host}`;
  }
}

/** What the indexer says is wrong with a question; undefined when it was not the indexer that answered. */
function messageOf(text: string): string | undefined {
  const error: unknown = Reflect.get(Object(parsed(text)), "error");
  return typeof error === "string" ? error : undefined;
}

/** The value of JSON text; undefined when it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the codes of a failed connection mean. */
const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was broken off",
  UND_ERR_SOCKET: "the connection was broken off",
  ENOTFOUND: "no host has this name",
  EAI_AGAIN: "the host's name could not be looked up",
  ETIMEDOUT: "the host did not answer",
  UND_ERR_CONNECT_TIMEOUT: "the host did not answer",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
};

/** What failed. `fetch` throws a TypeError for everything, and puts what happened into its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `nothing for ${PATIENCE_MS / 1_000} s`;
  const { cause } = error;
  const code: unknown = Reflect.get(Object(cause), "code");
  if (typeof code !== "string") return cause instanceof Error ? cause.message : error.message;
  const meaning = FAILURES[code];
  return meaning === undefined ? code : `${meaning}, ${code}`;
}
