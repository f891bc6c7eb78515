/** What is known of documents is in the database, and this role may not read it: to answer that nothing is known would be false. */
export class DocumentsUnreadable extends Error {
  override readonly name = "DocumentsUnreadable";

  constructor(schema: string) {
    super(
      `What is known of documents is in the schema ${schema}, which this role may not read. As its owner run: grant usage on schema ${schema}, and select on all tables in it, to the role of this process.`,
    );
  }
}
