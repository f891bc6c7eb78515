/** Thrown when the indexer cannot answer any statement now; the message has the remedy. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}
