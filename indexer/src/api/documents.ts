import { fileURLToPath } from "node:url";
import { db } from "ponder:api";
import schema from "ponder:schema";
import { Hono } from "hono";
import { openForReading, placeOfStore } from "../../documents/desk.ts";
import { follow } from "../../documents/follow.ts";
import { namingsOf } from "../../documents/named-rows.ts";
import { documentThread } from "../../documents/thread.ts";
import { DocumentsUnreadable } from "../../documents/unreadable.ts";
import { contentText, dealDocument, documentAnswer, namingAnswer } from "../../http/document-answers.ts";
import { hashIn, ParameterError } from "../../http/parameters.ts";
import { readDocumentSettings } from "../../settings/documents.ts";
import { isDevelopment, isOwn } from "../../settings/kinds.ts";
import { recordText } from "../../settings/record-text.ts";
import { commandOf, isWriting } from "../../settings/reread.ts";
import { readSettings } from "../../settings/settings.ts";
import { asOf } from "./as-of.ts";
import { headOf, isHistoryRead, snapshot } from "./snapshot.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const settings = readDocumentSettings(process.env);
const { deployment, rpcUrls, database } = readSettings(process.env, recordText);
/** A replica answers, and leaves it to the indexer that indexes to look for documents. */
const isIndexing = isWriting(commandOf(process.argv.slice(2), process.env));
const contract = `${deployment.chainId}:${deployment.address}`;
const place = () => placeOfStore({ database, deployment }, root, isIndexing);

/** What is known of documents; undefined where they are not looked for. */
export const documentStore = await openForReading(
  settings,
  { database, deployment },
  { root, isWriting: isIndexing, contract },
);

/** Whether this process looks for documents, or reads what another one finds. */
const isLooking = async () => settings.isOn || (await documentStore?.isUsed()) === true;

if (settings.isOn && isIndexing) {
  const thread = documentThread(root, { settings, store: place(), deployment, rpcUrls });
  follow({
    ...{ thread, rows: db, schema, head: async () => BigInt((await headOf(db)).block) },
    // While history is read, nothing else is.
    isReady: () => isHistoryRead(db),
    // The file may be of a chain that was there before, whose blocks have the same numbers.
    fromBeginning: isDevelopment(deployment),
    paceMs: rpcUrls.every(isOwn) ? 500 : 2_000,
  });
}

/** Documents that the chain names by hash, and whether they were verified; over GET. */
export const documents = new Hono();

documents.onError((error, c) => {
  if (error instanceof ParameterError) return c.json({ error: error.message }, 400);
  if (error instanceof DocumentsUnreadable) return c.json({ error: error.message }, 503);
  throw error;
});

// What strangers wrote is data: no browser may take it for a page.
for (const path of ["/documents", "/documents/*", "/deals/*"]) {
  documents.use(path, async (c, next) => {
    await next();
    c.header("x-content-type-options", "nosniff");
    c.header("content-security-policy", "default-src 'none'; sandbox");
  });
}

documents.get("/documents", async (c) => {
  const counts = (await documentStore?.counts()) ?? {};
  const count = (state: string) => counts[state] ?? 0;
  return c.json({
    looking: await isLooking(),
    states: {
      ...{ verified: count("verified"), missing: count("missing"), wrong: count("wrong") },
      "too-large": count("too-large"),
    },
  });
});

documents.get("/documents/:hash", async (c) => {
  const hash = hashIn("The hash", c.req.param("hash"));
  const known = (await documentStore?.documents(hash)) ?? [];
  if (known.length === 0) {
    return c.json(
      {
        error: `No document of the hash ${hash} is known. Ask for those of a deal at /deals/<id>/documents.`,
      },
      404,
    );
  }
  const deals = (await documentStore?.dealsNaming(hash)) ?? [];
  const { head, result: namings } = await snapshot((rows) => namingsOf(rows, schema, deals));
  const shown = known.map(async (kept) => ({
    ...documentAnswer(kept),
    content: contentText(await documentStore?.content(kept.kind, hash)),
  }));
  return c.json({
    asOf: await asOf(head),
    hash,
    documents: await Promise.all(shown),
    namedBy: namings.filter((naming) => naming.hash === hash).map(namingAnswer),
  });
});

documents.get("/deals/:id/documents", async (c) => {
  const id = hashIn("The deal", c.req.param("id"));
  const { head, result: namings } = await snapshot((rows) => namingsOf(rows, schema, [id]));
  const pact = namings.find(({ kind }) => kind === "pact")?.hash;
  if (pact === undefined)
    return c.json({ error: `There is no deal ${id}. Give the id of one that was opened.` }, 404);
  const known = (await documentStore?.documentsOf(namings.map(({ hash }) => hash))) ?? [];
  const panel = await documentStore?.panelOf(id);
  return c.json({
    ...{ asOf: await asOf(head), deal: id, looking: await isLooking(), panel: panel?.panel ?? null },
    documents: namings.map((naming) => dealDocument(naming, known, pact)),
  });
});
