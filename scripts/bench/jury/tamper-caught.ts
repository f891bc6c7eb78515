import { type AuditDocument, auditDeal, type DealRecord, evidenceIn, type PoolRecord } from "quittance/audit";
import { InvalidFieldError } from "quittance/errors";
import { startStack } from "quittance/testing";
import type { Hex, RpcBlock, RpcLog } from "viem";
import { randomFrom } from "../../sim/random.ts";
import { type AuditScene, playAuditScene } from "./audit-scene.ts";
import { type JuryBench, reaching } from "./figure.ts";

/** One artefact of a deal, in which any byte can be changed. */
export interface Artefact {
  readonly name: string;
  readonly length: number;
  /** The scene with one byte of the artefact changed: the byte at `at` becomes `byte`, which it is not. */
  readonly changed: (at: number, byte: number) => AuditScene;
  readonly byteAt: (at: number) => number;
}

/** Everything of a deal that an audit reads, byte by byte. */
export function artefactsOf(scene: AuditScene): Artefact[] {
  const { record } = scene;
  return [
    ...scene.documents.map((document, index) =>
      fileArtefact(document, (bytes) => ({ ...scene, documents: replaced(scene.documents, index, bytes) })),
    ),
    ...scene.evidence.map((document, index) =>
      fileArtefact(document, (bytes) => ({ ...scene, evidence: replaced(scene.evidence, index, bytes) })),
    ),
    ...logArtefacts("log", record.logs, (logs) => withRecord(scene, { logs })),
    ...record.accounts.flatMap((account, index) =>
      logArtefacts(`account ${index}'s log`, account.logs, (logs) =>
        withRecord(scene, { accounts: put(record.accounts, index, { ...account, logs }) }),
      ),
    ),
    ...(record.pool === undefined ? [] : poolArtefacts(scene, record.pool)),
    ...record.transactions.map((transaction, index) =>
      hexArtefact(`calldata of transaction ${index}`, transaction.input, (input) =>
        withRecord(scene, { transactions: put(record.transactions, index, { ...transaction, input }) }),
      ),
    ),
    ...record.receipts.flatMap((receipt, index) =>
      receipt.logs.map((log, place) =>
        hexArtefact(`log ${place} of receipt ${index}`, log.data, (data) =>
          withRecord(scene, {
            receipts: put(record.receipts, index, {
              ...receipt,
              logs: put(receipt.logs, place, { ...log, data }),
            }),
          }),
        ),
      ),
    ),
    ...record.transactions.flatMap((transaction, index) =>
      (["from", "hash", "blockHash"] as const).map((field) =>
        hexArtefact(`${field} of transaction ${index}`, transaction[field] as Hex, (changed) =>
          withRecord(scene, {
            transactions: put(record.transactions, index, { ...transaction, [field]: changed } as never),
          }),
        ),
      ),
    ),
    ...blockArtefacts("block", record.blocks, (blocks) => withRecord(scene, { blocks })),
  ].filter(({ length }) => length > 0);
}

function logArtefacts(
  name: string,
  logs: readonly RpcLog[],
  withLogs: (logs: readonly RpcLog[]) => AuditScene,
): Artefact[] {
  return logs.flatMap((log, index) => {
    const withLog = (changes: object) => withLogs(put(logs, index, { ...log, ...changes }));
    return [
      hexArtefact(`data of ${name} ${index}`, log.data, (data) => withLog({ data })),
      ...log.topics.map((topic, place) =>
        hexArtefact(`topic ${place} of ${name} ${index}`, topic, (changed) =>
          withLog({ topics: put(log.topics, place, changed) }),
        ),
      ),
    ];
  });
}

function poolArtefacts(scene: AuditScene, pool: PoolRecord): Artefact[] {
  const withPool = (changes: Partial<PoolRecord>) => withRecord(scene, { pool: { ...pool, ...changes } });
  return [
    ...logArtefacts("the pool's log", pool.logs, (logs) => withPool({ logs })),
    ...blockArtefacts("the pool's block", pool.blocks, (blocks) => withPool({ blocks })),
  ];
}

function blockArtefacts(
  name: string,
  blocks: readonly RpcBlock[],
  withBlocks: (blocks: readonly RpcBlock[]) => AuditScene,
): Artefact[] {
  return blocks.flatMap((block, index) =>
    (["hash", "stateRoot", "receiptsRoot"] as const).map((field) =>
      hexArtefact(`${field} of ${name} ${index}`, block[field] as Hex, (changed) =>
        withBlocks(put(blocks, index, { ...block, [field]: changed })),
      ),
    ),
  );
}

/** Whether an audit of a changed scene fails, or refuses a record that holds no deal any more. */
export async function isCaught({ record, documents, evidence }: AuditScene): Promise<boolean> {
  try {
    const report = await auditDeal({ record, documents, evidence: evidenceIn(evidence) });
    return report.verdict === "fails";
  } catch (error) {
    if (error instanceof InvalidFieldError) return true;
    throw error;
  }
}

/** Changes of one byte that an audit did not catch, and how many were tried. */
export interface Tampering {
  readonly tried: number;
  readonly missed: readonly string[];
}

/** Which bytes are changed. */
export interface TamperPlan {
  /** Of each artefact; all when left out. */
  readonly most?: number | undefined;
  /** Of all bytes only each `of`-th, from the one of this number on: parts of a run that takes long. */
  readonly part?: { readonly number: number; readonly of: number };
}

/** Changes single bytes, each to another value that follows from the seed. */
export async function tamper(
  scene: AuditScene,
  seed: number,
  { most, part = { number: 0, of: 1 } }: TamperPlan = {},
): Promise<Tampering> {
  const random = randomFrom(seed);
  const missed: string[] = [];
  let seen = 0;
  let tried = 0;
  for (const artefact of artefactsOf(scene)) {
    const all = Array.from({ length: artefact.length }, (_, at) => at);
    const places =
      most === undefined || artefact.length <= most
        ? all
        : Array.from({ length: most }, () => random.below(artefact.length));
    for (const at of places) {
      const byte = (artefact.byteAt(at) + 1 + random.below(255)) % 256;
      seen += 1;
      if (seen % part.of !== part.number) continue;
      tried += 1;
      if (!(await isCaught(artefact.changed(at, byte)))) missed.push(`${artefact.name}, byte ${at}: ${byte}`);
    }
  }
  return { tried, missed };
}

/** The share of single-byte changes that the audit catches. */
export async function tamperCaught(): Promise<{
  readonly name: string;
  readonly value: number;
  readonly tried: number;
  readonly missed: readonly string[];
}> {
  const stack = await startStack();
  try {
    const { tried, missed } = await tamper(await playAuditScene(stack), 11, { most: 2 });
    return { name: "tamper_caught", value: (tried - missed.length) / tried, tried, missed };
  } finally {
    await stack.stop();
  }
}

/** The bench of `tamper_caught`. */
export function tamperCaughtBench(): JuryBench {
  return {
    name: "tamper_caught",
    measure: async () => {
      const { value, tried, missed } = await tamperCaught();
      const what = `share of ${tried} changes of one byte of any artefact that the audit catches${missed.length === 0 ? "" : `; missed: ${missed.slice(0, 3).join(", ")}`}`;
      return [reaching({ name: "tamper_caught", value, unit: "share", what }, { least: 1 })];
    },
  };
}

function fileArtefact(
  { name, bytes }: AuditDocument,
  withBytes: (bytes: Uint8Array) => AuditScene,
): Artefact {
  return {
    name,
    length: bytes.length,
    byteAt: (at) => bytes[at] ?? 0,
    changed: (at, byte) => withBytes(Uint8Array.from(bytes, (old, index) => (index === at ? byte : old))),
  };
}

function hexArtefact(name: string, hex: Hex, withHex: (hex: Hex) => AuditScene): Artefact {
  return {
    name,
    length: hex.length / 2 - 1,
    byteAt: (at) => Number.parseInt(hex.slice(2 + 2 * at, 4 + 2 * at), 16),
    changed: (at, byte) =>
      withHex(
        `${hex.slice(0, 2 + 2 * at)}${byte.toString(16).padStart(2, "0")}${hex.slice(4 + 2 * at)}` as Hex,
      ),
  };
}

function withRecord(scene: AuditScene, changes: object): AuditScene {
  return { ...scene, record: { ...scene.record, ...changes } as DealRecord };
}

function replaced(documents: readonly AuditDocument[], index: number, bytes: Uint8Array): AuditDocument[] {
  return documents.map((document, place) => (place === index ? { ...document, bytes } : document));
}

function put<Value>(list: readonly Value[], index: number, value: Value): Value[] {
  return list.map((each, place) => (place === index ? value : each));
}
