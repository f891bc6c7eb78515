import { Command, Option } from "commander";
import { decodeError } from "quittance/errors";
import { createClient } from "viem";
import { getChainId } from "viem/actions";
import { guided } from "../define.ts";
import { findKey } from "../keys/store.ts";
import type { Output } from "../output/output.ts";
import { pairs, table } from "../output/text.ts";
import { UsageRefusal } from "../refusal.ts";
import { urlOption, withJson } from "../session/options.ts";
import { readApiKey } from "../session/relayer.ts";
import { recordedTransport } from "../session/transport.ts";
import { asAddress, asCount, asParty } from "../session/values.ts";
import { settingsFolder } from "../settings/folder.ts";
import { placeOf } from "../settings/place.ts";
import { type Profile, readProfiles, requireName, writeProfiles } from "../settings/profiles.ts";

interface SetOptions extends Omit<Profile, "chainId" | "relayerKey"> {
  readonly chain?: number;
  readonly relayerKeyFile?: string;
  readonly url?: string;
  readonly json?: true;
}

/** `quittance profile`: which node, contract, indexer and account commands use. */
export function profileCommand(output: Output): Command {
  return new Command("profile")
    .description("Keeps which node, contract, indexer and account the commands use.")
    .addCommand(setCommand(output))
    .addCommand(listCommand(output))
    .addCommand(useCommand(output))
    .addCommand(removeCommand(output));
}

function setCommand(output: Output): Command {
  const command = new Command("set")
    .description("Makes a profile, or changes what is given of it. The first one is the default.")
    .argument("<name>", "a name, such as base");
  command
    .addOption(
      urlOption(command, "--rpc <url>", "URL of a node; it may hold a key, and is never printed whole"),
    )
    .option("--chain <id>", "the chain's id; the node is asked when it is left out", asCount(1))
    .option("--contract <address>", "the Quittance contract", asAddress)
    .option("--pool <address>", "a juror pool of it", asAddress)
    .option("--from-block <block>", "the block of the deployment, from which events are read", asCount(0))
    .addOption(urlOption(command, "--url <url>", "base URL of an indexer"))
    .option("--account <name>", "the key of the keystore that signs")
    .addOption(
      new Option("--rpc-account <address>", "an account that the node signs for")
        .argParser(asAddress)
        .conflicts("account"),
    )
    .option(
      "--managed-account <party>",
      "a managed account that acts and pays; the key signs for it",
      asParty,
    )
    .addOption(
      urlOption(command, "--relayer <url>", "a relayer that sends, so that the account needs no ETH"),
    )
    .option("--relayer-key-file <file>", "a file with the relayer's API key, or - for standard input");
  return guided(withJson(command), {
    details: "An option or a variable of the environment goes before what the profile says.",
    examples: [
      'quittance profile set local --rpc "$RPC" --contract "$CONTRACT" --pool "$POOL" --url "$INDEXER"',
      "quittance profile set other --relayer https://relayer.example --relayer-key-file relayer-key.txt",
      "quittance profile set local --account buyer",
    ],
  }).action(async (name: string, { json: _, chain, url, relayerKeyFile, ...given }: SetOptions) => {
    requireName("profile", name);
    if (given.account !== undefined) findKey(given.account);
    const settings = readProfiles();
    const before = settings.profiles[name] ?? {};
    const asked = given.rpc === undefined ? undefined : await chainOf(given.rpc);
    if (chain !== undefined && asked !== undefined && chain !== asked) {
      throw new UsageRefusal(`The node is on chain ${asked}, not on chain ${chain}. Nothing was written.`);
    }
    const chainId = asked ?? chain ?? before.chainId;
    const profile: Profile = {
      ...withoutOther(before, given),
      ...given,
      ...(url === undefined ? {} : { indexer: url }),
      ...(relayerKeyFile === undefined ? {} : { relayerKey: await readApiKey(relayerKeyFile) }),
      ...(chainId === undefined ? {} : { chainId }),
    };
    const written = {
      default: settings.default ?? name,
      profiles: { ...settings.profiles, [name]: profile },
    };
    const file = writeProfiles(written);
    output.print({
      text: [`Profile ${name} is written to ${file}.`, ...describe(profile)].join("\n"),
      data: { name, file, ...shown(profile) },
    });
  });
}

/** A profile has a key or an account of the node, and an API key of its relayer only. */
function withoutOther(before: Profile, { account, rpcAccount, relayer }: Profile): Profile {
  const { account: key, rpcAccount: byNode, ...withoutAccount } = before;
  const kept = account !== undefined || rpcAccount !== undefined ? withoutAccount : before;
  if (relayer === undefined || relayer === before.relayer) return kept;
  const { relayerKey: _, ...withoutKey } = kept;
  return withoutKey;
}

async function chainOf(url: string): Promise<number> {
  try {
    return await getChainId(createClient({ transport: recordedTransport(url, {}) }));
  } catch (error) {
    throw decodeError(error);
  }
}

function listCommand(output: Output): Command {
  const command = new Command("list").description(
    "Lists the profiles. URLs are shown without what may be secret.",
  );
  return guided(withJson(command), {
    examples: ["quittance profile list", "quittance profile list --json"],
  }).action(() => {
    const { default: chosen, profiles } = readProfiles();
    const entries = Object.entries(profiles);
    const rows = entries.map(([name, profile]) => [
      name === chosen ? `${name} *` : name,
      String(profile.chainId ?? "–"),
      profile.contract ?? "–",
      profile.rpc === undefined ? "–" : placeOf(profile.rpc),
      profile.account ?? profile.rpcAccount ?? "–",
    ]);
    const text =
      rows.length === 0
        ? "There is no profile. Make one: quittance profile set --help"
        : [
            ...table(["profile", "chain", "contract", "node", "account"], rows),
            "",
            "* is used when none is named.",
          ].join("\n");
    const listed = Object.fromEntries(entries.map(([name, profile]) => [name, shown(profile)]));
    output.print({ text, data: { folder: settingsFolder(), default: chosen ?? null, profiles: listed } });
  });
}

function useCommand(output: Output): Command {
  const command = new Command("use")
    .description("Makes a profile the one that is used when none is named.")
    .argument("<name>");
  return guided(withJson(command), { examples: ["quittance profile use local"] }).action((name: string) => {
    const settings = readProfiles();
    requireKnown(settings.profiles, name);
    writeProfiles({ ...settings, default: name });
    output.print({ text: `${name} is used now.`, data: { default: name } });
  });
}

function removeCommand(output: Output): Command {
  const command = new Command("remove")
    .description("Removes a profile. Keys and names stay.")
    .argument("<name>");
  return guided(withJson(command), {
    examples: ['quittance profile set old --contract "$CONTRACT"', "quittance profile remove old"],
  }).action((name: string) => {
    const settings = readProfiles();
    requireKnown(settings.profiles, name);
    const { [name]: _, ...profiles } = settings.profiles;
    const { default: chosen, ...rest } = settings;
    writeProfiles({
      ...rest,
      ...(chosen === name || chosen === undefined ? {} : { default: chosen }),
      profiles,
    });
    output.print({ text: `Profile ${name} is removed.`, data: { removed: name } });
  });
}

function requireKnown(profiles: Readonly<Record<string, Profile>>, name: string): void {
  if (Object.hasOwn(profiles, name)) return;
  throw new UsageRefusal(`There is no profile ${requireName("profile", name)}. See quittance profile list.`);
}

/** A profile without what may be secret in its URLs. */
function shown({ rpc, indexer, relayer, relayerKey, ...rest }: Profile) {
  return {
    ...rest,
    ...(relayer === undefined ? {} : { relayer: placeOf(relayer) }),
    ...(relayerKey === undefined ? {} : { relayerKey: "kept, not shown" }),
    ...(rpc === undefined ? {} : { rpc: placeOf(rpc) }),
    ...(indexer === undefined ? {} : { indexer: placeOf(indexer) }),
  };
}

const describe = (profile: Profile) =>
  pairs(Object.entries(shown(profile)).map(([name, value]): [string, string] => [name, String(value)]));
