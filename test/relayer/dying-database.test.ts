import { expect } from "chai";
import { openPostgres } from "../../apps/exchange/store/postgres.ts";
import { openPostgresStore } from "../../apps/relayer/store/postgres.ts";
import { errorOf } from "../sdk/support/refusal.ts";
import { startDyingDatabase } from "../support/dying-database.ts";

/** An error that no one listens to would end the process, and fails whichever test is running. */
describe("a database that ends connections as they open", () => {
  let database: Awaited<ReturnType<typeof startDyingDatabase>>;

  before(async () => {
    database = await startDyingDatabase();
  });

  after(() => database.stop());

  it("is an error of opening the relayer's store, and not the end of the relayer", async () => {
    const error = await errorOf(() => openPostgresStore(database.url));
    expect(String(error)).to.match(/connection error/);
  });

  it("is an error of opening the exchange's store, and not the end of the exchange", async () => {
    const error = await errorOf(() => openPostgres(database.url));
    expect(String(error)).to.match(/connection error/);
  });
});
