// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

import {Contest} from "../types/Contest.sol";

/// @title Contests: a bonded objection to what stands, which opens the next instance
/// @notice What stands after round 1, a verdict or the silence payout, may be contested before the panel drawn from the
/// juror pool (round 2); what stands after round 2, before the arbiter that the terms name (round 3). A round that
/// does not decide in time leaves the provisional payout as it is. All calls take whole terms.
interface IContests {
    /// @notice How a bond is paid.
    /// @param payer Who pays it, and to whom it returns: the contester itself or anybody who consents.
    /// @param fromWallet From the payer's wallet by ERC-3009; else from its ledger balance.
    /// @param validBefore Unix seconds: `validBefore` of the ERC-3009 authorisation. Not read when paid from the ledger.
    /// @param signature From the wallet: the token's `ReceiveWithAuthorization` with nonce = `bondNonce`, value = bond and
    /// validAfter = 0. From the ledger: the payer's `Bond(bytes32 deal,uint8 milestone,uint8 round,address contester)`;
    /// empty when the payer calls, or is the contester, whose contest names it. From the ledger of an account that a
    /// principal opened, always its envelope (`IAuthority`) over `bondNonce`, to commit the bond (COMMIT).
    struct BondPayment {
        address payer;
        bool fromWallet;
        uint40 validBefore;
        bytes signature;
    }

    /// @notice `contester` objects to the standing `payout`; the next instance, `round`, has begun. `payer` paid the bond, from
    /// its wallet or from its ledger balance.
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

    /// @notice A bond went back to the ledger balance of its payer: nobody of the round voted, or there was none.
    event BondReturned(bytes32 indexed dealId, address indexed payer, uint8 milestone, uint8 round, uint96 amount);

    /// @notice A part of a bond, or all of it, was credited to the ledger balance of a juror or of the arbiter.
    event BondEarned(bytes32 indexed dealId, address indexed judge, uint8 milestone, uint8 round, uint96 amount);

    /// @notice The contester ended better off than in the payout it contested: `amount` of the other side's part of the
    /// milestone was credited to the ledger balance of the bond's payer.
    event BondReimbursed(bytes32 indexed dealId, address indexed payer, uint8 milestone, uint8 round, uint96 amount);

    /// @notice Thrown when `account` is neither the buyer nor the seller of the deal.
    error Quittance_NotAParty(bytes32 dealId, address account);

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

    /// @notice Contests what stands, with the bond from the terms.
    /// @dev Anyone may submit it with the contester's signature of `Contest(bytes32 deal,uint8 milestone,uint8 round,
    /// uint16 payout,address payer)`; it may be empty when the contester calls. While now < end of the contest window,
    /// which runs anew after each round below the last. Reverts with an error of this interface,
    /// `Quittance_NoProvisionalPayout`, `Quittance_InvalidSignature`, `Quittance_InsufficientBalance`, an error of `IDeals`, or
    /// as the token does. Emits `ContestOpened`.
    /// @param contester The buyer or the seller.
    /// @param payout The provisional payout objected to, in basis points.
    function contest(
        bytes calldata terms,
        uint8 milestone,
        address contester,
        uint16 payout,
        bytes calldata signature,
        BondPayment calldata bond
    ) external;

    /// @notice Sends the bond of a contest where it goes once its instance is over: round 2's in equal parts to the
    /// jurors who voted within one payout step of the round's payout, or to all who voted if it did not decide, what
    /// division leaves to the first of them; to its payer if nobody voted. Round 3's to its payer; a ruling pays the
    /// arbiter by itself.
    /// @dev Anyone may call, once, from the end of the round on, or once the milestone has settled in another way.
    /// Reverts with `Quittance_NoBond`, `Quittance_BondNotDue` or `Quittance_PanelMismatch`. Emits `BondReturned`, or
    /// `BondEarned` for each juror.
    /// @param round 2 or 3.
    /// @param panel Of round 2, as `PanelDrawn` told it; empty for round 3, and when no panel was drawn.
    function releaseBond(bytes calldata terms, uint8 milestone, uint8 round, bytes calldata panel) external;

    /// @notice The ERC-3009 nonce by which a wallet pays a bond: the EIP-712 digest of `Bond(bytes32 deal,uint8
    /// milestone,uint8 round,address contester)`.
    function bondNonce(bytes32 dealId, uint8 milestone, uint8 round, address contester) external view returns (bytes32);

    /// @notice The contest that opened round 2 or 3 of a milestone; all zero when there was none.
    function contestOf(bytes32 dealId, uint8 milestone, uint8 round) external view returns (Contest memory);
}
