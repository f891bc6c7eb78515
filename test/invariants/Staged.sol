// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeliveries} from "../../contracts/interfaces/IDeliveries.sol";
import {ISettlements} from "../../contracts/interfaces/ISettlements.sol";
import {IVerdicts} from "../../contracts/interfaces/IVerdicts.sol";
import {DealStage} from "../contracts/support/DealStage.sol";
import {TermSheet} from "../contracts/support/TermSheet.sol";
import {VM} from "../contracts/support/Vm.sol";

/// @notice A deal in each of its states with fuzzed terms and times, and calls that are tried and undone. The clock is kept
/// here: the compiler may read the chain's only once in a function.
abstract contract Staged is DealStage {
    enum State {
        Pending,
        Delivered,
        Standing
    }

    error Undone(bool ok);

    TermSheet internal _terms;
    bytes32 internal _id;
    uint256 internal _clock;

    /// @dev Opens with fuzzed windows and deadlines; all that matters here is milestone 0.
    function _openFuzzed(uint256 verdictWindow, uint256 contestWindow, uint256 term, uint256 routes) internal {
        TermSheet memory sheet = _sheetWithFees();
        sheet.verdictWindow = uint32(_within(verdictWindow, 10 minutes, 30 days));
        contestWindow = _within(contestWindow, 0, 30 days);
        sheet.contestWindow = contestWindow < 10 minutes ? 0 : uint32(contestWindow);
        for (uint256 i = 0; i < sheet.milestones.length; ++i) {
            sheet.milestones[i].deadline = uint40(NOW + _within(term, 1, 730 days));
        }
        sheet.routes = uint8(_within(routes, 0, 3) * 2);
        _clock = NOW;
        _id = _open(sheet);
        _terms = sheet;
    }

    /// @return since When milestone 0 came into the state: somewhere between now and its last second.
    function _bring(State state, uint256 moment) internal returns (uint256 since) {
        TermSheet memory sheet = _terms;
        if (state == State.Pending) return _clock;
        since = _within(moment, _clock, sheet.milestones[0].deadline);
        _warp(since);
        if (state == State.Delivered) _deliver(sheet, 0);
        else _judge(sheet, 0, uint16(_within(moment, 0, FULL)));
    }

    function _warp(uint256 timestamp) internal {
        _clock = timestamp;
        VM.warp(timestamp);
    }

    /// @return From `lowest` to `highest`, both included.
    function _within(uint256 value, uint256 lowest, uint256 highest) internal pure returns (uint256) {
        return lowest + (value % (highest - lowest + 1));
    }

    // ---- trying ----

    function _canDeliver() internal returns (bool) {
        TermSheet memory sheet = _terms;
        bytes memory signature = _delivery(sheet, 0, EVIDENCE);
        return _tries(STRANGER, abi.encodeCall(IDeliveries.deliver, (sheet.whole(), 0, EVIDENCE, LOCATOR, signature)));
    }

    function _canJudge() internal returns (bool) {
        TermSheet memory sheet = _terms;
        bytes memory verdict = _verdict(sheet, 0, FULL);
        return _tries(STRANGER, abi.encodeCall(IVerdicts.submitVerdict, (sheet.whole(), 0, EVIDENCE, verdict)));
    }

    function _canReclaim() internal returns (bool) {
        TermSheet memory sheet = _terms;
        return _tries(BUYER, abi.encodeCall(ISettlements.reclaim, (sheet.head(), sheet.engagementHash(), 0, "")));
    }

    function _canSettle() internal returns (bool) {
        TermSheet memory sheet = _terms;
        return _tries(STRANGER, abi.encodeCall(IVerdicts.settle, (sheet.whole(), 0)));
    }

    function _canAccept() internal returns (bool) {
        TermSheet memory sheet = _terms;
        return _tries(BUYER, abi.encodeCall(ISettlements.accept, (sheet.whole(), 0, "")));
    }

    function _canConcede() internal returns (bool) {
        TermSheet memory sheet = _terms;
        return _tries(SELLER, abi.encodeCall(ISettlements.concede, (sheet.whole(), 0, "")));
    }

    /// @dev Whether the call goes through now; nothing of it stays.
    function _tries(address caller, bytes memory data) private returns (bool) {
        try this.tryAndUndo(caller, data) {
            revert("not undone");
        } catch (bytes memory reason) {
            VM.assertEq(bytes32(bytes4(reason)), bytes32(Undone.selector), "a trial failed by itself");
            return reason[35] == 0x01;
        }
    }

    function tryAndUndo(address caller, bytes calldata data) external {
        VM.prank(caller);
        (bool ok, ) = address(quittance).call(data);
        revert Undone(ok);
    }
}
