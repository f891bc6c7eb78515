import { chooseNodes, type Problem, reread } from "../check/remedy.ts";
import { digestLogs, type LogDigest } from "./log-digest.ts";

/** A JSON-RPC request to one node. */
export interface Question {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Asks one node. Throws when it does not answer, or refuses. */
export type AskNode = (question: Question) => Promise<unknown>;

/** Nodes say different things about the same blocks. */
export class NodesDifferError extends Error {
  override readonly name = "NodesDifferError";
}

interface Unconfirmed {
  readonly question: Question;
  /** The node whose answer was used. */
  readonly used: number;
  readonly digest: LogDigest;
}

/** A node that did not answer is not asked for confirmation for so long. */
const REST_MS = 5_000;
/** A difference counts once it has lasted this long: nodes that lag agree a moment later. */
const LASTING_MS = 2_000;
const MOST_UNCONFIRMED = 10_000;
/** Asked for confirmation in one go. */
const AT_ONCE = 5;

/**
 * Lets a second node confirm the logs that a first one answers, before a row is made of them. Of three nodes, two decide. While
 * no other node answers, the first one's logs are used, and confirmed later.
 */
export class Agreement {
  readonly #nodes: readonly AskNode[];
  readonly #addresses: readonly string[];
  readonly #restMs: number;
  readonly #lastingMs: number;
  readonly #resting = new Map<number, number>();
  readonly #differences = new Map<string, { readonly since: number; readonly problem: string }>();
  #unconfirmed: Unconfirmed[] = [];
  #lost: string | undefined;

  /** @param addresses Contracts whose logs count, in lower case. */
  constructor(
    nodes: readonly AskNode[],
    addresses: readonly string[],
    { restMs = REST_MS, lastingMs = LASTING_MS } = {},
  ) {
    this.#nodes = nodes;
    this.#addresses = addresses;
    this.#restMs = restMs;
    this.#lastingMs = lastingMs;
  }

  /** Ranges whose logs only one node has said so far. */
  get unconfirmed(): number {
    return this.#unconfirmed.length;
  }

  /** Why the rows may be wrong, or cannot be written; undefined while there is no reason. */
  get problem(): Problem | undefined {
    if (this.#lost !== undefined) return { what: this.#lost, remedy: reread };
    const now = performance.now();
    const lasting = [...this.#differences.values()].find(({ since }) => now - since >= this.#lastingMs);
    return lasting && { what: lasting.problem, remedy: chooseNodes };
  }

  /**
   * What a node answers to `eth_getLogs`, when another one says the same.
   * Throws what the node does, and `NodesDifferError` when the others say something else.
   */
  async logs(first: number, question: Question): Promise<unknown> {
    const key = JSON.stringify(question.params);
    const answer = await this.#ask(first, question);
    const mine = digestLogs(answer, this.#addresses);
    // What is no list is for the caller to refuse.
    if (mine === undefined) return answer;
    const contradicting: { readonly node: number; readonly digest: LogDigest }[] = [];
    for (const node of this.#others(first)) {
      const theirs = await this.#confirmation(node, question);
      if (theirs === undefined) continue;
      if (theirs.digest === mine.digest) {
        this.#differences.delete(key);
        return answer;
      }
      contradicting.push({ node, digest: theirs });
    }
    const [other] = contradicting;
    if (other === undefined) {
      this.#unconfirmed = [...this.#unconfirmed, { question, used: first, digest: mine }].slice(
        -MOST_UNCONFIRMED,
      );
      return answer;
    }
    const problem = differenceOf(question, { node: first, digest: mine }, other);
    this.#differences.set(key, { since: this.#differences.get(key)?.since ?? performance.now(), problem });
    throw new NodesDifferError(problem);
  }

  /** Asks for what was not confirmed yet, a few at a time. */
  async confirm(): Promise<void> {
    for (const range of this.#unconfirmed.slice(0, AT_ONCE)) {
      const isDone = (await this.#isGone(range)) || (await this.#isConfirmed(range));
      this.#unconfirmed = this.#unconfirmed.filter((one) => one !== range);
      // The others get their turn before it is asked for again.
      if (!isDone) this.#unconfirmed.push(range);
    }
  }

  /** Whether a reorganisation took back the block that is asked about. */
  async #isGone({ question, used }: Unconfirmed): Promise<boolean> {
    const { blockHash } = Object(question.params[0]) as { readonly blockHash?: unknown };
    if (blockHash === undefined) return false;
    const ask = async (method: string, block: unknown) =>
      Object(await this.#ask(used, { method, params: [block, false] })) as Readonly<Record<string, unknown>>;
    try {
      const { number } = await ask("eth_getBlockByHash", blockHash);
      return number === undefined || (await ask("eth_getBlockByNumber", number)).hash !== blockHash;
    } catch {
      return false;
    }
  }

  async #isConfirmed({ question, used, digest }: Unconfirmed): Promise<boolean> {
    for (const node of this.#others(used)) {
      const theirs = await this.#confirmation(node, question);
      if (theirs === undefined) continue;
      if (theirs.digest !== digest.digest) {
        const problem = differenceOf(question, { node: used, digest }, { node, digest: theirs });
        this.#lost = `${problem} Rows were made of the first, while no other node answered.`;
      }
      return true;
    }
    return false;
  }

  /** Nodes that can confirm what another one says, the next in the list first. */
  #others(first: number): number[] {
    const now = performance.now();
    return this.#nodes
      .map((_, step) => (first + step) % this.#nodes.length)
      .slice(1)
      .filter((node) => (this.#resting.get(node) ?? 0) <= now);
  }

  /** What another node says; undefined when it does not answer, or has not all of the blocks yet. */
  async #confirmation(node: number, question: Question): Promise<LogDigest | undefined> {
    try {
      const narrowed = narrow(question, this.#addresses);
      const found = digestLogs(await this.#ask(node, narrowed), this.#addresses);
      const last = lastBlockOf(question);
      if (last === undefined || found === undefined) return found;
      const latest = Number(await this.#ask(node, { method: "eth_blockNumber", params: [] }));
      return latest >= last ? found : undefined;
    } catch {
      this.#resting.set(node, performance.now() + this.#restMs);
      return undefined;
    }
  }

  #ask(node: number, question: Question): Promise<unknown> {
    const ask = this.#nodes[node];
    if (ask === undefined) throw new Error(`There is no node ${node}.`);
    return ask(question);
  }
}

/** Ponder asks for all logs of a block; those of the contracts suffice to confirm it. */
function narrow(question: Question, addresses: readonly string[]): Question {
  const filter: unknown = question.params[0];
  if (!(filter instanceof Object) || "address" in filter) return question;
  return { ...question, params: [{ ...filter, address: addresses }] };
}

/** The last block of a range; undefined where one block is named by its hash. */
function lastBlockOf({ params }: Question): number | undefined {
  const last = Number(Object(params[0]).toBlock);
  return Number.isSafeInteger(last) ? last : undefined;
}

interface Said {
  readonly node: number;
  readonly digest: LogDigest;
}

function differenceOf({ params }: Question, first: Said, other: Said): string {
  const { blockHash, fromBlock, toBlock } = Object(params[0]) as Readonly<Record<string, unknown>>;
  const blocks =
    blockHash === undefined ? `blocks ${Number(fromBlock)} to ${Number(toBlock)}` : `the block ${blockHash}`;
  return (
    `The nodes in places ${first.node + 1} and ${other.node + 1} of PONDER_RPC_URL differ about the logs of ${blocks}: ` +
    `${first.digest.count} and ${other.digest.count}.`
  );
}
