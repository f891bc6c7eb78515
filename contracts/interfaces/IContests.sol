// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Contests: a bonded objection to a provisional payout, which opens the next round
/// @notice Either party can contest a provisional payout by posting a bond. After round 1, with its verdict or the
/// payout for silence, a panel that is drawn from the juror pool decides (round 2). After round 2, the arbiter decides,
/// if the terms name one (round 3). A round that does not decide in time leaves the provisional payout as it is. All
/// calls take whole terms.
interface IContests {
    /// @notice How a bond is paid.
    /// @param payer The account that pays the bond, and to which it returns: the contester itself, or any other that
    /// agrees to it.
    /// @param fromWallet Whether the payer's wallet pays it, by ERC-3009. Otherwise its ledger balance does.
    /// @param validBefore Unix seconds: `validBefore` of the ERC-3009 authorisation. It is not read when the balance
    /// pays.
    /// @param signature From a wallet: the token's `ReceiveWithAuthorization` with nonce = the bond's id (`bondIdOf`),
    /// value = bond and validAfter = 0. From the balance of a wallet: the payer's signature of `Bond(address
    /// payer,bytes32 deal,uint8 milestone,uint8 round,address contester,uint96 amount)`; empty when the payer calls, or
    /// is the contester, whose signature of the contest names it and its balance. From the balance of a managed account:
    /// always its envelope (`IAuthority`) over the bond's id, to commit the bond (COMMIT).
    struct BondPayment {
        address payer;
        bool fromWallet;
        uint40 validBefore;
        bytes signature;
    }

    /// @notice Emitted when `contester` objects to the provisional `payout`, and so opens the next `round`.
    /// @param round 2 for the drawn panel, 3 for the arbiter.
    /// @param payout Basis points.
    /// @param payer The account that paid the bond.
    /// @param bond USDC base units.
    /// @param fromWallet Whether the payer's wallet paid the bond, and not its ledger balance.
    event ContestOpened(
        bytes32 indexed dealId,
        address indexed contester,
        uint8 milestone,
        uint8 round,
        uint16 payout,
        address payer,
        uint96 bond,
        bool fromWallet
    );

    /// @notice Emitted when what is left of a bond goes back to the ledger balance of its payer: there was no round, or
    /// no one voted in it. When a panel was drawn, the bond of round 2 has paid for the draw (`DrawPaid`).
    event BondReturned(bytes32 indexed dealId, address indexed payer, uint8 milestone, uint8 round, uint96 amount);

    /// @notice Emitted when a bond, or a part of it, is credited to the ledger balance of a juror or of the arbiter.
    event BondEarned(bytes32 indexed dealId, address indexed judge, uint8 milestone, uint8 round, uint96 amount);

    /// @notice Emitted when the milestone settles better for the contester than the payout that it contested. `amount`,
    /// taken from the other side's part of the milestone, is credited to the ledger balance of the bond's payer: the
    /// bond, but all bonds of one contester together no more than it gained from the first payout that it contested.
    event BondReimbursed(bytes32 indexed dealId, address indexed payer, uint8 milestone, uint8 round, uint96 amount);

    /// @notice Thrown when `account` is neither the buyer nor the seller of the deal.
    error Quittance_NotAParty(bytes32 dealId, address account);

    /// @notice Thrown when the buyer contests a payout of 0 or the seller one of 10000: no later round can decide
    /// better for `contester`.
    /// @param payout Basis points: the payout that was contested.
    error Quittance_NothingToGain(bytes32 dealId, address contester, uint256 payout);

    /// @notice Thrown when the payout that would settle now is not the one that the contester objects to. Both are in
    /// basis points.
    /// @param provisional The payout that would settle now.
    /// @param contested The payout that the contester signed against.
    error Quittance_ProvisionalPayoutMismatch(uint256 provisional, uint256 contested);

    /// @notice Thrown when now >= `end`: the payout can no longer be contested. Without a contest window this is always
    /// so.
    /// @param end Unix seconds.
    error Quittance_ContestWindowEnded(bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp);

    /// @notice Thrown when the last judge of the milestone has been asked already: the arbiter, or round 2 when the
    /// terms name no arbiter.
    error Quittance_NoFurtherRound(bytes32 dealId, uint256 milestone);

    /// @notice Thrown when no contest opened this round of the milestone, or when its bond was released before.
    /// @param round 2 for the bond of the drawn panel, 3 for that of the arbiter.
    error Quittance_NoBond(bytes32 dealId, uint256 milestone, uint256 round);

    /// @notice Thrown when the round may still decide, or its ballots may still be recorded. Its bond stays until then.
    /// @param round 2 for the bond of the drawn panel, 3 for that of the arbiter.
    error Quittance_BondNotDue(bytes32 dealId, uint256 milestone, uint256 round);

    /// @notice Contests the provisional payout, with the bond of the terms.
    /// @dev Anyone may submit it with the contester's signature of `Contest(bytes32 deal,uint8 milestone,uint8
    /// round,uint16 payout,uint96 bond,address payer,bool fromWallet)`, which says who pays the bond, and whether its
    /// wallet or its balance does. The signature may be empty when the contester calls. A managed account needs a key
    /// that may SETTLE, since a later round can decide worse for it; any key of it may contest a payout of 0 for the
    /// seller or of 10000 for the buyer. The buyer contests only what pays the seller something, the seller only what
    /// pays it less than all. A contest is taken until the contest window ends; each round but the last one starts a
    /// new window. The fee of the named panel is credited to its account when it earned it by a quorum of ballots. Reverts with an
    /// error of this interface, `Quittance_NoProvisionalPayout`, `Quittance_InvalidSignature`,
    /// `Quittance_InsufficientBalance`, an error of `IDeals` or of `IAuthority`, or as the token does. Emits
    /// `ContestOpened`, after `FeeCredited` and `FundsCommitted` where they apply.
    /// @param contester The buyer or the seller.
    /// @param payout The provisional payout that the contester objects to, in basis points.
    function contest(
        bytes calldata terms,
        uint8 milestone,
        address contester,
        uint16 payout,
        bytes calldata signature,
        BondPayment calldata bond
    ) external;

    /// @notice Pays out the bond of a contest once its round is over.
    /// @dev Anyone may call, once, from the end of the round on, or once the milestone has settled in another way. What
    /// the draw has left of the bond of round 2 is shared in equal parts among the jurors whose payout is within one
    /// payout step of the interval that all recorded ballots leave, or among all who voted when they were too few for
    /// an interval; the first of them gets what division leaves. It returns to its payer when no one voted, or when the
    /// parties ended the milestone before the panel was drawn. When they ended it after the draw and before the round's
    /// end or verdict, all jurors of the panel share, voted or not. The bond of round 3 returns to its payer, as a
    /// ruling pays the arbiter by itself. Reverts with `Quittance_NoBond`, `Quittance_BondNotDue` or
    /// `Quittance_PanelMismatch`. Emits `BondReturned`, or `BondEarned` for each juror.
    /// @param round 2 or 3.
    /// @param panel The panel of round 2, as `PanelDrawn` has it; empty for round 3, and when no panel was drawn.
    function releaseBond(bytes calldata terms, uint8 milestone, uint8 round, bytes calldata panel) external;
}
