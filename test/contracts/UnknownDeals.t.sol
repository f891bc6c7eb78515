// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {IDeliveries} from "../../contracts/interfaces/IDeliveries.sol";
import {IPanelDraws} from "../../contracts/interfaces/IPanelDraws.sol";
import {IRulings} from "../../contracts/interfaces/IRulings.sol";
import {IAgreements} from "../../contracts/interfaces/IAgreements.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {IProvisionalPayouts} from "../../contracts/interfaces/IProvisionalPayouts.sol";
import {IVerdicts} from "../../contracts/interfaces/IVerdicts.sol";
import {AmendBase} from "./support/AmendBase.sol";
import {TermsFixture} from "./support/TermsFixture.sol";
import {VM} from "./support/Vm.sol";

contract UnknownDealsTest is AmendBase {
    function test_RevertWhen_DealWasNeverOpened() external {
        TermsFixture memory fixture = _fixture();
        _open(fixture);
        fixture.pact = keccak256("another pact");
        _allRevert(fixture, 0, abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(fixture)));
    }

    function test_RevertWhen_MilestoneDoesNotExist() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        uint8[4] memory unknown = [uint8(3), 4, 32, 255];
        for (uint256 i = 0; i < unknown.length; ++i) {
            _allRevert(
                fixture,
                unknown[i],
                abi.encodeWithSelector(
                    IDeals.Quittance_MilestoneUnknown.selector,
                    dealId,
                    uint256(unknown[i]),
                    uint256(3)
                )
            );
        }
    }

    function test_RevertWhen_MilestoneIsSettled() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        _judge(fixture, 1, FULL);
        bytes memory reason = abi.encodeWithSelector(
            IDeals.Quittance_MilestoneAlreadySettled.selector,
            dealId,
            uint256(1)
        );
        _allRevert(fixture, 1, reason);
        VM.warp(DEADLINE_2 + 1);
        _allRevert(fixture, 1, reason);
    }

    function test_RevertWhen_TheDealIsAmended() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        _judge(fixture, 0, FULL);
        _amend(fixture, _rest(fixture));
        bytes memory reason = abi.encodeWithSelector(IDeals.Quittance_DealAmended.selector, dealId);
        // Also of the milestone that had settled by itself.
        for (uint8 i = 0; i < 3; ++i) _allRevert(fixture, i, reason);
        reason = abi.encodeWithSelector(IDeals.Quittance_MilestoneUnknown.selector, dealId, uint256(3), uint256(3));
        _allRevert(fixture, 3, reason);
        VM.warp(DEADLINE_2 + 1);
        _allRevert(fixture, 1, abi.encodeWithSelector(IDeals.Quittance_DealAmended.selector, dealId));
    }

    /// @dev Each as the party that may make it alone, with everything else in order.
    function _allRevert(TermsFixture memory fixture, uint8 milestone, bytes memory reason) private {
        bytes memory terms = fixture.whole();
        bytes memory ballots = _verdict(fixture, milestone, FULL);
        _reverts(SELLER, reason, abi.encodeCall(IDeliveries.deliver, (terms, milestone, EVIDENCE, EVIDENCE_URI, "")));
        _reverts(STRANGER, reason, abi.encodeCall(IVerdicts.submitVerdict, (terms, milestone, EVIDENCE, ballots)));
        _reverts(STRANGER, reason, abi.encodeCall(IProvisionalPayouts.settle, (terms, milestone)));
        _reverts(STRANGER, reason, abi.encodeCall(IPanelDraws.drawPanel, (terms, milestone)));
        _reverts(STRANGER, reason, abi.encodeCall(IRulings.rule, (terms, milestone, 0, "")));
        IContests.BondPayment memory bond = IContests.BondPayment(BUYER, false, 0, "");
        _reverts(BUYER, reason, abi.encodeCall(IContests.contest, (terms, milestone, BUYER, 0, "", bond)));
        _reverts(BUYER, reason, abi.encodeCall(ISettlements.release, (terms, milestone, "")));
        _reverts(SELLER, reason, abi.encodeCall(ISettlements.refund, (terms, milestone, "")));
        _reverts(BUYER, reason, abi.encodeCall(IAgreements.agree, (terms, milestone, 0, OPEN_BY, "", "")));
        _reverts(
            BUYER,
            reason,
            abi.encodeCall(ISettlements.reclaim, (fixture.schedule(), fixture.adjudicationHash(), milestone, ""))
        );
    }

    function _reverts(address caller, bytes memory reason, bytes memory call) private {
        VM.prank(caller);
        (bool done, bytes memory answer) = address(quittance).call(call);
        VM.assertFalse(done, "reverts");
        VM.assertEq(answer, reason, "reason");
    }
}
