// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IAuthority} from "../interfaces/IAuthority.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {ISalts} from "../interfaces/ISalts.sol";
import {IUsdc} from "../interfaces/IUsdc.sol";
import {AccountSlot} from "../types/Account.sol";
import {DEPOSIT_TYPEHASH} from "../types/TypeHashes.sol";
import {Domain} from "../libraries/Domain.sol";
import {ManagedAccount} from "../libraries/ManagedAccount.sol";
import {Holding} from "../libraries/Holding.sol";
import {COMPACT_BYTES, S_AT, Signatures, V_AT, WHOLE_BYTES} from "../libraries/Signatures.sol";

/// @dev The kinds of salts: of deposits by approval, and of withdrawals.
uint256 constant DEPOSITS = 1;
uint256 constant WITHDRAWALS = 2;

/// @dev The only module that moves money: balances, unclaimed payouts, and the token calls behind them.
abstract contract Ledger {
    /// @dev More than a USDC transfer costs at worst, so that a payout fails only when the token refuses it, never for
    /// lack of gas.
    uint256 private constant PAYOUT_GAS = 150_000;
    bytes4 private constant RECEIVE_WITH_WORDS = bytes4(
        keccak256("receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)")
    );
    bytes4 private constant RECEIVE_WITH_BYTES = bytes4(
        keccak256("receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)")
    );

    // Where the arguments of `receiveWithAuthorization` lie in its calldata. These are the same in both overloads.
    uint256 private constant FROM = 0x04;
    uint256 private constant TO = 0x24;
    uint256 private constant VALUE = 0x44;
    uint256 private constant VALID_AFTER = 0x64;
    uint256 private constant VALID_BEFORE = 0x84;
    uint256 private constant NONCE = 0xa4;
    // The overload with v, r and s.
    uint256 private constant V = 0xc4;
    uint256 private constant R = 0xe4;
    uint256 private constant S = 0x104;
    uint256 private constant WORDS_SIZE = 0x124;
    // The overload with bytes: where the signature starts, counted from `from`; its length; the signature.
    uint256 private constant BYTES_OFFSET = 0xc4;
    uint256 private constant BYTES_SCHEDULE = 0xe0;
    uint256 private constant BYTES_LENGTH = 0xe4;
    uint256 private constant BYTES = 0x104;
    // Where the arguments of `transfer` lie in its calldata.
    uint256 private constant RECIPIENT = 0x04;
    uint256 private constant AMOUNT = 0x24;
    uint256 private constant TRANSFER_SIZE = 0x44;

    IUsdc private immutable USDC;
    uint256 private immutable CHAIN_ID;
    bytes32 private immutable DOMAIN_SEPARATOR;

    mapping(address account => AccountSlot) internal _accounts;
    mapping(address account => uint96) internal _unclaimedPayout;
    /// @dev keccak256 of principal ‖ policy; zero unless the account is a managed one.
    mapping(address account => bytes32) internal _policies;
    /// @dev The salts that moved money: one bit for each, 256 in a word. A salt in a word that is in use costs 17,100
    /// gas less than one in a word of its own. Each account that is debited has its own, so that no one else can use
    /// them up.
    mapping(address account => mapping(uint256 word => uint256 bits)) internal _salts;

    constructor(address token) {
        // Check: the token is a contract.
        if (token.code.length == 0) revert ILedger.Quittance_TokenWithoutCode(token);
        USDC = IUsdc(token);
        CHAIN_ID = block.chainid;
        DOMAIN_SEPARATOR = Domain.separatorOf(address(this));
    }

    /// @dev After a fork of the chain this is the fork's separator.
    function _domainSeparator() internal view virtual returns (bytes32) {
        return block.chainid == CHAIN_ID ? DOMAIN_SEPARATOR : Domain.separatorOf(address(this));
    }

    function _hashTypedDataV4(bytes32 structHash) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_domainSeparator(), structHash);
    }

    /// @return The nonce of the authorisation that pays a deposit.
    function _depositNonce(address account, uint64 salt) internal view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(DEPOSIT_TYPEHASH, account, salt)));
    }

    /// @dev Takes a salt, which moves money once.
    /// @param kind What the salt is for: `DEPOSITS` or `WITHDRAWALS`.
    /// @param account Whose wallet or balance is debited. The caller checks that this account, or who controls it,
    /// asks.
    function _useSalt(uint256 kind, address account, uint64 salt) internal {
        (uint256 word, uint256 bit) = _placeOfSalt(kind, salt);
        uint256 used = _salts[account][word];
        // Check: the salt was not used before.
        if (used & bit != 0) revert ISalts.Quittance_SaltAlreadyUsed(account, salt);
        // Effects
        _salts[account][word] = used | bit;
    }

    function _isSaltUsed(uint256 kind, address account, uint64 salt) internal view returns (bool) {
        (uint256 word, uint256 bit) = _placeOfSalt(kind, salt);
        return _salts[account][word] & bit != 0;
    }

    /// @return word The salt's word, of its kind.
    /// @return bit Its bit there.
    function _placeOfSalt(uint256 kind, uint64 salt) private pure returns (uint256 word, uint256 bit) {
        return ((kind << 64) | (salt >> 8), 1 << (salt & 0xff));
    }

    /// @dev Adds `amount` to the account's balance.
    function _credit(address account, uint96 amount) internal {
        _accounts[account] = _accounts[account].credit(amount);
    }

    /// @dev Returns `amount` to the balance that committed it, and to what the account's policy lets it spend.
    /// @param digest What the money was committed to.
    /// @param committedAt When it was, in unix seconds.
    function _refund(bytes32 digest, address account, uint96 amount, uint256 committedAt) internal {
        if (!_isOpened(account)) return _credit(account, amount);
        _accounts[account] = _accounts[account].refund(amount, committedAt);
        emit IAuthority.BudgetRestored(account, digest, amount);
    }

    /// @dev Debits a wallet that trades for itself. Money of a managed account is committed under its policy instead.
    function _debit(address account, uint96 amount) internal {
        // Check: the account is no managed one.
        if (_isOpened(account)) revert IAuthority.Quittance_PolicyNeeded(account);
        _take(account, amount);
    }

    /// @dev Debits any balance. The caller checks authority first.
    function _take(address account, uint256 amount) internal {
        AccountSlot slot = _accounts[account];
        _requireBalance(account, slot, amount);
        _accounts[account] = slot.debit(amount);
    }

    function _requireBalance(address account, AccountSlot slot, uint256 amount) internal pure {
        // Check: the balance is enough.
        if (slot.balance() < amount) revert ILedger.Quittance_InsufficientBalance(account, slot.balance(), amount);
    }

    /// @dev Pays a party of a deal to the destination that the terms name. What the token refuses waits for
    /// `claimPayout`, so that a recipient cannot block a settlement.
    function _payOut(bytes32 dealId, address to, uint256 amount, bool toLedger) internal {
        if (toLedger) {
            _credit(to, uint96(amount));
        } else if (!_tryTransfer(to, amount)) {
            _refuse(dealId, to, uint96(amount));
        }
    }

    /// @dev Pays back to the buyer, in the same way.
    /// @param committedAt When the deal was opened.
    function _payBack(bytes32 dealId, address to, uint256 amount, bool toLedger, uint256 committedAt) internal virtual {
        if (toLedger) {
            _refund(dealId, to, uint96(amount), committedAt);
        } else {
            _payOut(dealId, to, amount, false);
        }
    }

    /// @dev Stores an unclaimed payout.
    function _refuse(bytes32 dealId, address to, uint96 amount) internal {
        _unclaimedPayout[to] += amount;
        emit ILedger.PayoutRefused(dealId, to, amount);
    }

    /// @dev Takes money from a wallet by its ERC-3009 authorisation, and reverts as the token does. This contract
    /// computes the nonce; a caller never chooses it. Signatures of plain keys go to the overload that costs less. The
    /// reference is `ReceiveReference`.
    function _receive(
        address from,
        uint256 amount,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) internal {
        bool plain = signature.length == WHOLE_BYTES || (signature.length == COMPACT_BYTES && from.code.length == 0);
        bytes4 selector = plain ? RECEIVE_WITH_WORDS : RECEIVE_WITH_BYTES;
        address token = address(USDC);
        // The block writes above the free memory pointer only: the token's calldata, or what it reverted with.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := WORDS_SIZE
            mstore(free, selector)
            mstore(add(free, FROM), from)
            mstore(add(free, TO), address())
            mstore(add(free, VALUE), amount)
            mstore(add(free, VALID_AFTER), 0)
            mstore(add(free, VALID_BEFORE), validBefore)
            mstore(add(free, NONCE), nonce)
            switch plain
            case 0 {
                mstore(add(free, BYTES_OFFSET), BYTES_SCHEDULE)
                mstore(add(free, BYTES_LENGTH), signature.length)
                calldatacopy(add(free, BYTES), signature.offset, signature.length)
                mstore(add(add(free, BYTES), signature.length), 0)
                size := add(BYTES, and(add(signature.length, 0x1f), not(0x1f)))
            }
            default {
                let s := calldataload(add(signature.offset, S_AT))
                let v := byte(0, calldataload(add(signature.offset, V_AT)))
                if eq(signature.length, COMPACT_BYTES) {
                    v := add(27, shr(255, s))
                    s := shr(1, shl(1, s))
                }
                mstore(add(free, V), v)
                mstore(add(free, R), calldataload(signature.offset))
                mstore(add(free, S), s)
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
        return Holding.mayHold(account, address(USDC));
    }

    /// @dev Tokens that are sent to a managed account would be lost, as its address has no private key. Its principal
    /// may open it later, so that an address of the form is refused before that too.
    function _requireWallet(address to) internal view {
        // Check: the recipient can hold tokens, and its address has not the form of a managed account.
        if (!_mayHold(to) || ManagedAccount.hasForm(to)) revert ILedger.Quittance_AddressRefused(to);
    }

    /// @return Whether the account is a managed one. An address without the form of a managed account needs no read of
    /// storage.
    function _isOpened(address account) internal view returns (bool) {
        return ManagedAccount.hasForm(account) && _policies[account] != 0;
    }

    /// @return done Whether the token made the transfer.
    function _tryTransfer(address to, uint256 amount) internal returns (bool done) {
        // Check: the token has all the gas that it may need.
        Signatures.requireGas(PAYOUT_GAS);
        address token = address(USDC);
        bytes4 selector = IERC20.transfer.selector;
        // The block writes only the first word and above the free memory pointer; no more than a word of the answer is
        // copied.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, selector)
            mstore(add(free, RECIPIENT), to)
            mstore(add(free, AMOUNT), amount)
            mstore(0x00, 0)
            let ok := call(gas(), token, 0, free, TRANSFER_SIZE, 0x00, 0x20)
            done := and(ok, and(gt(returndatasize(), 0x1f), eq(mload(0x00), 1)))
        }
    }
}
