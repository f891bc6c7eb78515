// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IUsdc} from "../interfaces/IUsdc.sol";
import {Signatures} from "../libraries/Signatures.sol";

/// @dev The only module that moves money: rows, refused rows, and the token calls behind them.
abstract contract Ledger is EIP712 {
    /// @dev One slot a row; the bits above the balance are for the account's principal.
    struct Account {
        uint96 balance;
    }

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

    mapping(address account => Account) internal _accounts;
    mapping(address account => uint96) internal _refused;

    constructor(address token) EIP712("Quittance", "1") {
        if (token.code.length == 0) revert ILedger.Quittance_TokenWithoutCode(token);
        USDC = IUsdc(token);
        CHAIN_ID = block.chainid;
        DOMAIN_SEPARATOR = _domainSeparatorV4();
    }

    /// @dev As EIP712's own, which also asks whether it runs as itself; after a fork, the fork's.
    function _domainSeparator() internal view virtual returns (bytes32) {
        return block.chainid == CHAIN_ID ? DOMAIN_SEPARATOR : _domainSeparatorV4();
    }

    function _credit(address account, uint96 amount) internal {
        Account storage row = _accounts[account];
        uint256 word = _wordOf(row);
        uint96 sum = uint96(word) + amount;
        // Touches no memory; the balance is the lowest 96 bits of the row.
        assembly ("memory-safe") {
            sstore(row.slot, or(shl(96, shr(96, word)), sum))
        }
    }

    function _debit(address account, uint96 amount) internal {
        Account storage row = _accounts[account];
        uint256 word = _wordOf(row);
        if (uint96(word) < amount) revert ILedger.Quittance_InsufficientBalance(account, uint96(word), amount);
        // Touches no memory; nothing is borrowed from the bits above the balance.
        assembly ("memory-safe") {
            sstore(row.slot, sub(word, amount))
        }
    }

    function _wordOf(Account storage row) private view returns (uint256 word) {
        // Touches no memory.
        assembly ("memory-safe") {
            word := sload(row.slot)
        }
    }

    /// @dev Pays a party of a deal by the route its terms name. What the token refuses waits for `retryRefused`: a
    /// settlement cannot be blocked by its recipient.
    function _payOut(bytes32 dealId, address to, uint256 amount, bool toLedger) internal {
        if (toLedger) {
            _credit(to, uint96(amount));
        } else if (!_tryTransfer(to, amount)) {
            _refuse(dealId, to, uint96(amount));
        }
    }

    function _refuse(bytes32 dealId, address to, uint96 amount) private {
        _refused[to] += amount;
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
