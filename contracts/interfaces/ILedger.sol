// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Ledger: the balances that accounts keep inside the contract
/// @notice All amounts are USDC base units (6 decimals). A balance belongs to the address that it is under. Only that
/// address takes money out of it; anyone may put money into it.
interface ILedger {
    /// @notice Emitted when `from` pays `amount` into the balance of `account`.
    /// @param salt What the payer chose. Deposits by approval and deposits by authorisation each have salts of their
    /// own.
    event LedgerDeposited(address indexed account, address indexed from, uint96 amount, uint64 indexed salt);

    /// @notice Emitted when `amount` of the balance of `account` is paid to the wallet `to`.
    /// @param salt What the account, or its controller, chose.
    event LedgerWithdrawn(address indexed account, address indexed to, uint96 amount, uint64 indexed salt);

    /// @notice Emitted when the token refuses to pay `amount` to `account`. The amount is added to that address's
    /// unclaimed payout.
    event PayoutRefused(bytes32 indexed dealId, address indexed account, uint96 amount);

    /// @notice Thrown when the contract is deployed with a token address that has no code.
    error Quittance_TokenWithoutCode(address token);

    /// @notice Thrown when the contract is deployed with a companion that was not built for its token, its sources and
    /// its other companion.
    error Quittance_CompanionUnusable(address companion);

    /// @notice Thrown when money would be credited or paid to zero, to the token or to this contract, or when tokens
    /// would be sent to an address of the form of a managed account, opened or not.
    error Quittance_AddressRefused(address account);

    /// @notice Thrown when an amount is zero.
    error Quittance_AmountZero();

    /// @notice Thrown when the ledger balance of `account` is less than `required`. Amounts are USDC base units.
    /// @param available The balance.
    error Quittance_InsufficientBalance(address account, uint256 available, uint256 required);

    /// @notice Takes `amount` from the caller, who has approved it, into the balance of `account`.
    /// @dev Anyone may call. A call that is repeated with its salt, because the answer to the first was lost, moves
    /// nothing. Reverts with `Quittance_AddressRefused`, `Quittance_AmountZero`, `Quittance_SaltAlreadyUsed`, or as the
    /// token does. Emits `LedgerDeposited`.
    /// @param account The account whose balance is credited.
    /// @param amount USDC base units.
    /// @param salt A number that the caller chooses. It deposits once for each. Numbers that follow each other cost
    /// less.
    function deposit(address account, uint96 amount, uint64 salt) external;

    /// @notice Takes `amount` from `from` by its ERC-3009 authorisation, into the balance of `account`.
    /// @dev Anyone may submit it. The nonce of the authorisation is `depositNonce(account, salt)` and its `validAfter`
    /// is 0, so that it has no effect through any other entry, here or elsewhere. Reverts with
    /// `Quittance_AddressRefused`, `Quittance_AmountZero`, or as the token does (used, expired, bad signature). Emits
    /// `LedgerDeposited`.
    /// @param from The wallet that signed; an ERC-1271 wallet works.
    /// @param account The account whose balance is credited.
    /// @param amount USDC base units.
    /// @param validBefore Unix seconds; the authorisation works while now < validBefore.
    /// @param salt A number that the signer chooses; there is one authorisation for each account and salt.
    /// @param signature Of the token's `ReceiveWithAuthorization`: 65 bytes, 64 (EIP-2098), or any that an ERC-1271
    /// wallet accepts.
    function depositWithAuthorization(
        address from,
        address account,
        uint96 amount,
        uint40 validBefore,
        uint64 salt,
        bytes calldata signature
    ) external;

    /// @notice Pays `amount` from the caller's balance to the wallet `to`.
    /// @dev A wallet may call, for its own balance. A call that is repeated with its salt, because the answer to the
    /// first was lost, moves nothing. Reverts with `Quittance_AddressRefused`, `Quittance_AmountZero`,
    /// `Quittance_SaltAlreadyUsed`, `Quittance_InsufficientBalance`, `Quittance_PolicyNeeded`, or as the token does; a
    /// refused transfer leaves balance and salt as they were. Emits `LedgerWithdrawn`.
    /// @param to The wallet that is paid. Its address has not the form of a managed account.
    /// @param amount USDC base units.
    /// @param salt A number that the caller chooses. It withdraws once for each. Numbers that follow each other cost
    /// less.
    function withdraw(address to, uint96 amount, uint64 salt) external;
}
