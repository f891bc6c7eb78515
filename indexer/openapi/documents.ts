import { documentKinds, documentStates } from "quittance/documents";
import { get, inPath } from "./operations.ts";
import {
  address,
  flag,
  hash,
  list,
  object,
  oneOf,
  orNull,
  ref,
  type Schema,
  text,
  time,
  whole,
} from "./schemas.ts";

const kind = oneOf(...documentKinds);
const given: Schema = { type: "string", pattern: "^0x[0-9a-fA-F]{64}$" };

const known = {
  ...{ kind, hash, state: oneOf(...documentStates) },
  reason: orNull(text("Why it is not verified, in words.")),
  tries: {
    ...whole,
    description: "How often it was looked for since it was named, or since other places are asked.",
  },
  nextTry: orNull({ ...time, description: "Unix seconds; null: it is not looked for again." }),
  verifiedAt: orNull(time),
  size: orNull({ ...whole, description: "Bytes." }),
  format: orNull(text("What it calls its form, of the forms that the indexer knows.")),
};
const place = {
  ...{ milestone: orNull(whole), round: orNull(whole), position: orNull(whole) },
  by: orNull({ ...address, description: "Who wrote the reasons of a ballot or of a rating." }),
};

export const documentSchemas = {
  Document: object({
    ...known,
    content: orNull(
      text(
        "Its text, whose UTF-8 bytes have the hash. A stranger wrote it. Null while it is not verified, or not kept.",
      ),
    ),
  }),
  DocumentNaming: object({ kind, deal: hash, ...place }),
  DocumentAnswer: object({
    ...{ asOf: ref("AsOf"), hash, documents: list(ref("Document")) },
    namedBy: list(ref("DocumentNaming")),
  }),
  DealDocument: object({ ...known, ...place }),
  DealDocuments: object({
    ...{ asOf: ref("AsOf"), deal: hash },
    looking: { ...flag, description: "Whether the operator lets documents be looked for." },
    panel: orNull({
      ...oneOf("drawn", "reused", "agreed"),
      description: "How the panel came about, by a draw that was checked as a whole.",
    }),
    documents: list(ref("DealDocument")),
  }),
  DocumentStates: object({
    looking: flag,
    states: object(Object.fromEntries(documentStates.map((state) => [state, whole]))),
  }),
};

export const documentPaths = {
  "/documents": get({
    ...{ id: "getDocumentStates", tag: "documents" },
    summary: "How many documents are verified, missing, wrong and too large",
    answers: { "application/json": ref("DocumentStates") },
  }),
  "/documents/{hash}": get({
    ...{ id: "getDocument", tag: "documents", refusals: { "404": "No document of this hash is known." } },
    summary:
      "A document that the chain names by its hash: whether it was verified, its text, and what names it",
    parameters: [inPath("hash", given, "keccak256 of its bytes.")],
    answers: { "application/json": ref("DocumentAnswer") },
  }),
  "/deals/{id}/documents": get({
    ...{ id: "getDealDocuments", tag: "documents", refusals: { "404": "There is no such deal." } },
    summary: "Every document that a deal names by its hash, and whether it was verified",
    parameters: [inPath("id", given, "The id of the deal.")],
    answers: { "application/json": ref("DealDocuments") },
  }),
};
