// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../contracts/support/Vm.sol";
import {Staged} from "./Staged.sol";

/// @notice Promise 13: each state that is not final ends by one call of whom it protects, everybody else absent and the
/// token refusing everybody, at the latest at a second that both parties can compute when they sign.
contract ExitsTest is Staged {
    /// @dev What a party computes from the terms alone.
    function _latest() private view returns (uint256) {
        return uint256(_terms.milestones[0].deadline) + _terms.verdictWindow + _terms.contestWindow;
    }

    function testFuzz_13_thePartyProtectedEndsItAlone(
        uint256 term,
        uint256 windows,
        uint256 moment,
        uint256 later,
        bool refused
    ) external {
        State state = State(
            (windows >> 192) & 0xff < 85
                ? 0
                : (windows >> 192) & 0xff < 170
                    ? 1
                    : 2
        );
        uint256 contestWindow = windows >> 64;
        if (state == State.Standing) contestWindow = _within(contestWindow, 10 minutes, 30 days);
        _openFuzzed(windows, contestWindow, term, windows >> 128);
        _bring(state, moment);
        if (refused) usdc.pause();
        _warp(_latest() + _within(later, 0, 3650 days));
        uint256 before = _unsettled(_id);
        uint256 had = _worth();

        if (state == State.Pending) _reclaimAlone();
        else _settleAlone();

        VM.assertEq(_settled(_id), 1, "the milestone is final");
        VM.assertTrue(_unsettled(_id) < before, "its money has left the deal");
        VM.assertEq(_worth() - had, before - _unsettled(_id), "to the parties, in full");
    }

    /// @dev Not before: the bound is reached, it is not merely safe.
    function testFuzz_13_theBoundIsTight(uint256 term, uint256 windows) external {
        _openFuzzed(windows, windows >> 64, term, 0);
        _bring(State.Delivered, type(uint256).max);
        _warp(_terms.milestones[0].deadline);
        uint256 latest = _latest();
        _warp(latest - 1);
        bool early = _canSettle();
        _warp(latest);
        VM.assertTrue(_canSettle(), "open at the bound");
        if (_deliveredAt() == _terms.milestones[0].deadline) VM.assertFalse(early, "shut a second before it");
    }

    function _deliveredAt() private view returns (uint256) {
        return quittance.milestoneOf(_id, 0).deliveredAt;
    }

    function _reclaimAlone() private {
        bytes memory head = _terms.head();
        bytes32 engagement = _terms.engagementHash();
        VM.prank(BUYER);
        quittance.reclaim(head, engagement, 0, "");
    }

    function _settleAlone() private {
        bytes memory wire = _terms.whole();
        VM.prank(SELLER);
        quittance.settle(wire, 0);
    }

    /// @return sum What buyer, seller and the fee accounts have in wallets, rows and refused rows.
    function _worth() private view returns (uint256 sum) {
        address[4] memory all = [BUYER, SELLER, MARKETPLACE, PANEL_ACCOUNT];
        for (uint256 i = 0; i < all.length; ++i) {
            sum += usdc.balanceOf(all[i]) + quittance.balanceOf(all[i]) + quittance.refusedOf(all[i]);
        }
    }
}
