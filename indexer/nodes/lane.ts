/** What became of the questions to one node. */
export interface LaneCounts {
  readonly answered: number;
  /** It answered with an HTTP status other than 200. */
  readonly refused: number;
  /** No answer came. */
  readonly silent: number;
  /** Being asked at this moment. */
  readonly asking: number;
  /** Waiting for their turn. */
  readonly waiting: number;
}

/** Lets so many questions go to a node at once: a node that is slow is not asked more and more. */
export class Lane {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #asking = 0;
  #answered = 0;
  #refused = 0;
  #silent = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get counts(): LaneCounts {
    return {
      ...{ answered: this.#answered, refused: this.#refused, silent: this.#silent },
      ...{ asking: this.#asking, waiting: this.#waiting.length },
    };
  }

  /** Asks when it is the question's turn. Throws what `ask` does. */
  async run<Answer extends { readonly status: number }>(ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#asking < this.#most) this.#asking += 1;
    // Who has asked hands its place over.
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      const answer = await ask();
      if (answer.status === 200) this.#answered += 1;
      else this.#refused += 1;
      return answer;
    } catch (error) {
      this.#silent += 1;
      throw error;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#asking -= 1;
      else next();
    }
  }
}
