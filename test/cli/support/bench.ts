import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bytesToHex, type HDAccount } from "viem";
import { encryptKey } from "../../../apps/cli/keys/keystore.ts";
import { call } from "./call.ts";
import { ended } from "./run.ts";
import { wordsOf } from "./words.ts";

/** A folder in which the command is run from a shell, with settings and keys of its own. */
export interface Bench {
  readonly folder: string;
  /** Where the keystore's files are. */
  readonly keys: string;
  /** Variables of the shell, which a test may change. */
  readonly variables: Record<string, string>;
  /** Writes a file into the folder; others cannot read it. */
  readonly file: (name: string, content: string) => string;
  /** A line of a shell, in which `quittance` is the command. */
  readonly shell: (line: string, more?: NodeJS.ProcessEnv) => ReturnType<typeof ended>;
  /** The same; a line that is one command is called without a process of its own. */
  readonly line: (line: string) => ReturnType<typeof ended>;
  /** The command without a shell and without a process of its own: faster, one at a time. */
  readonly call: (...args: string[]) => ReturnType<typeof call>;
  /** Puts an account's key into the keystore. */
  readonly key: (name: string, account: HDAccount) => Promise<void>;
  readonly remove: () => void;
}

/** The passphrase of every key of a bench. */
export const PASSPHRASE = "correct horse";

/** Of scrypt: as little as there is, since the keys are worth nothing. */
const LITTLE = 2;

export function openBench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), "quittance-cli-"));
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const tools = join(folder, "bin");
  mkdirSync(tools);
  const script = `#!/bin/sh\nexec "${process.execPath}" "${resolve("apps/cli/quittance.ts")}" "$@"\n`;
  writeFileSync(join(tools, "quittance"), script, { mode: 0o755 });
  const keys = join(folder, "config", "quittance", "keys");
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const variables: Record<string, string> = {};
  const settings = () => ({
    XDG_CONFIG_HOME: join(folder, "config"),
    QUITTANCE_PASSPHRASE_FILE: file("passphrase", `${PASSPHRASE}\n`),
  });
  const shell: Bench["shell"] = (line, more = {}) => {
    const environment = {
      ...variables,
      PATH: `${tools}:${process.env.PATH}`,
      ...settings(),
      // Each line starts the command from its sources anew.
      NODE_COMPILE_CACHE: join(folder, "compiled"),
      ...more,
    };
    return ended("sh", ["-c", line], environment, folder);
  };
  return {
    folder,
    keys,
    variables,
    file,
    shell,
    line: async (line) => {
      const command = wordsOf(line, variables);
      if (command === undefined) return shell(line);
      const before = process.cwd();
      process.chdir(folder);
      try {
        const { out, ...rest } = await call(command.words, { ...variables, ...settings() });
        if (command.into === undefined) return { out, ...rest };
        writeFileSync(command.into, out);
        return { out: "", ...rest };
      } finally {
        process.chdir(before);
      }
    },
    call: (...args) => call(args, settings()),
    key: async (name, account) =>
      writeFileSync(join(keys, `${name}.json`), await sealed(account), { mode: 0o600 }),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The key of an account of a development chain as the text of a keystore. */
export function sealed(account: HDAccount): Promise<string> {
  const { privateKey } = account.getHdKey();
  if (privateKey === null) throw new Error("the account has no key");
  return encryptKey(bytesToHex(privateKey), PASSPHRASE, LITTLE);
}
