// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";
import {BatchBase, Judged} from "./BatchBase.sol";

/// @notice A stage with deals of two sellers, to be judged in batches.
abstract contract VerdictBase is BatchBase {
    uint256 internal constant OTHER_SELLER_KEY = 0x5e11e2;
    address internal immutable OTHER_SELLER = VM.addr(OTHER_SELLER_KEY);

    /// @return items Each of a deal of its own with the usual seller, on its first milestone.
    function _deals(uint256 count, uint8 destinations) internal returns (Judged[] memory items) {
        items = new Judged[](count);
        for (uint256 i = 0; i < count; ++i) items[i] = _deal(i, SELLER, destinations);
    }

    function _deal(uint256 number, address seller, uint8 destinations) internal returns (Judged memory) {
        TermsFixture memory terms = _fixture();
        terms.seller = seller;
        terms.destinations = destinations;
        terms.salt = uint64(100 + number);
        uint256 key = seller == SELLER ? SELLER_KEY : OTHER_SELLER_KEY;
        if (_unsettled(_dealId(terms)) == 0) {
            quittance.open(terms.whole(), _buyerSignature(terms), Signing.sign(key, _dealId(terms)));
        }
        return Judged(terms, 0, EVIDENCE, _scores(FULL, FULL));
    }
}
