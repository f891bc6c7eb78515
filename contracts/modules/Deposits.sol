// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {DEPOSITS, Ledger, WITHDRAWALS} from "./Ledger.sol";

/// @dev Moves money into balances, and out of them as their owners ask.
abstract contract Deposits is Ledger, ILedger {
    using SafeERC20 for IERC20;

    /// @inheritdoc ILedger
    function deposit(address account, uint96 amount, uint64 salt) external {
        // Check: the account can hold money, and the amount is not zero.
        _requireDeposit(account, amount);
        // Effects, with a check: the caller has not used the salt for a deposit before.
        _useSalt(DEPOSITS, msg.sender, salt);
        _credit(account, amount);
        emit LedgerDeposited(account, msg.sender, amount, salt);
        // Interactions
        IERC20(_token()).safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc ILedger
    function depositWithAuthorization(
        address from,
        address account,
        uint96 amount,
        uint40 validBefore,
        uint64 salt,
        bytes calldata signature
    ) external {
        // Check: the account can hold money, and the amount is not zero.
        _requireDeposit(account, amount);
        // Effects
        _credit(account, amount);
        emit LedgerDeposited(account, from, amount, salt);
        // Interactions
        _receive(from, amount, validBefore, _depositNonce(account, salt), signature);
    }

    /// @inheritdoc ILedger
    function withdraw(address to, uint96 amount, uint64 salt) external {
        // Check: the recipient can hold tokens, and its address has not the form of a managed account.
        _requireWallet(to);
        // Check: the amount is not zero.
        if (amount == 0) revert Quittance_AmountZero();
        // Effects, with checks: the caller has not used the salt to withdraw before, and its balance is enough.
        _useSalt(WITHDRAWALS, msg.sender, salt);
        _debit(msg.sender, amount);
        emit LedgerWithdrawn(msg.sender, to, amount, salt);
        // Interactions
        IERC20(_token()).safeTransfer(to, amount);
    }

    function _requireDeposit(address account, uint96 amount) private view {
        // Check: the account can hold money.
        if (!_mayHold(account)) revert Quittance_AddressRefused(account);
        // Check: the amount is not zero.
        if (amount == 0) revert Quittance_AmountZero();
    }
}
