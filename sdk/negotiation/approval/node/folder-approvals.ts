import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import { InvalidFieldError } from "../../../errors/field.ts";
import { canonicalJson } from "../../../json/canonical.ts";
import { requireOptions } from "../../../json/options.ts";
import { parseJson, toJson } from "../../../json/parse.ts";
import { codeOf, folderRecords } from "../../../jury/guard/records.ts";
import { parseAskedApproval } from "../asking/asked-approval.ts";
import {
  type ApprovalEnd,
  type ApprovalRecord,
  type ApprovalStore,
  readDecision,
  readEnd,
} from "../asking/store.ts";

// <id>.<subject>.asked is a question, <id>.answer and <id>.end what came of it. Each is written once and is whole: the first process
// to write one has decided.

const HASH = /^0x[0-9a-f]{64}$/;
const ASKED = /^([0-9a-f]{64})\.([0-9a-f]{64})\.asked$/;
const SHARD = /^[0-9a-f]{2}$/;
const MISSING = "ENOENT";
/** More than the largest question has. */
const LARGEST = 200_000;

/**
 * Questions to a principal and its answers in a folder, which the agent and `quittance approval` share. Files are for their owner alone,
 * and a question that was changed is refused. Who may write to the folder can approve: give it to no one whom you would not let spend.
 *
 * @param input.folder On a local disk; it is made when it is missing.
 * @throws InvalidFieldError when the folder is none. Its functions throw that for a file that was changed, and errors of the file system.
 * @example
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { folderApprovals } from "quittance/node";
 *
 * const store = folderApprovals({ folder: mkdtempSync(`${tmpdir()}/quittance-approvals-`) });
 * console.log(await store.list()); // []
 */
export function folderApprovals(input: { readonly folder: string }): ApprovalStore {
  requireOptions(input, "folder");
  const { folder } = input;
  const records = folderRecords(folder);
  const names = () => askedIn(folder);
  const read = async (name: string): Promise<ApprovalRecord | undefined> => {
    const text = await records.read(name);
    if (text === undefined) return undefined;
    const asked = parseAskedApproval(bounded(text));
    const [, id, subject] = ASKED.exec(name) ?? [];
    requireName(asked.id === `0x${id}` && asked.subject === `0x${subject}`);
    const [answer, end] = [await records.read(`${id}.answer`), await records.read(`${id}.end`)];
    return {
      asked,
      ...(answer === undefined ? {} : { answer: readDecision(parseJson(bounded(answer))) }),
      ...(end === undefined ? {} : { end: endIn(end) }),
    };
  };
  const readAll = async (chosen: readonly string[]) =>
    (await Promise.all(chosen.map(read))).flatMap((record) => record ?? []);
  return {
    add: async (asked) => {
      await records.keep(`${digits(asked.id)}.${digits(asked.subject)}.asked`, toJson(asked));
    },
    list: async () => readAll(await names()),
    about: async (subject) =>
      readAll((await names()).filter((name) => name.includes(`.${digits(subject)}.`))),
    read: async (id) => {
      if (!HASH.test(String(id))) return undefined;
      return (await readAll((await names()).filter((name) => name.startsWith(digits(id))))).at(0);
    },
    answer: async (id, decision) =>
      readDecision(
        parseJson(bounded(await records.keep(`${digits(id)}.answer`, canonicalJson({ ...decision })))),
      ),
    end: async (id, end) => {
      // The token tells which of two calls wrote the record: both may come from an agent, in the same second.
      const mine = canonicalJson({ ...end, token: randomBytes(16).toString("hex") });
      return (await records.keep(`${digits(id)}.end`, mine)) === mine;
    },
  };
}

function endIn(text: string): ApprovalEnd {
  const { token: _, ...end } = Object(parseJson(bounded(text))) as Record<string, unknown>;
  return readEnd(end);
}

function requireName(isRight: boolean): void {
  if (isRight) return;
  throw new InvalidFieldError({
    field: "approval",
    value: undefined,
    problem: "is in a file of another name than its id and subject",
    remedy: "Something was moved since it was asked. Remove the file, and let the agent ask again.",
  });
}

function bounded(text: string): string {
  if (text.length <= LARGEST) return text;
  throw new InvalidFieldError({
    field: "approval",
    value: undefined,
    problem: `has more than ${LARGEST} characters`,
    remedy: "Remove the file: no agent wrote it.",
  });
}

const digits = (hash: Hex): string => hash.slice(2).toLowerCase();

/** Names of the questions in a folder. */
async function askedIn(folder: string): Promise<string[]> {
  const shards = (await namesIn(folder)).filter((name) => SHARD.test(name));
  const names = await Promise.all(shards.map((shard) => namesIn(join(folder, shard))));
  return names
    .flat()
    .filter((name) => ASKED.test(name))
    .sort();
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === MISSING) return [];
    throw error;
  }
}
