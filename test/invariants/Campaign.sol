// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../contracts/support/Vm.sol";
import {Actors} from "./handler/Actors.sol";

/// @notice How a campaign is played: the handler, a few open deals to begin with, and which of its acts may be called.
abstract contract Campaign {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    uint256 private constant FIRST_DEALS = 3;

    Actors internal handler;

    function setUp() public virtual {
        handler = _newHandler();
        for (uint256 i = 0; i < FIRST_DEALS; ++i) handler.open(uint256(keccak256(abi.encode("first", i))));
    }

    function _newHandler() internal virtual returns (Actors);

    /// @dev Read by the runner: nothing but the handler is called.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev Read by the runner: an act named twice happens twice as often.
    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0].addr = address(handler);
        targets[0].selectors = _acts();
    }

    function _acts() internal view returns (bytes4[] memory acts) {
        bytes4[49] memory all = [
            handler.depositApproved.selector,
            handler.depositSigned.selector,
            handler.withdraw.selector,
            handler.claimPayout.selector,
            handler.sendUninvited.selector,
            handler.operateToken.selector,
            handler.open.selector,
            handler.open.selector,
            handler.openFaulty.selector,
            handler.deliver.selector,
            handler.judge.selector,
            handler.judge.selector,
            handler.judgeMany.selector,
            handler.contest.selector,
            handler.contest.selector,
            handler.draw.selector,
            handler.record.selector,
            handler.recordLate.selector,
            handler.recordLate.selector,
            handler.rule.selector,
            handler.releaseBond.selector,
            handler.rate.selector,
            handler.settle.selector,
            handler.release.selector,
            handler.refund.selector,
            handler.agree.selector,
            handler.cancel.selector,
            handler.amend.selector,
            handler.reclaim.selector,
            handler.replay.selector,
            handler.forge.selector,
            handler.mislead.selector,
            handler.forgePayment.selector,
            handler.passTime.selector,
            handler.passToBoundary.selector,
            handler.openAccount.selector,
            handler.govern.selector,
            handler.govern.selector,
            handler.moveFunds.selector,
            handler.withdrawFrom.selector,
            handler.openTab.selector,
            handler.redeem.selector,
            handler.redeem.selector,
            handler.closeTab.selector,
            handler.pay.selector,
            handler.overreach.selector,
            handler.overreach.selector,
            handler.overreach.selector,
            handler.revokeOrder.selector
        ];
        acts = new bytes4[](all.length + 35);
        for (uint256 i = 0; i < acts.length; ++i) {
            if (i < all.length) acts[i] = all[i];
            else acts[i] = i % 3 == 0 ? handler.progress.selector : handler.escalate.selector;
        }
    }

    /// @param broken One bit a promise, as the handler reports it.
    function _kept(uint256 broken, uint256 promised) internal view {
        if ((broken >> promised) & 1 == 0) return;
        VM.assertTrue(false, string.concat("promise ", _numeral(promised), ": ", handler.breachOf(promised)));
    }

    function _numeral(uint256 number) private pure returns (string memory) {
        return string(abi.encodePacked(uint8(48 + number / 10), uint8(48 + (number % 10))));
    }
}
