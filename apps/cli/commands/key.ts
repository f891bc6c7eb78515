import { Command, Option } from "commander";
import { isHex } from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { guided } from "../define.ts";
import { addressIn, decryptKey, parseKeystore } from "../keys/keystore.ts";
import { readPassphrase } from "../keys/passphrase.ts";
import { listKeys, removeKey, requireFree, type StoredKey, storeKey } from "../keys/store.ts";
import type { Output } from "../output/output.ts";
import { table } from "../output/text.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import { askToGoOn } from "../session/ask.ts";
import { readText } from "../session/input.ts";
import { withJson } from "../session/options.ts";

interface Options {
  readonly passphraseFile?: string;
  readonly yes?: true;
}

const DETAILS = `Keys are kept in the folder keys of the settings, encrypted under a passphrase (Web3 Secret Storage, version 3), which
geth, ethers and cast read, too. A passphrase is typed or read from a file that others cannot read. No key and no passphrase
is ever an argument, or printed.`;

/** `quittance key`: encrypted keys. */
export function keyCommand(output: Output): Command {
  return new Command("key")
    .description("Keeps encrypted keys that sign and send.")
    .addCommand(newCommand(output))
    .addCommand(importCommand(output))
    .addCommand(listCommand(output))
    .addCommand(removeCommand(output));
}

const withPassphrase = (command: Command) =>
  withJson(
    command.addOption(
      new Option("--passphrase-file <file>", "a file with the passphrase, or a descriptor as /dev/fd/3").env(
        "QUITTANCE_PASSPHRASE_FILE",
      ),
    ),
  );

function newCommand(output: Output): Command {
  const command = new Command("new").description("Makes a key.").argument("<name>", "a name, such as buyer");
  return guided(withPassphrase(command), {
    details: DETAILS,
    examples: ["quittance key new spare --passphrase-file ./passphrase"],
  }).action(async (name: string, options: Options) => {
    requireFree(name);
    const passphrase = await readPassphrase({ file: options.passphraseFile }, { of: name, isNew: true });
    print(output, await storeKey(name, generatePrivateKey(), passphrase), "is made");
  });
}

function importCommand(output: Output): Command {
  const command = new Command("import")
    .description("Takes in a keystore of another program, or a private key, from a file or standard input.")
    .argument("<name>", "a name, such as buyer")
    .argument("[file]", "the file; standard input when left out");
  return guided(withPassphrase(command), {
    details: "A keystore keeps its passphrase. A private key is 64 hex digits; delete its file afterwards.",
    examples: [
      "quittance key import buyer ./buyer.keystore.json --passphrase-file ./passphrase",
      "quittance key import seller --passphrase-file ./passphrase < ./seller.keystore.json",
    ],
  }).action(async (name: string, file: string | undefined, options: Options) => {
    requireFree(name);
    const content = (await readText(file)).trim();
    const source = { file: options.passphraseFile };
    if (content.startsWith("{")) {
      const keystore = parseKeystore(file ?? "standard input", content);
      const passphrase = await readPassphrase(source, { of: name });
      const key = await decryptKey(file ?? "standard input", keystore, passphrase);
      const stored = await storeKey(name, key, passphrase);
      if (stored.address !== addressIn(keystore)) throw new Error("another address was stored");
      return print(output, stored, "is taken in");
    }
    const key = content.startsWith("0x") ? content : `0x${content}`;
    if (!isHex(key) || key.length !== 66 || !isUsable(key)) {
      throw new CommandRefusal(
        "It is neither a keystore nor a private key (content not shown). Nothing was written.",
        ExitCode.failed,
      );
    }
    const passphrase = await readPassphrase(source, { of: name, isNew: true });
    return print(output, await storeKey(name, key, passphrase), "is taken in");
  });
}

function isUsable(key: `0x${string}`): boolean {
  try {
    return privateKeyToAddress(key) !== undefined;
  } catch {
    return false;
  }
}

function listCommand(output: Output): Command {
  const command = new Command("list").description("Lists the keys with their addresses.");
  return guided(withJson(command), { examples: ["quittance key list", "quittance key list --json"] }).action(
    () => {
      const keys = listKeys();
      const rows = keys.map(({ name, address, open }) => [
        name,
        address,
        open ? "others can read it: chmod 600" : "",
      ]);
      const text =
        rows.length === 0
          ? "There is no key. Make one: quittance key new --help"
          : table(["key", "address", ""], rows).join("\n");
      output.print({ text, data: { keys } });
    },
  );
}

function removeCommand(output: Output): Command {
  const command = new Command("remove")
    .description("Deletes a key. Nothing brings it back, nor what only it can sign for.")
    .argument("<name>")
    .option("--yes", "do not ask");
  return guided(withJson(command), { examples: ["quittance key remove spare --yes"] }).action(
    async (name: string, options: Options) => {
      const known = listKeys().find((key) => key.name === name);
      if (known === undefined) throw new UsageRefusal("There is no such key. See quittance key list.");
      output.note(`This deletes the only copy that the command has of the key of ${known.address}.`);
      await askToGoOn(options, "Delete it?");
      print(output, removeKey(name), "is deleted");
    },
  );
}

function print(output: Output, { name, address, file }: StoredKey, done: string): void {
  output.print({ text: `Key ${name} ${done}: ${address}, in ${file}.`, data: { name, address, file } });
}
