import { readFileSync, statSync } from "node:fs";
import { isCancel, password } from "@clack/prompts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import { isOpenToOthers } from "../settings/folder.ts";

/** Where a passphrase comes from; never an argument, which every program on the machine may read. */
export interface PassphraseSource {
  /** A file, or a descriptor as `/dev/fd/3`; its first line is the passphrase. */
  readonly file?: string | undefined;
}

/** The passphrase of a key: from the file, else typed. `isNew` asks twice, and refuses an empty one. */
export async function readPassphrase(
  { file }: PassphraseSource,
  { of, isNew = false }: { readonly of: string; readonly isNew?: boolean },
): Promise<string> {
  const passphrase = file === undefined ? await typed(`Passphrase of the key ${of}`) : fromFile(file);
  if (!isNew) return passphrase;
  if (passphrase === "") throw new UsageRefusal("The passphrase is empty. Choose one.");
  if (file === undefined && (await typed("The same once more")) !== passphrase) {
    throw new UsageRefusal("The two passphrases differ. Nothing was written.");
  }
  return passphrase;
}

function fromFile(file: string): string {
  let content: string;
  try {
    if (statSync(file).isFile() && isOpenToOthers(file)) {
      throw new CommandRefusal(`${file} can be read by others. Close it: chmod 600 ${file}`, ExitCode.failed);
    }
    content = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof CommandRefusal) throw error;
    throw new UsageRefusal("--passphrase-file cannot be read. Name a file, or a descriptor as /dev/fd/3.");
  }
  return content.split(/\r?\n/, 1)[0] ?? "";
}

async function typed(message: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageRefusal(
      `${message}: there is no terminal to type it on. Give --passphrase-file <file>, or QUITTANCE_PASSPHRASE_FILE.`,
    );
  }
  const answer = await password({ message, output: process.stderr });
  if (isCancel(answer)) throw new CommandRefusal("Cancelled; nothing was signed or sent.", ExitCode.failed);
  return answer ?? "";
}
