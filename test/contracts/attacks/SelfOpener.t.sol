// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {AmendBase} from "../support/AmendBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture, TermsFixtures} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice A relayer that holds both signatures of new terms opens them by themselves, so that the buyer pays for
/// everything twice.
contract SelfOpenerTest is AmendBase {
    function test_TermsThatReplaceADealDoNotOpen() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        TermsFixture memory next = _longer(fixture, 30e6);
        _refuseOpen(dealId, next, _topUp(next));
        // Not from a balance either, which is large enough for all of it.
        next.destinations = TermsFixtures.FUNDED_FROM_LEDGER;
        _fundLedger(BUYER, uint96(next.total()));
        _refuseOpen(dealId, next, _agrees(BUYER_KEY, next));
        // Nor when the old deal has ended meanwhile.
        _amend(fixture, next);
        TermsFixture memory last = _successor(next);
        last.salt = 99;
        _amend(next, _successor(next));
        _refuseOpen(_dealId(next), last, _agrees(BUYER_KEY, last));
    }

    /// @dev A buyer that even signed the whole total for these terms does not pay it.
    function test_APaymentOfTheWholeTotalOpensNothing() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        TermsFixture memory next = _successor(fixture);
        _refuseOpen(dealId, next, Signing.sign(BUYER_KEY, _paymentDigest(next)));
    }

    function _refuseOpen(bytes32 dealId, TermsFixture memory next, bytes memory buyers) private {
        uint256 paid = usdc.balanceOf(BUYER);
        bytes memory terms = next.whole();
        bytes memory sellers = _agrees(SELLER_KEY, next);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_AmendmentNeeded.selector, dealId));
        quittance.open(terms, buyers, sellers);
        VM.assertEq(usdc.balanceOf(BUYER), paid, "the buyer paid");
    }
}
