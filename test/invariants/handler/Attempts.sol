// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IBatches} from "../../../contracts/interfaces/IBatches.sol";
import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IOpenBatches} from "../../../contracts/interfaces/IOpenBatches.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IDeliveries} from "../../../contracts/interfaces/IDeliveries.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IProvisionalPayouts} from "../../../contracts/interfaces/IProvisionalPayouts.sol";
import {IPayments} from "../../../contracts/interfaces/IPayments.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {IUnclaimedPayouts} from "../../../contracts/interfaces/IUnclaimedPayouts.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {OpeningItems} from "../../contracts/support/OpeningItems.sol";
import {Vm, VM} from "../../contracts/support/Vm.sol";
import {Calendar} from "./Calendar.sol";
import {Dice} from "./Dice.sol";

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

/// @notice What a call did that was undone.
struct Trial {
    bool ok;
    /// @dev How many items of a batch were refused.
    uint256 refused;
    /// @dev Why the call, or the item of a batch that is looked at, was refused; of what went through empty.
    bytes reason;
}

/// @notice Makes the calls. A difference between contract and model is kept as a breach of a numbered promise; the
/// campaign's invariant reads the breaches.
abstract contract Attempts is Calendar {
    /// @dev How a trial ends.
    error Undone(Trial trial);

    uint256 private constant REMEMBERED = 32;
    /// @dev Past calls that a batch has beside a new one.
    uint256 private constant MOST_BESIDE = 3;

    mapping(string action => uint256) public tried;
    mapping(string action => uint256) public done;
    /// @notice One bit a promise: it is broken.
    uint256 public broken;
    /// @notice What broke a promise first; empty while it holds.
    mapping(uint256 promised => string) public breachOf;

    Done[] internal _past;
    uint256 private _forgotten;
    /// @dev The call to make is not made as an item of a batch. It has several orders, which alone spend what others of
    /// them pay.
    bool internal _keptSingle;
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
        if (!ok && !_keptSingle && _isForBatches(bytes4(attempt.data)) && dice.oneIn(5)) {
            ok = _attemptInBatch(dice, attempt);
        } else if (!ok) {
            VM.recordLogs();
            VM.prank(attempt.caller);
            (ok, ) = address(quittance).call(attempt.data);
        }
        if (ok && !attempt.expected) _breach(attempt.promised, string.concat(attempt.action, " went through"));
        if (!ok && attempt.expected) _breach(attempt.promised, string.concat(attempt.action, " was refused"));
        if (ok) ++done[attempt.action];
    }

    /// @dev Among calls that are refused: it does what it does alone, or is refused with the same reason (promise 26). What
    /// it does is compared by whoever attempts it, as it is of a call that comes alone.
    function _attemptInBatch(Dice memory dice, Attempt memory attempt) private returns (bool) {
        Trial memory alone = _undone(attempt.caller, attempt.data, 0);
        (bytes[] memory calls, uint256 own) = _among(dice, attempt);
        bool opens = bytes4(attempt.data) == IDeals.open.selector && dice.oneIn(2);
        bytes memory data = opens ? _openingsOf(calls) : abi.encodeCall(IBatches.batch, (calls, false));
        Trial memory among = _undone(attempt.caller, data, own);
        // It is made once more, for the logs that whoever attempts it reads.
        VM.recordLogs();
        VM.prank(attempt.caller);
        (bool isDone, ) = address(quittance).call(data);
        _hold(among.ok && isDone, 26, string.concat(attempt.action, " in a batch reverted the batch"));
        bool same = alone.ok == (among.reason.length == 0);
        _hold(same, 26, string.concat(attempt.action, " in a batch ended otherwise than alone"));
        same = alone.ok || keccak256(among.reason) == keccak256(alone.reason);
        _hold(same, 26, string.concat(attempt.action, " in a batch was refused for another reason"));
        bool others = among.refused == calls.length - (alone.ok ? 1 : 0);
        _hold(others, 26, "a call that was made before went through in a batch");
        ++done[alone.ok ? "batch" : "batchRefused"];
        if (alone.ok && opens) ++done["openBatch"];
        return alone.ok;
    }

    /// @dev What a call would do now; nothing of it stays. It is undone by reverting: a snapshot of the state would be a
    /// copy of everything that the test has touched so far, and the runner keeps each.
    /// @param item Of a batch, whose reason is looked for.
    function _undone(address caller, bytes memory data, uint256 item) internal returns (Trial memory) {
        try this.tryAndUndo(caller, data, item) {
            revert("not undone");
        } catch (bytes memory undone) {
            require(bytes4(undone) == Undone.selector, "a trial failed by itself");
            assembly ("memory-safe") {
                let length := sub(mload(undone), 4)
                undone := add(undone, 4)
                mstore(undone, length)
            }
            return abi.decode(undone, (Trial));
        }
    }

    /// @notice Makes a call, and reverts with what it did.
    function tryAndUndo(address caller, bytes calldata data, uint256 item) external {
        Trial memory trial;
        VM.recordLogs();
        VM.prank(caller);
        (trial.ok, trial.reason) = address(quittance).call(data);
        if (trial.ok) (trial.refused, trial.reason) = _refusalsIn(VM.getRecordedLogs(), item);
        revert Undone(trial);
    }

    /// @return The same openings as a batch of openings, each with its own signatures.
    function _openingsOf(bytes[] memory calls) private pure returns (bytes memory) {
        OpeningGroup[] memory items = new OpeningGroup[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            bytes memory arguments = new bytes(calls[i].length - 4);
            for (uint256 j = 0; j < arguments.length; ++j) arguments[j] = calls[i][j + 4];
            (bytes memory terms, bytes memory byBuyer, bytes memory bySeller) = abi.decode(
                arguments,
                (bytes, bytes, bytes)
            );
            items[i] = OpeningItems.alone(terms, byBuyer, bySeller);
        }
        return abi.encodeCall(IOpenBatches.openBatch, (items, "", false));
    }

    /// @return calls Past ones of the same function, which must be refused, and the attempt at a place among them.
    /// @return own That place.
    function _among(Dice memory dice, Attempt memory attempt) private view returns (bytes[] memory calls, uint256 own) {
        bytes[] memory found = new bytes[](MOST_BESIDE);
        uint256 count;
        bytes4 kind = bytes4(attempt.data);
        for (uint256 i = 0; i < _past.length && count < MOST_BESIDE; ++i) {
            // Another caller's withdrawal would be its own.
            bool isSame = _past[i].caller == attempt.caller || kind != ILedger.withdraw.selector;
            if (bytes4(_past[i].data) == kind && isSame) found[count++] = _past[i].data;
        }
        own = dice.roll(count + 1);
        calls = new bytes[](count + 1);
        for (uint256 i = 0; i < count; ++i) calls[i < own ? i : i + 1] = found[i];
        calls[own] = attempt.data;
    }

    /// @return count Of all items that were refused.
    /// @return reason Of one of them; empty when it was not.
    function _refusalsIn(Vm.Log[] memory logs, uint256 item) private view returns (uint256 count, bytes memory reason) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(quittance)) continue;
            if (logs[i].topics[0] != IItems.ItemRefused.selector) continue;
            ++count;
            (uint256 index, bytes memory told) = abi.decode(logs[i].data, (uint256, bytes));
            if (index == item) reason = told;
        }
    }

    function _isForBatches(bytes4 selector) private pure returns (bool) {
        return
            selector == IDeals.open.selector ||
            selector == IDeliveries.deliver.selector ||
            selector == IVerdicts.submitVerdict.selector ||
            selector == IProvisionalPayouts.settle.selector ||
            selector == ISettlements.release.selector ||
            selector == ISettlements.refund.selector ||
            selector == ISettlements.reclaim.selector ||
            selector == ITabs.redeem.selector ||
            selector == IPayments.pay.selector ||
            selector == ILedger.withdraw.selector ||
            selector == IUnclaimedPayouts.claimPayout.selector;
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
        _note(promised, what);
        if (_starving) _note(17, string.concat("on low gas: ", what));
    }

    function _hold(bool truth, uint256 promised, string memory what) internal {
        if (!truth) _breach(promised, what);
    }

    function _note(uint256 promised, string memory what) private {
        if ((broken >> promised) & 1 == 1) return;
        broken |= 1 << promised;
        breachOf[promised] = what;
    }
}
