import { join } from "node:path";
import type { Command } from "commander";
import { type ApprovalRecord, type ApprovalStore, approvalState, approvalText } from "quittance/negotiation";
import { folderApprovals } from "quittance/node";
import { labelsOf } from "../../output/names.ts";
import { strangersLine } from "../../output/text.ts";
import { CommandRefusal, ExitCode } from "../../refusal.ts";
import { withJson } from "../../session/options.ts";
import { namesOn } from "../../settings/book.ts";
import { settingsFolder } from "../../settings/folder.ts";

export interface FolderOptions {
  readonly folder?: string;
}

/** Adds the folder that the agent asks in. */
export const withFolder = (command: Command): Command =>
  withJson(
    command.option(
      "--folder <folder>",
      "where the agent asks; approvals in the folder of the settings if left out",
    ),
  );

/** The store of a folder; what its file system refuses is said without a path. */
export function storeIn({ folder }: FolderOptions): ApprovalStore {
  const store = folderApprovals({ folder: folder ?? join(settingsFolder(), "approvals") });
  return {
    ...store,
    list: () => readable(store.list()),
    read: (id) => readable(store.read(id)),
    answer: (id, decision) => readable(store.answer(id, decision)),
    end: (id, end) => readable(store.end(id, end)),
  };
}

async function readable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    if (typeof code !== "string") throw error;
    throw new CommandRefusal(
      `The folder of approvals cannot be used (${code}). Name another one with --folder.`,
      ExitCode.failed,
    );
  }
}

/** Unix seconds of this machine. */
export const clock = (): number => Math.floor(Date.now() / 1_000);

/** A question in words, with the names of your book, and what came of it. */
export function textOf(record: ApprovalRecord, now: number): string {
  const { asked, answer } = record;
  const { short } = labelsOf(namesOn(asked.chainId));
  const nameOf = (address: string) => (short(address) === address ? undefined : short(address));
  const note = answer?.note ? `: ${strangersLine(answer.note)}` : "";
  return [approvalText(asked, { nameOf }), `State: ${approvalState(record, now)}${note}`].join("\n");
}

/** The same for programs. */
export const dataOf = (record: ApprovalRecord, now: number) => ({
  ...{ state: approvalState(record, now), ...record.asked },
  ...{ answer: record.answer ?? null, end: record.end ?? null },
});
