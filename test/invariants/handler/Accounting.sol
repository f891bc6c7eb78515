// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAuthority} from "../../../contracts/interfaces/IAuthority.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {Key} from "../../../contracts/types/Key.sol";
import {TabState} from "../../../contracts/types/Tab.sol";
import {Vm} from "../../contracts/support/Vm.sol";
import {Attempts} from "./Attempts.sol";
import {GhostTab} from "./Model.sol";

/// @notice Compares accounts, keys, principals and tabs with the model: what they may spend, who may sign for them,
/// what is reserved and redeemed.
abstract contract Accounting is Attempts {
    struct Read {
        uint96 balance;
        uint64 spent;
        uint64 periodSpent;
        uint40 periodStart;
        address principal;
        uint32 index;
        bytes32 policyHash;
        bool frozen;
    }

    /// @dev Balances fall by their own keys' word only, whatever was called; what is spent is what is on the list.
    function _auditBudget(address account) internal {
        Read memory read = _readOf(account);
        _hold(read.balance >= _balance[account], 21, "an account's balance fell by another's call");
        _hold(read.balance == _balance[account], 3, "an account's balance differs from the model");
        uint256 since = _budgets[account].since;
        _hold(read.spent == _budgets[account].spent, 20, "what an account spent is not what it committed");
        _hold(read.periodStart == since, 20, "an account's period differs from the model");
        _hold(read.periodSpent == _committedSince(account, since), 20, "what counts for the period differs");
        _hold(read.frozen == _isFrozen(account), 20, "a freeze differs from the model");
        bytes32 policy = _accountOf[account].policy.hashFor(_accountOf[account].principal);
        _hold(read.policyHash == policy, 20, "another policy is in force");
        _hold(!_overpaid, 20, "more came back than was committed");
    }

    /// @dev What never changes, and every key there can be.
    function _auditIdentity(address account) internal {
        Read memory read = _readOf(account);
        _hold(read.principal == _accountOf[account].principal, 21, "an account changed its principal");
        _hold(read.index == _accountOf[account].index, 21, "an account changed its index");
        _hold(_committedEver(account) == _budgets[account].spent, 20, "the list of commitments is not their sum");
        for (uint256 i = 0; i < _agents.length; ++i) _auditKey(account, _agents[i]);
        for (uint256 i = 0; i < _controllers.length; ++i) _auditKey(account, _controllers[i]);
    }

    function _auditPrincipal(address principal) internal {
        (address controller, address offered, bool frozen) = quittance.principalOf(principal);
        _hold(controller == _principalOf[principal].controller, 21, "somebody else controls a principal");
        _hold(offered == _principalOf[principal].offered, 21, "a principal is offered to somebody else");
        _hold(frozen == _principalOf[principal].frozen, 20, "a principal's freeze differs from the model");
    }

    function _auditTab(uint256 tab) internal {
        GhostTab storage ghost = _tabs[tab];
        TabState memory state = quittance.tabOf(ghost.id);
        _hold(state.redeemed <= ghost.tab.reserve, 22, "more than the reserve was redeemed");
        _hold(state.redeemed == ghost.redeemed, 22, "what was redeemed differs from the model");
        _hold(state.openedAt == ghost.openedAt && state.closed == ghost.closed, 4, "a tab's state differs");
    }

    /// @dev A commitment is emitted once, with who signed for it and how much it is.
    function _checkCommitmentEvent(
        Vm.Log[] memory logs,
        address account,
        bytes32 digest,
        address key,
        uint256 amount
    ) internal {
        uint256 emitted;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(quittance) || logs[i].topics[0] != IAuthority.FundsCommitted.selector)
                continue;
            if (logs[i].topics[1] != bytes32(uint256(uint160(account))) || logs[i].topics[2] != digest) continue;
            (address by, uint96 much) = abi.decode(logs[i].data, (address, uint96));
            _hold(by == key && much == amount, 20, "a commitment was emitted otherwise");
            ++emitted;
        }
        _hold(emitted == 1, 20, "a commitment was not emitted exactly once");
    }

    /// @dev All redemptions of a call are emitted once, in the order of their vouchers.
    function _checkRedemptionEvent(Vm.Log[] memory logs, address payee, bytes memory redemptions) internal {
        uint256 emitted;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != ITabs.VouchersRedeemed.selector) continue;
            bool ours = logs[i].topics[1] == bytes32(uint256(uint160(payee)));
            bytes memory packed = abi.decode(logs[i].data, (bytes));
            _hold(ours && keccak256(packed) == keccak256(redemptions), 22, "redemptions were emitted otherwise");
            ++emitted;
        }
        _hold(emitted == 1, 22, "redemptions were not emitted exactly once");
    }

    function _auditKey(address account, address key) private {
        Key memory granted = quittance.keyOf(account, key);
        bool same = granted.expiry == _grants[account][key].expiry;
        _hold(same && granted.capabilities == _grants[account][key].capabilities, 22, "a key differs from the model");
    }

    function _readOf(address account) private view returns (Read memory read) {
        (
            read.balance,
            read.spent,
            read.periodSpent,
            read.periodStart,
            read.principal,
            read.index,
            read.policyHash,
            read.frozen
        ) = quittance.accountOf(account);
    }
}
