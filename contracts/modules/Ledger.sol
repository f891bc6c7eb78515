// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IAuthority} from "../interfaces/IAuthority.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IUsdc} from "../interfaces/IUsdc.sol";
import {IUsdcHolder} from "../interfaces/IUsdcHolder.sol";
import {AccountSlot} from "../types/Account.sol";
import {ManagedAccount} from "../libraries/ManagedAccount.sol";
import {Signatures} from "../libraries/Signatures.sol";

/// @dev The only module that moves money: rows, unclaimed payouts, and the token calls behind them.
abstract contract Ledger is EIP712, IUsdcHolder {
    /// @dev More than a USDC transfer costs at worst, so that a payout fails by the token's will and never for want of gas.
    uint256 private constant PAYOUT_GAS = 150_000;
    bytes4 private constant RECEIVE_WITH_WORDS = bytes4(
        keccak256("receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)")
    );
    bytes4 private constant RECEIVE_WITH_BYTES = bytes4(
        keccak256("receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)")
    );

    IUsdc private immutable USDC;
    uint256 private immutable CHAIN_ID;
    bytes32 private immutable DOMAIN_SEPARATOR;

    mapping(address account => AccountSlot) internal _accounts;
    mapping(address account => uint96) internal _unclaimedPayout;
    /// @dev keccak256 of principal ‖ policy; zero unless a principal opened the account.
    mapping(address account => bytes32) internal _policies;

    constructor(address token) EIP712("Quittance", "1") {
        if (token.code.length == 0) revert ILedger.Quittance_TokenWithoutCode(token);
        USDC = IUsdc(token);
        CHAIN_ID = block.chainid;
        DOMAIN_SEPARATOR = _domainSeparatorV4();
    }

    /// @inheritdoc IUsdcHolder
    function usdc() external view returns (address) {
        return address(USDC);
    }

    /// @dev Code that is to run on this contract's storage moves the same token.
    function _requireCompanion(address companion) internal view {
        if (companion.code.length == 0 || IUsdcHolder(companion).usdc() != address(USDC)) {
            revert ILedger.Quittance_CompanionUnusable(companion);
        }
    }

    /// @dev As EIP712's own, which also asks whether it runs as itself; after a fork, the fork's.
    function _domainSeparator() internal view virtual returns (bytes32) {
        return block.chainid == CHAIN_ID ? DOMAIN_SEPARATOR : _domainSeparatorV4();
    }

    /// @dev EIP712's own would build the separator anew wherever the code of a companion runs.
    function _hashTypedDataV4(bytes32 structHash) internal view override returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_domainSeparator(), structHash);
    }

    function _credit(address account, uint96 amount) internal {
        _accounts[account] = _accounts[account].credit(amount);
    }

    /// @dev Back to the row that committed it, and to what its policy lets it spend.
    /// @param digest What it was committed to.
    /// @param committedAt Unix seconds.
    function _refund(bytes32 digest, address account, uint96 amount, uint256 committedAt) internal {
        if (!_isOpened(account)) return _credit(account, amount);
        _accounts[account] = _accounts[account].refund(amount, committedAt);
        emit IAuthority.BudgetRestored(account, digest, amount);
    }

    /// @dev Of a wallet that trades for itself: what a principal opened is committed under its policy.
    function _debit(address account, uint96 amount) internal {
        if (_isOpened(account)) revert IAuthority.Quittance_PolicyNeeded(account);
        _take(account, amount);
    }

    /// @dev By whoever may, of any row.
    function _take(address account, uint256 amount) internal {
        AccountSlot slot = _accounts[account];
        _requireBalance(account, slot, amount);
        _accounts[account] = slot.debit(amount);
    }

    function _requireBalance(address account, AccountSlot slot, uint256 amount) internal pure {
        if (slot.balance() < amount) revert ILedger.Quittance_InsufficientBalance(account, slot.balance(), amount);
    }

    /// @dev Pays a party of a deal by the route its terms name. What the token refuses waits for `claimPayout`: a
    /// settlement cannot be blocked by its recipient.
    function _payOut(bytes32 dealId, address to, uint256 amount, bool toLedger) internal {
        if (toLedger) {
            _credit(to, uint96(amount));
        } else if (!_tryTransfer(to, amount)) {
            _refuse(dealId, to, uint96(amount));
        }
    }

    /// @dev The same for what comes back to the buyer.
    /// @param committedAt When the deal was opened.
    function _payBack(bytes32 dealId, address to, uint256 amount, bool toLedger, uint256 committedAt) internal {
        if (toLedger) {
            _refund(dealId, to, uint96(amount), committedAt);
        } else {
            _payOut(dealId, to, amount, false);
        }
    }

    function _refuse(bytes32 dealId, address to, uint96 amount) private {
        _unclaimedPayout[to] += amount;
        emit ILedger.PayoutRefused(dealId, to, amount);
    }

    /// @dev The nonce is always one this contract computed, never a caller's. Plain keys take the overload that costs less.
    function _receive(
        address from,
        uint256 amount,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) internal {
        bool plain = signature.length == 65 || (signature.length == 64 && from.code.length == 0);
        bytes4 selector = plain ? RECEIVE_WITH_WORDS : RECEIVE_WITH_BYTES;
        address token = address(USDC);
        // Writes above the free memory pointer only: the token's calldata, or what it reverted with.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := 0x124
            mstore(free, selector)
            mstore(add(free, 0x04), from)
            mstore(add(free, 0x24), address())
            mstore(add(free, 0x44), amount)
            mstore(add(free, 0x64), 0)
            mstore(add(free, 0x84), validBefore)
            mstore(add(free, 0xa4), nonce)
            switch plain
            case 0 {
                mstore(add(free, 0xc4), 0xe0)
                mstore(add(free, 0xe4), signature.length)
                calldatacopy(add(free, 0x104), signature.offset, signature.length)
                mstore(add(add(free, 0x104), signature.length), 0)
                size := add(0x104, and(add(signature.length, 0x1f), not(0x1f)))
            }
            default {
                let s := calldataload(add(signature.offset, 0x20))
                let v := byte(0, calldataload(add(signature.offset, 0x40)))
                if eq(signature.length, 64) {
                    v := add(27, shr(255, s))
                    s := shr(1, shl(1, s))
                }
                mstore(add(free, 0xc4), v)
                mstore(add(free, 0xe4), calldataload(signature.offset))
                mstore(add(free, 0x104), s)
            }
            if iszero(call(gas(), token, 0, free, size, 0, 0)) {
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
        }
    }

    function _token() internal view returns (address) {
        return address(USDC);
    }

    function _mayHold(address account) internal view returns (bool) {
        return account != address(0) && account != address(this) && account != address(USDC);
    }

    /// @dev Tokens sent to a managed account would be lost: nobody has its keys.
    function _requireWallet(address to) internal view {
        if (!_mayHold(to) || _isOpened(to)) revert ILedger.Quittance_AddressRefused(to);
    }

    /// @dev A principal opened it. Other addresses than those of the form cost no look at storage.
    function _isOpened(address account) internal view returns (bool) {
        return ManagedAccount.hasForm(account) && _policies[account] != 0;
    }

    function _tryTransfer(address to, uint256 amount) private returns (bool done) {
        uint256 required = PAYOUT_GAS + PAYOUT_GAS / 63 + 5_000;
        if (gasleft() < required) revert Signatures.Quittance_InsufficientGas(gasleft(), required);
        address token = address(USDC);
        bytes4 selector = IERC20.transfer.selector;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, selector)
            mstore(add(free, 0x04), to)
            mstore(add(free, 0x24), amount)
            mstore(0, 0)
            let ok := call(gas(), token, 0, free, 0x44, 0, 0x20)
            done := and(ok, and(gt(returndatasize(), 0x1f), eq(mload(0), 1)))
        }
    }
}
