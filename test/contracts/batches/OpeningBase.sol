// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {DealBase} from "../support/DealBase.sol";
import {Digests} from "../support/Digests.sol";
import {OpeningItems} from "../support/OpeningItems.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @dev Deals that one buyer opens from its balance in one call.
abstract contract OpeningBase is DealBase {
    uint96 internal constant TOTAL = AMOUNT_0 + AMOUNT_1 + AMOUNT_2;

    function setUp() public virtual override {
        super.setUp();
        _fundLedger(BUYER, 10 * TOTAL);
    }

    /// @return terms Paid from the buyer's balance.
    function _terms(uint256 count) internal view returns (TermsFixture[] memory terms) {
        terms = new TermsFixture[](count);
        for (uint256 i = 0; i < count; ++i) {
            terms[i] = _fixture();
            terms[i].destinations = 1;
            terms[i].salt = uint64(100 + i);
        }
    }

    /// @return groups One for each deal.
    function _items(TermsFixture[] memory terms) internal view returns (OpeningGroup[] memory groups) {
        groups = new OpeningGroup[](terms.length);
        for (uint256 i = 0; i < terms.length; ++i) {
            groups[i] = OpeningItems.alone(terms[i].whole(), "", _sellerSignature(terms[i]));
        }
    }

    /// @return groups One of all deals, for which the signature of the batch agrees.
    function _shared(TermsFixture[] memory terms, uint8 varies) internal view returns (OpeningGroup[] memory groups) {
        bytes[] memory signatures = new bytes[](terms.length);
        for (uint256 i = 0; i < terms.length; ++i) signatures[i] = OpeningItems.both("", _sellerSignature(terms[i]));
        groups = new OpeningGroup[](1);
        groups[0] = OpeningItems.shared(terms, varies, signatures);
    }

    /// @return leaves As many as a full tree has: the last one again at the places that are left.
    function _leaves(TermsFixture[] memory terms) internal pure returns (bytes32[] memory leaves) {
        uint256 size = 2;
        while (size < terms.length) size *= 2;
        leaves = new bytes32[](size);
        for (uint256 i = 0; i < size; ++i) {
            leaves[i] = terms[i < terms.length ? i : terms.length - 1].structHash();
        }
    }

    /// @return For the whole batch.
    function _signed(TermsFixture[] memory terms, uint256 key) internal view returns (bytes memory) {
        bytes32 digest = Digests.termsTree(address(quittance), _leaves(terms));
        return abi.encodePacked(uint16(0), Signing.signCompact(key, digest));
    }

    function _facts(TermsFixture[] memory terms) internal view returns (bytes32 facts) {
        facts = keccak256(abi.encode(quittance.balanceOf(BUYER), usdc.balanceOf(address(quittance))));
        for (uint256 i = 0; i < terms.length; ++i) {
            (uint40 openedAt, uint8 count, uint96 unsettled, , ) = quittance.dealOf(_dealId(terms[i]));
            facts = keccak256(abi.encode(facts, openedAt, count, unsettled));
        }
    }

    function _expectRefusal(uint256 index, bytes memory reason) internal {
        VM.expectEmit(address(quittance));
        emit IItems.ItemRefused(index, reason);
    }
}
