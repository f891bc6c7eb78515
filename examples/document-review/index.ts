export { type Corpus, type CorpusDocument, corpusOf, loadCorpus } from "./corpus.ts";
export { REVIEW, reviewPact } from "./pact.ts";
export { type Delivered, deliverReview } from "./seller/deliver.ts";
export { PASSES, type PassName } from "./seller/passes.ts";
export { type Review, reviewCorpus } from "./seller/review.ts";
