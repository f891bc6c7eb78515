// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {MilestoneRecord} from "../../../contracts/types/MilestoneRecord.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {TermSheet} from "../../contracts/support/TermSheet.sol";
import {Vm, VM} from "../../contracts/support/Vm.sol";
import {Dice} from "./Dice.sol";
import {GhostDeal, GhostMilestone, Model, Phase} from "./Model.sol";

/// @notice One call of the contract, and whether the model says it must go through.
struct Attempt {
    string action;
    address caller;
    bytes data;
    bool expected;
    /// @dev The promise that is broken when the contract disagrees.
    uint256 promised;
}

/// @notice A call that went through; it must not go through again.
struct Done {
    address caller;
    bytes data;
}

/// @notice Makes the calls and compares everything they touched with the model, after every one of them. A difference is
/// kept as a breach of a numbered promise; the campaign's invariants read the breaches.
abstract contract Audit is Model {
    uint256 private constant REMEMBERED = 32;

    mapping(string action => uint256) public tried;
    mapping(string action => uint256) public done;
    /// @notice What broke a promise first; empty while it holds.
    mapping(uint256 promised => string) public breachOf;

    Done[] internal _past;
    uint256 private _forgotten;
    /// @dev The call just made went through with little gas: whatever differs after it is promise 17's breach too.
    bool private _starving;

    /// @dev Goes first with too little gas now and then: that may fail, but must not lead anywhere else (promise 17).
    function _attempt(Dice memory dice, Attempt memory attempt) internal returns (bool ok) {
        ++tried[attempt.action];
        if (dice.oneIn(6)) {
            VM.recordLogs();
            uint256 limit = dice.between(30_000, 450_000);
            VM.prank(attempt.caller);
            (ok, ) = address(quittance).call{gas: limit}(attempt.data);
            if (ok) ++done["lowGas"];
            else if (attempt.expected) ++done["starved"];
        }
        _starving = ok;
        if (!ok) {
            VM.recordLogs();
            VM.prank(attempt.caller);
            (ok, ) = address(quittance).call(attempt.data);
        }
        if (ok && !attempt.expected) _breach(attempt.promised, string.concat(attempt.action, " went through"));
        if (!ok && attempt.expected) _breach(attempt.promised, string.concat(attempt.action, " was refused"));
        if (ok) ++done[attempt.action];
    }

    /// @dev For a call whose right to happen is spent with it.
    function _attemptOnce(Dice memory dice, Attempt memory attempt) internal returns (bool ok) {
        ok = _attempt(dice, attempt);
        if (!ok) return false;
        if (_past.length < REMEMBERED) {
            _past.push(Done(attempt.caller, attempt.data));
        } else {
            _past[_forgotten++ % REMEMBERED] = Done(attempt.caller, attempt.data);
        }
    }

    function _breach(uint256 promised, string memory what) internal {
        if (bytes(breachOf[promised]).length == 0) breachOf[promised] = what;
        if (_starving && bytes(breachOf[17]).length == 0) breachOf[17] = string.concat("on low gas: ", what);
    }

    function _hold(bool truth, uint256 promised, string memory what) internal {
        if (!truth) _breach(promised, what);
    }

    // ---- comparing ----

    function _auditHeld() internal {
        uint256 held = usdc.balanceOf(address(quittance));
        _hold(held == _rows + _refusals + _locked + _uninvited, 1, "USDC held is not what is owed");
    }

    function _auditAccount(address account) internal returns (uint256 worth) {
        uint256 row = quittance.balanceOf(account);
        uint256 refused = quittance.refusedOf(account);
        uint256 wallet = usdc.balanceOf(account);
        _hold(row == _row[account], 3, "a row differs from the model");
        _hold(refused == _refused[account], 18, "a refused row differs from the model");
        _hold(wallet == _walletOf[account], 3, "a wallet differs from the model");
        return row + refused + wallet;
    }

    /// @dev Whoever the terms can pay, each once.
    function _payees(uint256 deal) internal view returns (address[] memory payees) {
        TermSheet storage sheet = _deals[deal].sheet;
        payees = new address[](4);
        payees[0] = sheet.buyer;
        payees[1] = sheet.seller;
        uint256 count = 2;
        if (!_contains(payees, sheet.marketplace)) payees[count++] = sheet.marketplace;
        if (!_contains(payees, sheet.panelAccount)) payees[count++] = sheet.panelAccount;
        assembly ("memory-safe") {
            mstore(payees, count)
        }
    }

    /// @return worth What the model says `payees` have in rows, refused rows and wallets.
    function _worth(address[] memory payees) internal view returns (uint256 worth) {
        for (uint256 i = 0; i < payees.length; ++i) {
            address payee = payees[i];
            worth += _row[payee] + _refused[payee] + _walletOf[payee];
        }
    }

    /// @dev After a call that paid out of a deal: everyone it can pay, the deal, the milestone, and the whole.
    function _auditDeal(uint256 deal, uint256 milestone, address[] memory payees, uint256 worthBefore) internal {
        uint256 worth;
        for (uint256 i = 0; i < payees.length; ++i) worth += _auditAccount(payees[i]);
        GhostDeal storage ghost = _deals[deal];
        if (worth < worthBefore) _breach(3, "a payout made the parties poorer");
        else ghost.paidOut += worth - worthBefore;
        _auditState(deal);
        _auditRecord(deal, milestone);
        _auditHeld();
    }

    function _auditState(uint256 deal) internal {
        GhostDeal storage ghost = _deals[deal];
        (uint40 openedAt, uint8 count, uint96 unsettled, uint32 settled, uint32 recorded) = quittance.dealOf(ghost.id);
        uint256 expectedSettled;
        uint256 expectedRecorded;
        for (uint256 i = 0; i < count; ++i) {
            GhostMilestone storage milestone = _milestones[deal][i];
            if (milestone.phase == Phase.Settled) expectedSettled |= 1 << i;
            if (milestone.deliveredAt != 0 || milestone.standingSince != 0) expectedRecorded |= 1 << i;
        }
        _hold(openedAt == ghost.openedAt && count == ghost.sheet.milestones.length, 4, "a deal's opening changed");
        _hold(settled == expectedSettled, 4, "the settled milestones differ from the model");
        _hold(recorded == expectedRecorded, 11, "the recorded milestones differ from the model");
        _hold(unsettled == ghost.unsettled, 3, "a deal's unsettled money differs from the model");
        _hold(ghost.paidOut + unsettled == ghost.funded, 3, "what left a deal and what is in it are not its funding");
    }

    function _auditRecord(uint256 deal, uint256 milestone) internal {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        MilestoneRecord memory record = quittance.milestoneOf(_deals[deal].id, uint8(milestone));
        _hold(record.evidence == ghost.evidence, 11, "evidence changed");
        _hold(record.deliveredAt == ghost.deliveredAt, 11, "the time of a delivery changed");
        _hold(record.standingSince == ghost.standingSince, 12, "the time of a standing verdict differs");
        _hold(record.standingPayout == ghost.payout, 7, "the standing payout differs");
    }

    // ---- what was told ----

    /// @dev The parts that `MilestoneSettled` told of the call just made.
    function _auditParts(uint256 deal, uint256 milestone) internal {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        GhostMilestone storage ghost = _milestones[deal][milestone];
        uint256 told;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(quittance)) continue;
            if (logs[i].topics[0] != ISettlements.MilestoneSettled.selector) continue;
            (uint8 which, , uint96 toSeller, uint96 toBuyer) = abi.decode(logs[i].data, (uint8, uint8, uint96, uint96));
            _hold(logs[i].topics[1] == _deals[deal].id && which == milestone, 4, "another milestone was told settled");
            uint256 amount = _deals[deal].sheet.milestones[milestone].amount;
            _hold(uint256(toSeller) + toBuyer == amount, 5, "the parts told are not the amount");
            _hold(toSeller == ghost.toSeller && toBuyer == ghost.toBuyer, 5, "the parts told differ from the model");
            ++told;
        }
        _hold(told == 1, 4, "a settlement was not told exactly once");
    }

    function _contains(address[] memory list, address wanted) private pure returns (bool) {
        for (uint256 i = 0; i < list.length; ++i) if (list[i] == wanted) return true;
        return false;
    }
}
