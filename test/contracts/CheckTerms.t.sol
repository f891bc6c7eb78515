// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {TermsWire} from "../../contracts/libraries/TermsWire.sol";
import {RecourseStage} from "./support/RecourseStage.sol";
import {TermSheet, TermSheets} from "./support/TermSheet.sol";
import {VM} from "./support/Vm.sol";

/// @dev Each rule with its boundaries: OpenTerms.t.sol and OpenRecourse.t.sol, which meet the same code by an opening.
contract CheckTermsTest is RecourseStage {
    function test_SaysNothingOfTermsThatKeepTheRules() external {
        TermSheet[3] memory sheets = [_sheet(), _contestable(), _withoutArbiter()];
        for (uint256 i = 0; i < 3; ++i) {
            quittance.checkTerms(sheets[i].whole());
            sheets[i].routes = 15;
            quittance.checkTerms(sheets[i].whole());
        }
        VM.prank(STRANGER);
        quittance.checkTerms(sheets[0].whole());
    }

    function test_SaysNothingOfTheTime() external {
        TermSheet memory sheet = _sheet();
        _open(sheet);
        quittance.checkTerms(sheet.whole());
        VM.warp(OPEN_BY);
        quittance.checkTerms(sheet.whole());
    }

    function test_RevertWhen_TheWireFormIsNotAsLongAsItsParts() external {
        bytes memory terms = bytes.concat(_sheet().whole(), hex"00");
        VM.expectPartialRevert(TermsWire.Quittance_MalformedTerms.selector);
        quittance.checkTerms(terms);
    }

    function test_RevertWhen_TheTermsAreBrief() external {
        bytes memory terms = _sheet().brief();
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.checkTerms(terms);
    }

    function test_RevertWhen_ADeadlineHasPassed() external {
        bytes memory terms = _sheet().whole();
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

    /// @dev Two readings of the rules, one that is fast and one that tells which: what one takes the other does.
    function testFuzz_SaysWhatAnOpeningSays(uint256 seed) external {
        TermSheet memory sheet = _sheetWithFees();
        if (seed & 1 == 1) sheet = _contestable();
        for (uint256 i = 0; i < 1 + ((seed >> 8) % 3); ++i) _disturb(sheet, uint256(keccak256(abi.encode(seed, i))));
        sheet.routes = (sheet.routes & 0xf8) | TermSheets.FUNDED_FROM_LEDGER;
        bytes memory terms = sheet.whole();
        bytes memory sellers = _sellerSignature(sheet);
        bytes memory asked = _reasonOf(abi.encodeCall(quittance.checkTerms, (terms)), BUYER);
        bytes memory opened = _reasonOf(abi.encodeCall(IDeals.open, (terms, "", sellers)), sheet.buyer);
        if (asked.length == 0 && opened.length != 0) {
            VM.assertEq(
                bytes4(opened),
                ILedger.Quittance_InsufficientBalance.selector,
                "no rule, but what the row holds"
            );
        } else {
            VM.assertEq(opened, asked, "the same reason");
        }
    }

    function _reasonOf(bytes memory call, address caller) private returns (bytes memory reason) {
        bool done;
        VM.prank(caller);
        (done, reason) = address(quittance).call(call);
        if (done) return "";
    }

    /// @dev One field at or around one of its bounds, or anywhere.
    function _disturb(TermSheet memory sheet, uint256 random) private view {
        uint256 field = random % 16;
        uint256 value = _value(random >> 8);
        if (field == 0) sheet.routes = uint8(value);
        if (field == 1) sheet.verificationFee = uint96(value);
        if (field == 2) sheet.milestones[value % 3].amount = uint96(value >> 8);
        if (field == 3) sheet.milestones[value % 3].deadline = NOW + uint40((value >> 8) % 731 days);
        if (field == 4) sheet.passMark = uint16(value);
        if (field == 5) sheet.gridStep = uint16(value);
        if (field == 6) sheet.contestWindow = uint32(value);
        if (field == 7) sheet.marketplaceFee = uint16(value);
        if (field == 8) sheet.verdictWindow = uint32(value);
        if (field == 9) sheet.silencePayout = uint16(value);
        if (field == 10) sheet.panel[value % 3] = _somebody(value >> 8);
        if (field == 11) sheet.marketplace = _somebody(value);
        if (field == 12) sheet.panelAccount = _somebody(value);
        if (field == 13) sheet.bond = uint96(value);
        if (field == 14) sheet.arbiter = _somebody(value);
        if (field == 15) sheet.rulingWindow = uint32(value);
    }

    function _value(uint256 random) private pure returns (uint256) {
        uint256[9] memory bounds = [uint256(0), 1, 600, 1_000, 10_000, 30 days, 7e6, 1e6, 1 << 95];
        uint256 choice = random % 12;
        if (choice < 9) return bounds[choice] + ((random >> 8) % 3) - ((random >> 8) % 3 == 2 && choice > 0 ? 3 : 0);
        return random >> 16;
    }

    function _somebody(uint256 value) private view returns (address) {
        address[6] memory people = [address(0), address(usdc), address(quittance), BUYER, SELLER, ARBITER];
        return people[value % 6];
    }
}
