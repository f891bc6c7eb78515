// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PolicyFixture} from "../../contracts/support/PolicyFixture.sol";
import {Organisations} from "./Organisations.sol";

/// @notice One commitment of an account, and how much of it came back.
struct GhostCommitment {
    uint40 madeAt;
    uint96 amount;
    uint96 back;
    /// @dev What amendments of it have committed besides, each at its own time. What comes back of those is of this one.
    uint96 more;
}

/// @notice Where an account's running count began, and what a policy before it had already counted.
struct GhostBudget {
    uint40 since;
    /// @dev Below zero when more has come back of what was committed before than is counted of it.
    int256 carried;
    uint96 spent;
}

/// @notice What accounts have committed, as lists: each limit is asked of the sum of what is on the list, and not of a
/// counter that is carried along, which is what the contract keeps.
abstract contract Budgets is Organisations {
    mapping(address account => GhostCommitment[]) internal _commitments;
    mapping(address account => GhostBudget) internal _budgets;
    /// @dev Number of the commitment, from 1.
    mapping(address account => mapping(bytes32 digest => uint256)) internal _commitmentOf;
    /// @dev More came back of a commitment than it was.
    bool internal _overpaid;

    /// @return Of the running period, in seconds.
    function _periodStart(PolicyFixture storage policy) internal view returns (uint256) {
        return block.timestamp - (block.timestamp % (uint256(policy.period) * 1 hours));
    }

    /// @return sum Committed and not returned since `start`, or since the count began if that was later, with what an
    /// earlier policy had counted.
    function _committedSince(address account, uint256 start) internal view returns (uint256 sum) {
        uint256 since = _budgets[account].since;
        int256 carried;
        if (since >= start) (carried, start) = (_budgets[account].carried, since);
        return uint256(carried + _net(account, start));
    }

    /// @return sum Committed since `start`, less what came back of it.
    function _net(address account, uint256 start) private view returns (int256 sum) {
        GhostCommitment[] storage list = _commitments[account];
        for (uint256 i = list.length; i > 0 && list[i - 1].madeAt >= start; --i)
            sum += int256(uint256(list[i - 1].amount)) - int256(uint256(list[i - 1].back));
    }

    /// @return sum Of all commitments there ever were.
    function _committedEver(address account) internal view returns (uint256 sum) {
        return uint256(_net(account, 0));
    }

    /// @return left By the limits, the balance and the treasury, for one commitment.
    function _remainingLimits(address account) internal view returns (uint256 left) {
        PolicyFixture storage policy = _accountOf[account].policy;
        left = _least(_fundsOf(account), policy.perTransaction);
        left = _least(left, _less(policy.perPeriod, _committedSince(account, _periodStart(policy))));
        return _least(left, _less(policy.lifetime, _budgets[account].spent));
    }

    /// @return Its balance, and what its treasury would add.
    function _fundsOf(address account) internal view virtual returns (uint256);

    function _addCommitment(address account, bytes32 digest, uint256 amount) internal {
        GhostBudget storage budget = _budgets[account];
        uint256 start = _periodStart(_accountOf[account].policy);
        if (budget.since < start) (budget.since, budget.carried) = (uint40(start), 0);
        budget.spent += uint96(amount);
        _commitments[account].push(GhostCommitment(uint40(block.timestamp), uint96(amount), 0, 0));
        _commitmentOf[account][digest] = _commitments[account].length;
    }

    /// @dev What an amendment takes counts when it is taken; what comes back of any deal of the chain counts as coming
    /// back of the first.
    function _addAmendment(address account, bytes32 replaced, bytes32 digest, uint256 amount) internal {
        uint256 first = _commitmentOf[account][replaced];
        _addCommitment(account, digest, amount);
        _commitmentOf[account][digest] = first;
        if (first != 0) _commitments[account][first - 1].more += uint96(amount);
    }

    /// @dev Of a wallet's money nothing is counted.
    function _restore(address account, bytes32 digest, uint256 amount) internal {
        if (!_isOpened(account)) return;
        uint256 number = _commitmentOf[account][digest];
        if (number == 0) {
            if (amount != 0) _overpaid = true;
            return;
        }
        GhostCommitment storage commitment = _commitments[account][number - 1];
        commitment.back += uint96(amount);
        if (commitment.back > commitment.amount + commitment.more) _overpaid = true;
        _budgets[account].spent -= uint96(amount);
    }

    /// @dev Another policy counts on from what was spent in the period that runs; what was committed before this hour
    /// does not come back to it.
    function _carryOver(address account) internal {
        GhostBudget storage budget = _budgets[account];
        uint256 hour = block.timestamp - (block.timestamp % 1 hours);
        uint256 running = _committedSince(account, _periodStart(_accountOf[account].policy));
        (budget.since, budget.carried) = (uint40(hour), int256(running) - _net(account, hour));
    }

    function _least(uint256 one, uint256 other) internal pure returns (uint256) {
        return one < other ? one : other;
    }

    function _less(uint256 from, uint256 amount) internal pure returns (uint256) {
        return amount < from ? from - amount : 0;
    }
}
