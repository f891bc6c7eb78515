// One copy of a juror's daemon, in a process of its own: signs what it is told, and ends itself where it is told.
import { appendFileSync } from "node:fs";
import { privateKeyToAccount, setSignEntropy } from "viem/accounts";
import { BallotAlreadyDecidedError } from "../../../sdk/errors/ballots.ts";
import { toJson } from "../../../sdk/json/parse.ts";
import { guardOver } from "../../../sdk/jury/guard/ballot-guard.ts";
import { folderRecords, type Records } from "../../../sdk/jury/guard/records.ts";
import type { GuardAnswer, GuardCommand, GuardJob, GuardPoint } from "./guard-points.ts";
import { guardDomain, guardQuestion } from "./guard-questions.ts";

const { folder, key, published, records: kind } = JSON.parse(process.env.GUARD_JOB ?? "") as GuardJob;
let armed: GuardPoint | undefined;
const seen = new Map<string, number>();

const reach = (point: GuardPoint) => {
  if (point === armed) process.kill(process.pid, "SIGKILL");
};

function inMemory(): Records {
  const kept = new Map<string, string>();
  return {
    read: async (name) => kept.get(name),
    keep: async (name, text) => {
      if (!kept.has(name)) kept.set(name, text);
      return kept.get(name) ?? "";
    },
  };
}

const records =
  kind === "memory"
    ? inMemory()
    : folderRecords(folder, (step) => {
        const count = (seen.get(step) ?? 0) + 1;
        seen.set(step, count);
        reach(`${step} ${count}`);
      });
const guard = guardOver(records);
// Each signature of one ballot is another one, as a KMS gives them: only a kept one is the same.
setSignEntropy(true);
const local = privateKeyToAccount(key);
const account = {
  ...local,
  signTypedData: (async (definition: never) => {
    reach("signing");
    const signature = await local.signTypedData(definition);
    reach("signed");
    return signature;
  }) as typeof local.signTypedData,
};

async function sign(question: number, score: number): Promise<GuardAnswer> {
  seen.clear();
  try {
    const ballot = await guard.sign({ domain: guardDomain, account, ...guardQuestion(question), score });
    reach("returned");
    appendFileSync(published, `${toJson(ballot)}\n`);
    reach("published");
    return "signed";
  } catch (error) {
    if (error instanceof BallotAlreadyDecidedError) return "refused";
    throw error;
  }
}

process.on("message", async (command: GuardCommand) => {
  if (command.do === "arm") armed = command.point;
  const answer = command.do === "arm" ? "ready" : await sign(command.question, command.score);
  process.send?.(answer);
});
process.send?.("ready" satisfies GuardAnswer);
