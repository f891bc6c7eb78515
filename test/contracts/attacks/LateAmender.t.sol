// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAgreements} from "../../../contracts/interfaces/IAgreements.sol";
import {IAmendments} from "../../../contracts/interfaces/IAmendments.sol";
import {AmendBase} from "../support/AmendBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice A party keeps the other's signature of new terms until the deal has changed, and then amends away what the
/// other has gained since.
contract LateAmenderTest is AmendBase {
    /// @dev The seller delivered after it had signed; the buyer would have the work and new terms without a delivery.
    function test_ItCannotAmendADeliveryAway() external {
        (TermsFixture memory fixture, TermsFixture memory next) = _signed();
        _deliver(fixture, 0);
        bytes memory reason = abi.encodeWithSelector(
            IAmendments.Quittance_DeliveriesMismatch.selector,
            uint256(0),
            uint256(1)
        );
        _refuseAmend(fixture, next, reason);
    }

    /// @dev A verdict came after both had signed: the loser would have the money judged anew.
    function test_ItCannotAmendAVerdictAway() external {
        (TermsFixture memory fixture, TermsFixture memory next) = _signed();
        _judge(fixture, 0, FULL);
        _refuseAmend(fixture, next, _provisional(fixture));
        VM.warp(NOW + 1 hours - 1);
        _refuseAmend(fixture, next, _provisional(fixture));
    }

    /// @dev A delivery that both named, and that the panel judged before they amended.
    function test_ItCannotAmendAVerdictOnANamedDeliveryAway() external {
        TermsFixture memory fixture = _contestableForAnHour();
        _open(fixture);
        _deliver(fixture, 0);
        TermsFixture memory next = _successor(fixture);
        _judge(fixture, 0, 0);
        _refuseAmend(fixture, next, _provisional(fixture));
        _contest(fixture, SELLER, 0);
        _refuseAmend(fixture, next, _provisional(fixture));
    }

    /// @dev A milestone was paid after both had signed: what moved would be money of other deals.
    function test_ItCannotMoveWhatHasSettled() external {
        (TermsFixture memory fixture, TermsFixture memory next) = _signed();
        uint96 total = uint96(fixture.total());
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        bytes memory reason = abi.encodeWithSelector(
            IAgreements.Quittance_RemainderMismatch.selector,
            uint256(total),
            uint256(total - AMOUNT_0)
        );
        _refuseAmend(fixture, next, reason);
    }

    function _signed() private returns (TermsFixture memory fixture, TermsFixture memory next) {
        fixture = _contestableForAnHour();
        _open(fixture);
        next = _successor(fixture);
    }

    function _contestableForAnHour() private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.contestWindow = 1 hours;
    }

    function _provisional(TermsFixture memory fixture) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAmendments.Quittance_PayoutProvisional.selector, _dealId(fixture), uint256(0));
    }
}
