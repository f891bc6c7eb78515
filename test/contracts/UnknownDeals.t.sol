// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {IDeliveries} from "../../contracts/interfaces/IDeliveries.sol";
import {IRounds} from "../../contracts/interfaces/IRounds.sol";
import {IRulings} from "../../contracts/interfaces/IRulings.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {IStandings} from "../../contracts/interfaces/IStandings.sol";
import {IVerdicts} from "../../contracts/interfaces/IVerdicts.sol";
import {DealStage} from "./support/DealStage.sol";
import {TermSheet} from "./support/TermSheet.sol";
import {VM} from "./support/Vm.sol";

contract UnknownDealsTest is DealStage {
    function test_RevertWhen_DealWasNeverOpened() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        sheet.pact = keccak256("another pact");
        _allRevert(sheet, 0, abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(sheet)));
    }

    function test_RevertWhen_MilestoneDoesNotExist() external {
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        uint8[4] memory unknown = [uint8(3), 4, 32, 255];
        for (uint256 i = 0; i < unknown.length; ++i) {
            _allRevert(
                sheet,
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
        TermSheet memory sheet = _sheet();
        bytes32 dealId = _open(sheet);
        _judge(sheet, 1, FULL);
        bytes memory reason = abi.encodeWithSelector(
            IDeals.Quittance_MilestoneAlreadySettled.selector,
            dealId,
            uint256(1)
        );
        _allRevert(sheet, 1, reason);
        VM.warp(DEADLINE_2 + 1);
        _allRevert(sheet, 1, reason);
    }

    /// @dev Each as the party that may make it alone, with everything else in order.
    function _allRevert(TermSheet memory sheet, uint8 milestone, bytes memory reason) private {
        bytes memory terms = sheet.whole();
        bytes memory ballots = _verdict(sheet, milestone, FULL);
        _reverts(SELLER, reason, abi.encodeCall(IDeliveries.deliver, (terms, milestone, EVIDENCE, LOCATOR, "")));
        _reverts(STRANGER, reason, abi.encodeCall(IVerdicts.submitVerdict, (terms, milestone, EVIDENCE, ballots)));
        _reverts(STRANGER, reason, abi.encodeCall(IStandings.settle, (terms, milestone)));
        _reverts(STRANGER, reason, abi.encodeCall(IRounds.drawPanel, (terms, milestone)));
        _reverts(STRANGER, reason, abi.encodeCall(IRulings.rule, (terms, milestone, 0, "")));
        IContests.BondPayment memory bond = IContests.BondPayment(BUYER, false, 0, "");
        _reverts(BUYER, reason, abi.encodeCall(IContests.contest, (terms, milestone, BUYER, 0, "", bond)));
        _reverts(BUYER, reason, abi.encodeCall(ISettlements.accept, (terms, milestone, "")));
        _reverts(SELLER, reason, abi.encodeCall(ISettlements.concede, (terms, milestone, "")));
        _reverts(BUYER, reason, abi.encodeCall(ISettlements.agree, (terms, milestone, 0, OPEN_BY, "", "")));
        _reverts(
            BUYER,
            reason,
            abi.encodeCall(ISettlements.reclaim, (sheet.head(), sheet.engagementHash(), milestone, ""))
        );
    }

    function _reverts(address caller, bytes memory reason, bytes memory call) private {
        VM.prank(caller);
        (bool done, bytes memory answer) = address(quittance).call(call);
        VM.assertFalse(done, "reverts");
        VM.assertEq(answer, reason, "reason");
    }
}
