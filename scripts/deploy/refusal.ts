/** A deployment was refused; the message names what is wrong and the remedy, and never holds a key. */
export class DeployRefusal extends Error {
  override readonly name = "DeployRefusal";
}
