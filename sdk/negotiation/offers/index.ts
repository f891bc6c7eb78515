export {
  acceptOffer,
  checkOfferAcceptance,
  type OfferAcceptance,
  parseOfferAcceptance,
} from "./acceptance.ts";
export { checkOffer, type OfferSurroundings } from "./check.ts";
export { counterOffer } from "./counter.ts";
export {
  buildOffer,
  hashOffer,
  type Offer,
  parseOffer,
  type SignedOffer,
  signOffer,
} from "./offer.ts";
