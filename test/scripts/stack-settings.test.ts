import { expect } from "chai";
import { settingsIn } from "../../scripts/stack/settings.ts";

describe("the settings that npm run stack passes on to its indexer", () => {
  it("are those of trust and of documents, and none that name a chain, a node or a database", () => {
    const passed = {
      QUITTANCE_TRUST_KEY: `0x${"12".repeat(32)}`,
      QUITTANCE_TRUST_URL: "https://trust.example",
      QUITTANCE_EVIDENCE_URLS: "https://store.example",
      QUITTANCE_EVIDENCE_FROM_SELLERS: "1",
      QUITTANCE_IPFS_GATEWAYS: "https://ipfs.example",
      QUITTANCE_DOCUMENTS_MIB: "16",
    };
    const kept = {
      QUITTANCE_ADDRESS: "0x00000000000000000000000000000000000000aa",
      QUITTANCE_REREAD: "1",
      QUITTANCE_SQL_DATABASE_URL: "postgres://sql@db/rows",
      DATABASE_URL: "postgres://me@db/rows",
      PONDER_RPC_URL: "https://node.example",
      PATH: "/bin",
    };
    expect(settingsIn({ ...passed, ...kept, QUITTANCE_TRUST_POOLS: "" }, "/here")).to.deep.equal(passed);
  });

  it("name files as they are from every folder, and leave a key that stands there itself", () => {
    const files = {
      QUITTANCE_TRUST_P256_KEY: "keys/p256.pem",
      QUITTANCE_TRUST_REVOCATIONS: "/etc/revoked.txt",
    };
    expect(settingsIn(files, "/here")).to.deep.equal({
      QUITTANCE_TRUST_P256_KEY: "/here/keys/p256.pem",
      QUITTANCE_TRUST_REVOCATIONS: "/etc/revoked.txt",
    });
    const key = { QUITTANCE_TRUST_P256_KEY: '{"kty":"EC"}' };
    expect(settingsIn(key, "/here")).to.deep.equal(key);
  });
});
