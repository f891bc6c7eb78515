import { expect } from "chai";
import pg from "pg";
import { unreadable } from "../../indexer/check/unreadable.ts";
import { freePort } from "./support/indexer.ts";
import { openCluster } from "./support/postgres.ts";

/** What a database says to a statement; the errors are those that its driver throws. */
const failureOf = async (url: string, statement: string) => {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(statement);
    throw new Error(`${statement} was answered`);
  } catch (error) {
    return error;
  } finally {
    await client.end();
  }
};

describe("rows that cannot be read at all", () => {
  it("are not there yet, or their database does not answer; neither names where it is", async function () {
    const gone = `postgres://quittance:secret@127.0.0.1:${await freePort()}/rows`;
    const silent = new Error("Failed query", { cause: await failureOf(gone, "select 1") });
    expect(unreadable(silent)).to.equal(
      "The database does not answer (ECONNREFUSED). This goes on by itself once it does: look whether it runs.",
    );
    const postgres = await openCluster();
    if (postgres === undefined) return this.skip();
    const missing = await failureOf(postgres.url, "select * from _ponder_meta");
    await postgres.stop();
    expect(unreadable(new Error("Failed query", { cause: missing }))).to.match(
      /^There are no rows of an indexer in this schema yet\. Start one with this schema as its --views-schema/,
    );
  });
});
