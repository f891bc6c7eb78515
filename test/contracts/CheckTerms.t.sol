// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {PackedTerms} from "../../contracts/libraries/PackedTerms.sol";
import {DisputesBase} from "./support/DisputesBase.sol";
import {Milestone, TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

/// @dev Each rule with its boundaries: OpenTerms.t.sol and OpenDisputes.t.sol, which meet the same code by an opening.
/// That both readings of the rules agree: libraries/TermsRules.t.sol.
contract CheckTermsTest is DisputesBase {
    function test_SaysNothingOfTermsThatKeepTheRules() external {
        TermsFixture[3] memory fixtures = [_fixture(), _contestable(), _withoutArbiter()];
        for (uint256 i = 0; i < 3; ++i) {
            quittance.checkTerms(fixtures[i].whole());
            fixtures[i].destinations = 7;
            quittance.checkTerms(fixtures[i].whole());
        }
        VM.prank(STRANGER);
        quittance.checkTerms(fixtures[0].whole());
    }

    function test_SaysNothingOfAsManyMilestonesAsTermsMayHave() external view {
        TermsFixture memory fixture = _fixture();
        fixture.milestones = new Milestone[](32);
        for (uint256 i = 0; i < 32; ++i) fixture.milestones[i] = Milestone(1, DEADLINE_0);
        fixture.verificationFee = 0;
        quittance.checkTerms(fixture.whole());
    }

    function test_SaysNothingOfTheTime() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        quittance.checkTerms(fixture.whole());
        VM.warp(OPEN_BY);
        quittance.checkTerms(fixture.whole());
    }

    function test_RevertWhen_ThePackedFormIsNotAsLongAsItsParts() external {
        bytes memory terms = bytes.concat(_fixture().whole(), hex"00");
        VM.expectPartialRevert(PackedTerms.Quittance_MalformedTerms.selector);
        quittance.checkTerms(terms);
    }

    function test_RevertWhen_TheTermsAreBrief() external {
        bytes memory terms = _fixture().brief();
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.checkTerms(terms);
    }

    function test_RevertWhen_ADeadlineHasPassed() external {
        bytes memory terms = _fixture().whole();
        VM.warp(DEADLINE_0);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeals.Quittance_DeadlineOutOfRange.selector,
                uint256(0),
                uint256(DEADLINE_0),
                uint256(DEADLINE_0) + 1,
                uint256(DEADLINE_0) + 730 days
            )
        );
        quittance.checkTerms(terms);
    }
}
